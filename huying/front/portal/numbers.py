"""The published figures: each with numerator, denominator and the silent, its definition, and the list behind it."""

from dataclasses import dataclass, fields
from urllib.parse import urlencode

from django.utils.translation import gettext

from huying.field.voices import queries as voices
from huying.front.portal.wording import rate
from huying.kernel.words import N_
from huying.work.suggestions import queries as suggestions

ENDED = ("concluded", "tracking", "archived")
_NOTHING = suggestions.Figure("", "", *(0 for _ in fields(suggestions.Figure)[2:]))


@dataclass(frozen=True, slots=True)
class Number:
    """One figure: what it is called, what it says, of what, and where its rows stand ("" where none are public)."""

    label: str
    value: str
    of: str
    url: str
    note: str = ""


def _of(n: int, of: int, silent: str = "") -> str:
    counted = {"n": n, "of": of, "silent": silent}
    return gettext(N_("%(n)d 件，共 %(of)d 件，%(silent)s") if silent else N_("%(n)d 件，共 %(of)d 件")) % counted


def rates(whole: suggestions.Figure | None, stands: dict[str, int], query: dict[str, str]) -> list[Number]:
    """办结率, 办成率, 满意率 and promises kept, of one place, category or unit."""
    filed = whole.filed if whole else 0
    ended = sum(stands.get(state, 0) for state in ENDED)
    figure = whole or _NOTHING
    silent = gettext("另有 %(n)d 件代表没有测评，不计入") % {"n": figure.silent}

    def link(state: str) -> str:
        return "/suggestions?" + urlencode({**query, "state": state} if state else query)

    return [
        Number(
            gettext("办结率"),
            rate(ended, filed),
            _of(ended, filed),
            link("concluded,archived"),
            gettext("已办结（含跟踪承诺）的，占立案的。"),
        ),
        Number(
            gettext("办成率"),
            rate(figure.resolved, figure.answered),
            _of(figure.resolved, figure.answered),
            link(""),
            gettext("答复为“已经解决”的，占已经答复的。"),
        ),
        Number(
            gettext("满意率"),
            rate(figure.satisfied, figure.judged),
            _of(figure.satisfied, figure.judged, silent if figure.silent else ""),
            link("evaluated,meeting"),
            gettext("代表测评满意的，占代表作了测评的；有一位不满意就算不满意。"),
        ),
        Number(
            gettext("承诺兑现"),
            rate(figure.kept, figure.settled),
            _of(figure.kept, figure.settled),
            link("tracking"),
            gettext("代表确认兑现的承诺，占已有结论的承诺。"),
        ),
    ]


def headline(region: str) -> list[Number]:
    """Four figures for the first page. Three counters' statements and one."""
    whole = next(iter(suggestions.figures(region)), None)
    said = voices.stands(region)
    closed = said.get("closed", 0) + said.get("reported", 0)
    every = sum(said.values())
    told = Number(
        gettext("群众反映"),
        str(every),
        gettext("%(n)d 件已反馈") % {"n": closed},
        "/voices",
    )
    filed = Number(gettext("代表建议"), str(whole.filed if whole else 0), gettext("已立案编号"), "/suggestions")
    resolved, satisfied = rates(whole, {}, {})[1:3]
    return [told, filed, resolved, satisfied]
