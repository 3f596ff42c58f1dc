"""The list of suggestions, with filters that stay in the address."""

import re
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from huying.base.organs import queries as organs
from huying.base.web import pages, paging
from huying.kernel.actor import Actor, Role
from huying.kernel.words import N_
from huying.work.suggestions import office, permissions, queries, showing, telling
from huying.work.suggestions.sentences import DONE
from huying.work.suggestions.states import STATES
from huying.work.suggestions.views.doors import actor_of, page

SIZE = 50
ORDER = (
    *("draft", "cosigning", "submitted", "revising", "filed", "handling", "answered", "evaluated", "meeting"),
    *("tracking", "concluded", "archived", "not_filed", "withdrawn"),
)
KEYS = (
    *("state", "unit", "category", "session", "verdict", "fast", "late", "mine", "words"),
    *("again", "debtor", "outcome", "promise"),
)
PROMISES = ("open", "kept", "broken")
DEBTOR = re.compile(r"organ:[0-9]{1,18}")


class Filters(forms.Form):
    """What the list is narrowed to."""

    words = forms.CharField(label=_("找什么"), required=False, max_length=60)
    unit = forms.ChoiceField(label=_("主办单位"), required=False)
    category = forms.ChoiceField(label=_("类别"), required=False)
    session = forms.ChoiceField(label=_("届次"), required=False)

    def __init__(self, region: str, **more: Any) -> None:
        super().__init__(**more)
        for key in KEYS:
            if key not in self.fields:
                self.fields[key] = forms.CharField(required=False, widget=forms.HiddenInput)
        today = timezone.localdate()
        book = organs.book_for(region, today)
        fields: dict[str, Any] = self.fields
        fields["unit"].choices = [
            ("", gettext("全部")),
            *((row.pk, row.short or row.name) for row in organs.units(region, today)),
        ]
        fields["category"].choices = [("", gettext("全部")), *showing.options(book.suggestions.categories)]
        sessions = [(row.pk, organs.session_label(row)) for row in organs.sessions(region)]
        fields["session"].choices = [("", gettext("全部")), *sessions]


@page()
def index(request: HttpRequest) -> HttpResponse:
    """Every suggestion the reader may see, newest first: where it stands, whose turn it is, by when."""
    actor, today = actor_of(request), timezone.localdate()
    given = {key: request.GET.get(key, "").strip()[:60] for key in KEYS}
    found = queries.listing(
        actor, on=today, wanted=wanted(given), before=paging.number(request.GET.get("before")), size=SIZE
    )
    counts = queries.counts(actor)
    done = DONE.get(request.GET.get("done", ""), "")
    context = {
        "page": found,
        "given": given,
        "query": urlencode({key: value for key, value in given.items() if value}),
        "form": Filters(home_of(actor), initial=given),
        "tabs": _tabs(given, counts),
        "views": _views(actor, given),
        "only": _only(given),
        "states": {code: gettext(label) for code, label in STATES.items()},
        "may_draft": any(post.role is Role.DEPUTY and not post.on_behalf_of for post in actor.posts),
        "offices": offices(actor),
        "done": gettext(done) if done else "",
    }
    return pages.render(request, "suggestions/list.html", context)


def wanted(given: dict[str, str]) -> queries.Wanted:
    """What was asked for; nonsense in an address asks for nothing."""
    states = [state for state in given["state"].split(",") if state in STATES]
    return queries.Wanted(
        state=",".join(states),
        unit=paging.number(given["unit"]) or 0,
        category=given["category"],
        session=paging.number(given["session"]) or 0,
        verdict=given["verdict"],
        words=given["words"],
        fast=bool(given["fast"]),
        late=bool(given["late"]),
        mine=bool(given["mine"]),
        again=bool(given["again"]),
        debtor=given["debtor"] if DEBTOR.fullmatch(given["debtor"]) else "",
        outcome=given["outcome"],
        promise=given["promise"] if given["promise"] in PROMISES else "",
    )


def home_of(actor: Actor) -> str:
    """The congress whose lists the filters offer: the widest one the reader works for."""
    return min((post.region for post in actor.posts if len(post.region) >= 6), key=len, default="")[:9]


def _tabs(given: dict[str, str], counts: dict[str, int]) -> list[tuple[str, str, bool, int | None]]:
    kept = {key: value for key, value in given.items() if value and key != "state"}
    whole: tuple[str, str, bool, int | None] = gettext("全部"), f"?{urlencode(kept)}", not given["state"], None
    found = [whole]
    for state in ORDER:
        if counts.get(state) or given["state"] == state:
            href = f"?{urlencode({**kept, 'state': state})}"
            found.append(
                (gettext(STATES[state]), href, given["state"] == state, None if kept else counts.get(state, 0))
            )
    return found


def _views(actor: Actor, given: dict[str, str]) -> list[tuple[str, str, bool]]:
    """Lists people come back to; each an address that can be kept."""
    listed = [
        (gettext("有超期的"), {"late": "1"}),
        (gettext("不满意件"), {"verdict": "unsatisfied"}),
        (gettext("二次交办"), {"again": "1"}),
        (gettext("有承诺要兑现"), {"promise": "open"}),
        (gettext("小微急"), {"fast": "1"}),
    ]
    if any(post.role is Role.DEPUTY for post in actor.posts):
        listed.insert(0, (gettext("我领衔的"), {"mine": "1"}))
    here = {key: value for key, value in given.items() if value}
    return [(label, f"?{urlencode(query)}", here == query) for label, query in listed]


ONLY = {
    ("verdict", "satisfied"): N_("满意件"),
    ("verdict", "silent"): N_("没有人测评的"),
    ("outcome", "resolved"): N_("已经解决的"),
    ("promise", "kept"): N_("承诺兑现了的"),
    ("promise", "broken"): N_("承诺没有兑现的"),
}
"""What a list shows that no filter or view on the page names."""


def _only(given: dict[str, str]) -> list[str]:
    found = [gettext(label) for (key, value), label in ONLY.items() if given[key] == value]
    if DEBTOR.fullmatch(given["debtor"]):
        found.append(gettext("%(unit)s超期的") % {"unit": telling.organ_name(given["debtor"])})
    return found


def offices(actor: Actor) -> list[tuple[str, str]]:
    """The tables of the reader's offices."""
    found = []
    if any(post.role in permissions.COMMITTEE for post in actor.posts):
        found.append((gettext("审查立案"), "/desk/suggestions/examine"))
    if office.assigned_by(actor, timezone.localdate()):
        found.append((gettext("交办"), "/desk/suggestions/pool"))
    if office.vetted_by(actor):
        found.append((gettext("裁定和审核"), "/desk/suggestions/decisions"))
    if any(post.role in showing.UNIT for post in actor.posts):
        found.append((gettext("本单位承办"), "/desk/suggestions/inbox"))
    return found
