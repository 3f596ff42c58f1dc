"""Figures, the place's rules and flowcharts, and the daily seals."""

from datetime import date
from functools import lru_cache
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_safe
from markupsafe import Markup

from huying.base.ledger import queries as ledger
from huying.field.voices import queries as voices
from huying.field.voices import states as voice_states
from huying.front.portal import wording
from huying.front.portal.frame import labels, place, show
from huying.front.portal.numbers import rates
from huying.front.portal.ruling import differing, rules_of
from huying.kernel import flow
from huying.kernel.machine import Machine
from huying.kernel.words import N_
from huying.playbooks import shelf
from huying.work.suggestions import queries as suggestions
from huying.work.suggestions import states as suggestion_states

CHARTS = {
    "voice": (N_("一件民声怎么走"), voice_states.MACHINE),
    "suggestion": (N_("一件代表建议怎么走"), suggestion_states.SUGGESTION),
    "task": (N_("承办单位怎么办"), suggestion_states.TASK),
}
SEALS, SHOWN = 30, 10


@require_safe
def figures(request: HttpRequest) -> HttpResponse:
    """Rates with numerator, denominator and the silent; by unit and category; each opens. From counters alone."""
    here = place(request)
    query = {"region": here.code} if here.chosen else {}
    stands, told = suggestions.stands(here.code), suggestions.all_figures(here.code)
    known = labels(here.book().suggestions.categories)
    said = voices.stands(here.code)
    context = {
        "place": here,
        "numbers": rates(next(iter(told.get("all", [])), None), stands, query),
        "units": [(row.label, row) for row in told.get("unit", [])],
        "categories": [(known.get(row.key, row.key), row) for row in told.get("category", [])],
        "query": query,
        "withheld": voices.withheld(here.code, here.book().voices.withhold_reasons, get_language() or ""),
        "guided": voices.guided_away(here.code, here.book().voices.guides, get_language() or ""),
        "stands": [
            (gettext(label), stands.get(state, 0), _list("/suggestions", query, state=STEPS.get(state, "")))
            for state, label in suggestion_states.STATES.items()
            if stands.get(state) and state not in HIDDEN
        ],
        "voices": [
            (gettext(label), said.get(stand, 0), _list("/voices", query, outcome=VOICE_LISTS.get(stand, "open")))
            for stand, label in VOICE_STANDS.items()
            if said.get(stand)
        ],
    }
    return show(request, "figures", context)


def _list(path: str, query: dict[str, str], **chosen: str) -> str:
    """The public list behind a bar."""
    asked = {**query, **{name: value for name, value in chosen.items() if value}}
    return f"{path}?{urlencode(asked)}" if asked else path


HIDDEN = ("draft", "cosigning", "discarded", "submitted", "revising", "not_filed", "withdrawn")
"""What deputies have not handed in, or took back, is counted nowhere in public."""
STEPS = {state: states for states in wording.STANDS for state in states.split(",")}
VOICE_LISTS = {"reported": "told", "closed": ""}
"""Which choice of a list's filter holds the rows behind a bar; every other voice is still being handled."""
VOICE_STANDS = {**voice_states.STATES, "returned": N_("单位退回，另行安排")}


@require_safe
def playbook(request: HttpRequest) -> HttpResponse:
    """By which rules this place works, as sentences and flowcharts, and what differs from the common practice."""
    here = place(request)
    book, language = here.book(), get_language() or "zh-hans"
    common = shelf.open_book("township" if len(here.code) >= 9 else "county")
    context = {
        "place": here,
        "book": book,
        "name": book.shown(language),
        "common": common,
        "groups": rules_of(book, language),
        "differing": differing(common, book) if book.edition != common.edition else [],
        "charts": [
            (gettext(title), _chart(name, language), _walk(machine)) for name, (title, machine) in CHARTS.items()
        ],
    }
    return show(request, "playbook", context)


@lru_cache(maxsize=16)
def _chart(name: str, language: str) -> Markup:
    title, machine = CHARTS[name]
    return Markup(flow.svg(machine, title=gettext(title), translate=gettext))  # noqa: S704 - drawn from our own table


def _walk(machine: Machine) -> list[tuple[str, bool, list[tuple[list[str], str]]]]:
    """The same process in words, for a phone: (step, whether it ends there, [(acts, where they lead)])."""
    found = []
    for state, label in machine.states.items():
        ways: dict[str, list[str]] = {}
        for (before, verb), after in machine.table.items():
            if before == state != after:
                ways.setdefault(after, []).append(gettext(machine.verbs[verb]))
        leads = [(acts, gettext(machine.states[after])) for after, acts in ways.items()]
        found.append((gettext(label), state in machine.ends, leads))
    return found


@require_safe
def seals(request: HttpRequest) -> HttpResponse:
    """The daily seals, newest first, and how anybody checks them. One statement."""
    found = ledger.seals(before=_day(request), limit=SHOWN + 1)
    more = found[SHOWN - 1].day.isoformat() if len(found) > SHOWN else None
    return show(request, "seals", {"seals": found[:SHOWN], "more": more})


@require_safe
def seals_json(request: HttpRequest) -> JsonResponse:
    """The same for programs; ``?before=2026-11-01`` for older ones."""
    rows = [
        {
            "day": seal.day.isoformat(),
            "cases": seal.cases,
            "entries": seal.entries,
            "last_entry": seal.last_entry,
            "root": seal.root,
            "hash": seal.hash,
        }
        for seal in ledger.seals(before=_day(request), limit=SEALS)
    ]
    return JsonResponse({"seals": rows, "next": rows[-1]["day"] if len(rows) == SEALS else None})


def _day(request: HttpRequest) -> date | None:
    try:
        return date.fromisoformat(request.GET.get("before", ""))
    except ValueError:
        return None
