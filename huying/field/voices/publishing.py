"""The forms that decide what the public may see of a voice, and what the decision says to whom."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from huying.field.voices.differences import Piece, pieces
from huying.field.voices.forms import VerbForm, shown, words
from huying.field.voices.masking import masked
from huying.field.voices.models import Voice
from huying.playbooks import shelf


class PublishForm(VerbForm):
    """The wording for the public, begun with a proposal that a person decides on."""

    text = words(_("公开的文字"), required=False, rows=6)

    def prepare(self) -> None:
        said, proposed = self.voice.words, masked(self.voice.words)
        if not said:
            del self.fields["text"]
            return
        self.initial.setdefault("text", proposed)
        self.fields["text"].help_text = (
            _("已经遮住了像姓名、电话、证件、车牌的地方，请逐字看过再公开；原话另外留着。")
            if proposed != said
            else _("照原话公开，或者改去能认出人的地方；原话另外留着。")
        )

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


@dataclass(frozen=True, slots=True)
class Decision:
    """What was decided for the public: how the wording was changed, or why nothing is shown."""

    pieces: tuple[Piece, ...]
    withheld: str


def decision(voice: Voice) -> Decision:
    """For those who know the citizen's own words: whoever handles the voice, and its author."""
    known = {each.code: each for each in shelf.by_edition(voice.edition).voices.withhold_reasons}
    reason = known[voice.withheld].shown(get_language() or "") if voice.withheld in known else voice.withheld
    changed = tuple(pieces(voice.original, voice.text)) if voice.original and not voice.anonymised else ()
    return Decision(changed, reason)
