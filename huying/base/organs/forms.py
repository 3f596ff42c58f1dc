"""What each verb of this room asks for."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from huying.base.organs.models import Organ, Region
from huying.base.web.acts import PlainForm

Choices = list[tuple[str, str]]


class Day(forms.DateField):
    """A day, chosen in the browser's own way."""

    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class Choosing(forms.Form):
    """Fields whose choices depend on the place: ``choices={"field": [(value, label), …]}``."""

    def __init__(self, *args: Any, choices: dict[str, Choices] | None = None, **more: Any) -> None:
        super().__init__(*args, **more)
        for name, listed in (choices or {}).items():
            self.fields[name].choices = listed  # type: ignore[attr-defined]


class AddRegion(PlainForm):
    """A region by its code."""

    level = forms.ChoiceField(
        label=_("级别"), choices=[(value, _(label)) for value, label in Region.Level.choices if value != "county"]
    )
    code = forms.CharField(
        label=_("行政区划代码"),
        max_length=12,
        help_text=_("乡镇、街道 9 位，村、社区 12 位，前面几位就是上一级的代码。"),
    )
    name = forms.CharField(label=_("名称"), max_length=60)


class RenameRegion(PlainForm):
    """The right name."""

    name = forms.CharField(label=_("名称"), max_length=60)


class EditOrgan(PlainForm):
    """What an organ is called and what it is for."""

    name = forms.CharField(label=_("全称"), max_length=80)
    short = forms.CharField(
        label=_("简称"), max_length=30, required=False, help_text=_("列表里用，例如“县交通运输局”。")
    )
    duties = forms.CharField(
        label=_("管什么"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("承办单位写上，交办时照着推荐。"),
    )


class AddOrgan(Choosing, EditOrgan):
    """A body or a unit, and since when."""

    region = forms.ChoiceField(label=_("属于哪里"))
    kind = forms.ChoiceField(label=_("哪一种"))
    since = Day(label=_("从哪一天起"))
    field_order = ("region", "kind", "name", "short", "duties", "since")

    def given(self) -> dict[str, Any]:
        """“unit:bureau” is a unit of that kind; anything else a body."""
        found = super().given()
        found["kind"], _colon, found["unit_kind"] = found["kind"].partition(":")
        return found


KINDS = [(value, _(label)) for value, label in Organ.Kind.choices if value != Organ.Kind.UNIT]
UNIT_KINDS = [(f"unit:{value}", _(label)) for value, label in Organ.UnitKind.choices if value]


class AddTerm(Choosing, PlainForm):
    """A term and its days."""

    region = forms.ChoiceField(label=_("哪里的人大"))
    number = forms.IntegerField(label=_("第几届"), min_value=1, max_value=99)
    since = Day(label=_("从哪一天起"))
    until = Day(label=_("到哪一天（含当天）"), required=False, help_text=_("还没有定就不填。"))


class OpenSession(Choosing, PlainForm):
    """A session within a term."""

    term = forms.TypedChoiceField(label=_("哪一届"), coerce=int)
    number = forms.IntegerField(label=_("第几次会议"), min_value=1, max_value=99)
    opens = Day(label=_("开幕"))
    closes = Day(label=_("闭幕"))


class ChooseBook(Choosing):
    """Which playbook, from which day: what changes is shown before it is decided."""

    playbook = forms.ChoiceField(label=_("哪一份办法"))
    since = Day(label=_("从哪一天起"))


class Adopt(PlainForm):
    """The decision on what was shown."""

    playbook = forms.CharField(max_length=40, widget=forms.HiddenInput)
    since = forms.DateField(widget=forms.HiddenInput)


class DeclareDay(Choosing, PlainForm):
    """A day that is other than the national calendar says."""

    region = forms.ChoiceField(label=_("哪里"), help_text=_("县里定的，各乡镇一起用；乡镇也可以另定。"))
    day = Day(label=_("哪一天"))
    works = forms.TypedChoiceField(
        label=_("这一天"),
        choices=[("0", _("休息")), ("1", _("上班"))],
        coerce=lambda value: value == "1",
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(label=_("为什么"), max_length=80, help_text=_("例如：县庆、防汛放假、赶圩补班"))
