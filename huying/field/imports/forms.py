"""The forms of a batch. They only parse; what may be said and done, the commands decide."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from huying.base.web.acts import ActForm
from huying.field.imports import columns
from huying.field.imports.models import Batch
from huying.field.stations.queries import Station
from huying.kernel.coordinates import SYSTEMS

BY_ROWS = "0"


class UploadForm(ActForm):
    """A file, what it is called, whose it is."""

    file = forms.FileField(
        label=_("台账文件"),
        help_text=_("Excel（xlsx、xls）或 CSV，最大 30 MB、10 万行。文件只有导入的人看得到，30 天后删除。"),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.xls,.csv,.txt"}),
    )
    source = forms.CharField(
        label=_("这本台账叫什么"),
        max_length=60,
        help_text=_("例如“12345 热线”“信访登记”。同一本台账以后再导入，编号相同的不会重复。"),
    )
    station = forms.ChoiceField(label=_("归哪个联络站"))

    def __init__(self, *args: Any, stations: Sequence[Station] = (), by_rows: bool = False, **options: Any) -> None:
        super().__init__(*args, **options)
        choices = [(BY_ROWS, gettext("看表里写的乡镇或联络站"))] if by_rows else []
        field: Any = self.fields["station"]
        field.choices = [*choices, *((str(row.pk), row.name) for row in stations)]

    def clean_station(self) -> int:
        return int(self.cleaned_data["station"])

    def given(self) -> dict[str, Any]:
        return {key: value for key, value in super().given().items() if key != "version"}


class PlanForm(ActForm):
    """Which column holds what, and what to do in doubt."""

    datum = forms.ChoiceField(
        label=_("经纬度用的是哪种坐标"), choices=[(key, _(label)) for key, label in SYSTEMS.items()]
    )
    undated = forms.BooleanField(label=_("没有办结时间的，按反映当天办结算"), required=False)
    publish = forms.BooleanField(
        label=_("已经办结的可以公开"),
        required=False,
        help_text=_("不公开姓名和电话；内容里写有姓名、电话或者要求保密的，仍然不公开。"),
    )

    def __init__(self, *args: Any, batch: Batch, **options: Any) -> None:
        super().__init__(*args, **options)
        listed = [
            (str(at), gettext("%(letter)s 列 %(name)s") % _column(at, name)) for at, name in enumerate(batch.headers)
        ]
        for name, label in columns.FIELDS.items():
            needed = name in columns.NEEDED
            choices = [("", gettext("请选择") if needed else gettext("表里没有")), *listed]
            missing = {"required": gettext("请选是哪一列。")}
            field = forms.ChoiceField(label=gettext(label), choices=choices, required=needed, error_messages=missing)
            field.initial = str(batch.columns[name]) if name in batch.columns else ""
            self.fields[name] = field
        for name in ("datum", "undated", "publish"):
            self.fields[name].initial = getattr(batch, name)

    @property
    def of_columns(self) -> list[forms.BoundField]:
        return [self[name] for name in columns.FIELDS]

    @property
    def of_batch(self) -> list[forms.BoundField]:
        return [self[name] for name in ("datum", "undated", "publish")]

    def given(self) -> dict[str, Any]:
        given = super().given()
        chosen = {name: given.pop(name) for name in columns.FIELDS}
        return {**given, "mapping": {name: int(at) for name, at in chosen.items() if at}}


class SheetForm(ActForm):
    """Another sheet of the file."""

    sheet = forms.ChoiceField(label=_("工作表"))

    def __init__(self, *args: Any, batch: Batch, **options: Any) -> None:
        super().__init__(*args, **options)
        field: Any = self.fields["sheet"]
        field.choices = [(name, name) for name in batch.sheets]
        field.initial = batch.sheet


def _column(at: int, name: str) -> dict[str, str]:
    return {"letter": columns.letter(at), "name": name[:30]}
