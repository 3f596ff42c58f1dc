"""The forms of what the station asks, checks on site and asks again."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from huying.field.voices.commands.splitting import FEWEST, MOST
from huying.field.voices.forms import PhotosField, VerbForm, words
from huying.field.voices.states import FOUND, VERDICTS, VISITS


def day_field(label: Any) -> forms.DateField:
    """A day on which something was done; today when left empty."""
    return forms.DateField(label=label, required=False, widget=forms.DateInput(attrs={"type": "date"}))


class AskForm(VerbForm):
    text = words(_("想请群众补充什么"), rows=3)

    def prepare(self) -> None:
        days = self.book.voices.asking.days
        self.fields["text"].help_text = _("一次问清楚：哪里、什么时候、照片。等 %(days)s 天。") % {"days": days}


class CheckForm(VerbForm):
    found = forms.ChoiceField(label=_("看到什么"), choices=list(FOUND.items()), widget=forms.RadioSelect)
    text = words(_("现场情况（群众能看到）"), required=False, rows=3)
    photos = PhotosField(label=_("现场照片"), required=False)
    on = day_field(_("哪天去的（今天去的不用填）"))


class RevisitForm(VerbForm):
    """By the officer who phoned or called at the door."""

    outcome = forms.ChoiceField(label=_("群众怎么说"), choices=list(VISITS.items()), widget=forms.RadioSelect)
    reason = words(_("群众的原话"), required=False, rows=2)
    on = day_field(_("哪天回访的（今天的不用填）"))

    def prepare(self) -> None:
        if self.voice.tries:
            self.fields["outcome"].help_text = _("已经打过 %(tries)s 次没打通。") % {"tries": self.voice.tries}
        if self.voice.tries < self.book.voices.revisits.tries:
            self.offer("outcome", [each for each in VISITS.items() if each[0] != "given_up"])


class OwnRevisitForm(VerbForm):
    """By the citizen, on their own page."""

    outcome = forms.ChoiceField(label=_("现在怎么样？"), choices=list(VERDICTS.items()), widget=forms.RadioSelect)
    reason = words(_("想多说几句吗"), required=False, rows=2)


class SplitForm(VerbForm):
    """One field for each matter, begun with what was said; the citizen's own words stay with the voice."""

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        for n in range(1, MOST + 1):
            label = _("第 %(n)s 件事") % {"n": n}
            self.fields[f"part{n}"] = words(label, required=n <= FEWEST, rows=4 if n == 1 else 2)
        self.initial.setdefault("part1", self.voice.words)

    def given(self) -> dict[str, Any]:
        given = super().given()
        given["parts"] = [given.pop(f"part{n}") for n in range(1, MOST + 1)]
        return given
