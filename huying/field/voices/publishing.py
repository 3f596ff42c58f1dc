"""The forms that decide what the public may see of a voice, and what the decision says to whom."""

import math
import unicodedata
import uuid
from dataclasses import dataclass
from typing import Any, cast

from django import forms
from django.http import QueryDict
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from huying.base.ledger.models import Audience
from huying.base.papers import queries as papers
from huying.base.papers.commands import Box
from huying.field.voices.commands.publication import PHOTO
from huying.field.voices.differences import Piece, pieces
from huying.field.voices.forms import VerbForm, shown, words
from huying.field.voices.masking import masked
from huying.field.voices.models import Voice
from huying.playbooks import shelf


class PublishForm(VerbForm):
    """The wording for the public, begun with a proposal that a person decides on; the photos, none by itself."""

    text = words(_("公开的文字"), required=False, rows=6)
    photos = forms.TypedMultipleChoiceField(
        label=_("公开哪几张照片"), required=False, coerce=uuid.UUID, widget=forms.CheckboxSelectMultiple
    )

    def prepare(self) -> None:
        self._offer_photos()
        said, proposed = self.voice.words, masked(self.voice.words)
        if not said:
            del self.fields["text"]
            return
        self.initial.setdefault("text", proposed)
        self.fields["text"].required = not self.is_bound or self.add_prefix("text") in self.data
        self.fields["text"].help_text = (
            _("已经遮住了像姓名、电话、证件、车牌的地方，请逐字看过再公开；原话另外留着。")
            if proposed != said
            else _("照原话公开，或者改去能认出人的地方；原话另外留着。")
        )

    def _offer_photos(self) -> None:
        found = papers.of(self.voice.subject, [Audience.PARTIES, Audience.PUBLIC]) if self.voice.photos else []
        self.copies = {paper.origin_id: paper for paper in found if paper.origin_id}
        self.pictures = {str(paper.uid): paper for paper in found if paper.kind == PHOTO}
        if not self.pictures:
            del self.fields["photos"]
            return
        self.offer("photos", [(uid, gettext("第 %(n)d 张") % {"n": n}) for n, uid in enumerate(self.pictures, start=1)])
        self.fields["photos"].help_text = _("一张也不选，公众就看不到照片。有人脸、车牌、门牌的先涂黑。")

    def given(self) -> dict[str, Any]:
        """A program that sends no wording at all publishes the citizen's own."""
        given = super().given()
        if "text" in given and self.add_prefix("text") not in self.data:
            del given["text"]
        return given


class WithholdForm(VerbForm):
    reason = forms.ChoiceField(label=_("为什么不公开"), widget=forms.RadioSelect)

    def prepare(self) -> None:
        self.offer("reason", shown(self.book.voices.withhold_reasons))


class RedactForm(VerbForm):
    """Black boxes on one photo: as many rows of four percentages as were drawn or typed; an empty row is none."""

    SIDES = ("left", "top", "width", "height")
    SPARE = 4

    def rows(self) -> list[list[str]]:
        """What stands in the rows, with some empty ones for those without a script."""
        sent = cast(QueryDict, self.data)
        given = [list(row) for row in zip(*(sent.getlist(side) for side in self.SIDES), strict=False)]
        filled = [row for row in given if any(row)]
        return filled + [[""] * len(self.SIDES)] * max(self.SPARE - len(filled), 1)

    def given(self) -> dict[str, Any]:
        boxes = [Box(*map(_percent, row)) for row in self.rows() if any(row)]
        return {**super().given(), "boxes": boxes}


def _percent(typed: str) -> float:
    """What was typed as a number; what is none lies beside every picture."""
    try:
        return float(unicodedata.normalize("NFKC", typed).strip(" %"))
    except ValueError:
        return math.nan


@dataclass(frozen=True, slots=True)
class Decision:
    """What was decided for the public: where it is read, how the wording was changed, or why nothing is shown."""

    pieces: tuple[Piece, ...]
    withheld: str
    page: str


def decision(voice: Voice) -> Decision:
    """For those who know the citizen's own words: whoever handles the voice, and its author."""
    known = {each.code: each for each in shelf.by_edition(voice.edition).voices.withhold_reasons}
    reason = known[voice.withheld].shown(get_language() or "") if voice.withheld in known else voice.withheld
    changed = tuple(pieces(voice.original, voice.text)) if voice.original and not voice.anonymised else ()
    return Decision(changed, reason, f"/voices/{voice.uid}" if voice.published else "")


def agreed(voice: Voice) -> str:
    """What its author said about publication, in the words they were shown then; "" where the place had none."""
    if not voice.consent:
        return gettext("您选择了不公开，只有办这件事的人和您看得到。")
    known = shelf.by_edition(voice.edition).voices
    return known.consented(get_language() or "") if voice.consent_version == known.consent_version else ""
