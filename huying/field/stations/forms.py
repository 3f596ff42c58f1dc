"""Forms of the station pages. They only parse; the commands decide."""

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from huying.base.organs import queries as organs
from huying.base.people import queries as people
from huying.base.web.acts import ActForm
from huying.field.stations import permissions, queries
from huying.field.stations.models import Station
from huying.kernel.actor import ROLE_LABELS, Actor, Role


class StationForm(ActForm):
    """What a station's page and poster say."""

    name = forms.CharField(label=_("名称"), max_length=200)
    kind = forms.ChoiceField(label=_("种类"), choices=Station.Kind.choices)
    mode = forms.ChoiceField(label=_("形式"), choices=Station.Mode.choices)
    address = forms.CharField(label=_("地址"), max_length=400, required=False)
    open_hours = forms.CharField(
        label=_("开放时间"),
        max_length=400,
        required=False,
        help_text=_("照群众看得懂的写，如：逢六 9:00–11:30"),
    )
    phone = forms.CharField(label=_("电话"), max_length=60, required=False)
    zones = forms.CharField(
        label=_("功能分区"),
        required=False,
        help_text=_("一行一个"),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=2000,
    )
    latitude = forms.FloatField(
        label=_("纬度"),
        required=False,
        min_value=-90,
        max_value=90,
        help_text=_("在地图上标出来用，不知道就空着。"),
    )
    longitude = forms.FloatField(label=_("经度"), required=False, min_value=-180, max_value=180)

    def clean_zones(self) -> list[str]:
        return [line for line in self.cleaned_data["zones"].splitlines() if line.strip()]


class NewStationForm(StationForm):
    """A new one also says where it is and what it stands under."""

    region = forms.ChoiceField(label=_("所在地区"))
    parent = forms.TypedChoiceField(label=_("上级站"), coerce=int, required=False, empty_value=0)

    def __init__(self, *args: Any, actor: Actor, **more: Any) -> None:
        super().__init__(*args, **more)
        codes = sorted({post.region for post in actor.posts if post.role in permissions.CLERKS and post.region})
        regions = {row.code: row for code in codes for row in (organs.region(code), *organs.regions_under(code))}
        self.fields["region"].choices = [(code, row.name) for code, row in sorted(regions.items())]
        self.fields["parent"].choices = [("", gettext("没有")), *_offered(codes[0][:6] if codes else "-")]


class MergeForm(ActForm):
    """Which station takes this one over."""

    into = forms.TypedChoiceField(label=_("并入哪个站"), coerce=int)

    def __init__(self, *args: Any, station: Station, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["into"].choices = [pair for pair in _offered(station.region[:6]) if pair[0] != station.pk]


class AppointForm(ActForm):
    """A person of the township's register, as head or officer."""

    person = forms.TypedChoiceField(label=_("人员"), coerce=int)
    role = forms.TypedChoiceField(label=_("职务"), coerce=Role)

    def __init__(self, *args: Any, station: Station, **more: Any) -> None:
        super().__init__(*args, **more)
        rows = people.roster([station.region[:9]])[:300]
        self.fields["person"].choices = [(row.pk, row.name) for row in rows]
        self.fields["role"].choices = [(role.value, gettext(ROLE_LABELS[role])) for role in permissions.STAFF]


def _offered(region: str) -> list[tuple[int, str]]:
    return [(row.pk, "　" * row.depth + row.name) for row in queries.network(region)]
