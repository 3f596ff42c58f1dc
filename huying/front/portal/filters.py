"""The filters of public lists: what is not one of the choices is left out, and nothing typed breaks a page."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext, gettext_lazy

from huying.base.organs import queries as organs
from huying.base.organs.queries import session_label
from huying.front.portal.frame import Place, labels
from huying.front.portal.wording import STANDS, VOICE_OUTCOMES

Pairs = Iterable[tuple[str, str]]


def _choices(pairs: Pairs) -> list[tuple[str, str]]:
    return [("", gettext("全部")), *pairs]


class Filter(forms.Form):
    """A GET form; ``asked`` holds only what is valid."""

    def __init__(self, request: HttpRequest) -> None:
        super().__init__(request.GET or None)

    @property
    def asked(self) -> dict[str, Any]:
        """The valid choices, empty ones left out."""
        self.is_valid()
        return {key: value for key, value in getattr(self, "cleaned_data", {}).items() if value}

    @property
    def words(self) -> list[str]:
        """What was chosen, in words, for a title."""
        chosen = self.asked
        known = {name: dict(getattr(self.fields[name], "choices", ())) for name in chosen}
        shown = [name for name in chosen if not self[name].is_hidden and name != "region"]
        return [str(known[name].get(str(chosen[name]), chosen[name])) for name in shown]

    def say(self, name: str, pairs: Pairs) -> None:
        """Fill a select."""
        self.fields[name].choices = _choices(pairs)  # type: ignore[attr-defined]  # a ChoiceField


class SuggestionFilter(Filter):
    q = forms.CharField(label=gettext_lazy("查找"), max_length=60, required=False)
    state = forms.ChoiceField(label=gettext_lazy("走到哪一步"), required=False)
    category = forms.ChoiceField(label=gettext_lazy("类别"), required=False)
    unit = forms.TypedChoiceField(label=gettext_lazy("承办单位"), coerce=int, empty_value=0, required=False)
    session = forms.TypedChoiceField(label=gettext_lazy("哪次会议"), coerce=int, empty_value=0, required=False)
    region = forms.ChoiceField(label=gettext_lazy("哪里"), required=False)

    def __init__(self, request: HttpRequest, place: Place, units: Pairs) -> None:
        super().__init__(request)
        self.say("state", [(code, gettext(label)) for code, label in STANDS.items()])
        self.say("category", labels(place.book().suggestions.categories).items())
        self.say("unit", units)
        sessions = organs.sessions(place.code) if place.code else []
        self.say("session", [(str(row.pk), session_label(row)) for row in sessions])
        self.fields["region"].choices = place.choices  # type: ignore[attr-defined]  # a ChoiceField
        self.fields["region"].initial = place.code
        if len(place.choices) < 2:
            del self.fields["region"]


class VoiceFilter(Filter):
    q = forms.CharField(label=gettext_lazy("查找"), max_length=60, required=False)
    outcome = forms.ChoiceField(label=gettext_lazy("结果"), required=False)
    category = forms.ChoiceField(label=gettext_lazy("类别"), required=False)
    town = forms.ChoiceField(label=gettext_lazy("乡镇街道"), required=False)
    station = forms.TypedChoiceField(label=gettext_lazy("联络站"), coerce=int, empty_value=0, required=False)
    village = forms.RegexField(r"^\d{12}$", required=False, widget=forms.HiddenInput)

    def __init__(self, request: HttpRequest, place: Place, stations: Pairs, towns: Pairs) -> None:
        super().__init__(request)
        self.say("outcome", [(code, gettext(label)) for code, label in VOICE_OUTCOMES.items()])
        self.say("category", labels(place.book().voices.categories).items())
        self.say("town", towns)
        self.say("station", stations)


class DeputyFilter(Filter):
    q = forms.CharField(label=gettext_lazy("姓名、选区或代表团"), max_length=30, required=False)
    region = forms.ChoiceField(label=gettext_lazy("哪一级代表"), required=False)

    def __init__(self, request: HttpRequest, place: Place) -> None:
        super().__init__(request)
        self.fields["region"].choices = place.choices  # type: ignore[attr-defined]  # a ChoiceField
        if len(place.choices) < 2:
            del self.fields["region"]
