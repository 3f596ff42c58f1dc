"""Forms of the deputy's own side: a new draft, its words changed, colleagues invited; and who can be picked there."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from huying.base.organs import queries as organs
from huying.base.people.queries import Mandate
from huying.base.web.acts import ActForm
from huying.playbooks.shelf import Book
from huying.work.suggestions.forms.base import Matter, VerbForm, line, photos, several, unit, words
from huying.work.suggestions.showing import options
from huying.work.suggestions.states import PUBLICATION

TITLE_HELP = _("一件建议只说一件事，一句话说清：关于……的建议。")
BODY_HELP = _("是什么情况、为什么要办、建议怎么办。写具体，单位才好办。")
SHOWN = 40


class Words(forms.Form):
    """What a suggestion says, new or changed."""

    title = line(_("标题"), most=200, help_text=TITLE_HELP)
    body = words(_("情况、原因和建议"), most=5000, rows=12, help_text=BODY_HELP)
    category = forms.ChoiceField(label=_("哪一类"), required=False)
    suggested_unit = unit(_("您看该由哪个单位办"), required=False, help_text=_("只作参考，由交办机关定。"))

    def list_for(self, book: Book, units: Iterable[tuple[int, str]]) -> None:
        self.fields["category"].choices = [("", gettext("说不准")), *options(book.suggestions.categories)]  # type: ignore[attr-defined]  # a ChoiceField
        self.fields["suggested_unit"].choices = [("", gettext("说不准")), *units]  # type: ignore[attr-defined]  # the same


class DraftForm(Words, ActForm):
    """A new suggestion. ``voices`` are uids of the voices it grows out of."""

    region = forms.ChoiceField(label=_("向哪一级人大提"))
    kind = forms.ChoiceField(label=_("办理方式"), widget=forms.RadioSelect)
    voices = forms.TypedMultipleChoiceField(
        label=_("来自哪些民声"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("办理结果会自动反馈给反映人。"),
    )
    cosigners = several(_("请谁联名"))
    in_session = forms.BooleanField(label=_("大会期间提出"), required=False)
    identity_protected = forms.BooleanField(label=_("不向承办单位和社会公开我的姓名"), required=False)
    publication = forms.ChoiceField(label=_("公开方式"), required=False)
    photos = photos(_("现场照片"), help_text=_("最多 10 张，系统会去掉照片里的位置信息。"))
    field_order = (*("region", "title", "body", "category", "kind", "suggested_unit"), "photos")

    def __init__(
        self,
        *args: Any,
        book: Book,
        regions: Sequence[tuple[str, str]],
        units: Iterable[tuple[int, str]],
        voices: Iterable[tuple[str, str]],
        deputies: Iterable[int],
        **more: Any,
    ) -> None:
        super().__init__(*args, **more)
        self.list_for(book, units)
        section = book.suggestions
        fields: dict[str, Any] = self.fields
        fields["region"].choices = regions
        fields["kind"].choices = options(section.kinds)
        fields["voices"].choices = voices
        fields["cosigners"].choices = [(pk, pk) for pk in deputies]
        fields["publication"].choices = [(code, gettext(label)) for code, label in PUBLICATION.items()]
        first = {"region": regions[0][0], "kind": section.kinds[0].code, "publication": section.publication}
        self.initial = {**first, **self.initial}
        if len(regions) == 1:
            fields["region"].widget = forms.HiddenInput()


class EditForm(Words, VerbForm):
    """The words of a draft, or of one that came back."""

    photos = photos(_("再加几张照片"))
    field_order = ("title", "body", "category", "suggested_unit", "photos")

    def prepare(self) -> None:
        case = self.matter.case
        self.list_for(self.matter.book, units_of(case.region, self.matter))
        self.prefill(title=case.title, body=case.body, category=case.category, suggested_unit=case.suggested_unit_id)


def units_of(region: str, matter: Matter) -> list[tuple[int, str]]:
    return [(row.pk, row.name) for row in organs.units(region, matter.on)]


class InviteForm(VerbForm):
    people = several(_("请谁联名"))

    def __init__(self, *args: Any, deputies: Iterable[int], **more: Any) -> None:
        super().__init__(*args, **more)
        self.offer("people", [(pk, pk) for pk in deputies])


@dataclass(frozen=True, slots=True)
class Picked:
    """One colleague in the picker."""

    person: int
    name: str
    place: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class Picker:
    """Colleagues to choose from: the chosen first, then those found, or the nearest; ``more`` are left out."""

    rows: list[Picked]
    words: str
    more: int


def picker(
    seats: Sequence[Mandate], *, me: int, chosen: Collection[str], words: str, without: Collection[int]
) -> Picker:
    """Which colleagues to show, without script: whoever looks for a name presses “查找” and keeps what was typed.

    Args:
        seats: the filled seats of the congress.
        me: person id of the proposer, who is left out.
        chosen: person ids already ticked, as typed.
        words: what name, constituency or group must hold.
        without: person ids already asked.
    """
    mine = next((seat for seat in seats if seat.person_id == me), None)
    others = [seat for seat in seats if seat.person_id != me and seat.person_id not in without]
    ticked = [seat for seat in others if str(seat.person_id) in chosen]
    if words:
        rest = [seat for seat in others if all(word in _about(seat) for word in words.split())]
    else:
        rest = sorted(others, key=lambda seat: _distance(seat, mine))
    rest = [seat for seat in rest if str(seat.person_id) not in chosen]
    rows = [
        Picked(seat.person_id, seat.person.name, seat.group or seat.constituency, seat in ticked)
        for seat in [*ticked, *rest[:SHOWN]]
    ]
    return Picker(rows, words, max(0, len(rest) - SHOWN))


def _about(seat: Mandate) -> str:
    return f"{seat.person.name} {seat.constituency} {seat.group}"


def _distance(seat: Mandate, mine: Mandate | None) -> tuple[bool, bool, str]:
    if mine is None:
        return True, True, seat.person.name
    return seat.constituency != mine.constituency, seat.group != mine.group, seat.person.name
