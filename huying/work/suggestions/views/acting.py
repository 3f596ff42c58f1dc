"""One page a verb: only the fields it needs, prefilled, with what follows from it; a refusal gives the words back."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext

from huying.base.web import acts, pages
from huying.kernel.errors import BadMove, Missing
from huying.kernel.words import N_
from huying.work.suggestions import commands, permissions, queries, showing
from huying.work.suggestions.buttons import Verb
from huying.work.suggestions.facts import facts_from
from huying.work.suggestions.forms import CASE_FORMS, PROMISE_FORMS, TASK_FORMS, Matter, VerbForm
from huying.work.suggestions.forms.case import ConfirmContactForm
from huying.work.suggestions.sentences import CONSEQUENCES
from huying.work.suggestions.states import LABELS
from huying.work.suggestions.story import TaskPart
from huying.work.suggestions.views.case import about
from huying.work.suggestions.views.doors import actor_of, matter_of, page

NOT_NOW = N_("现在不能%(deed)s：这件建议已经走到别的一步了。")
REPLYING = frozenset({"draft_reply", "ask_signature", "sign", "send"})
DANGER = frozenset({"discard", "withdraw", "refuse_filing"})
TEMPLATES = {
    "assign": "suggestions/assign.html",
    "assign_again": "suggestions/assign.html",
    "draft_reply": "suggestions/reply.html",
    "invite": "suggestions/invite.html",
}
INSTEAD = {
    "sign": ("send_back",),
    "vet": ("send_back",),
    "file": ("ask_revision", "refuse_filing"),
    "grant_return": ("refuse_return",),
    "refuse_return": ("grant_return",),
}
"""Verb -> what the same reader may decide instead."""
Run = Callable[..., Any]


@dataclass(frozen=True, slots=True)
class Deed:
    """A verb about to be done: its form, how to run it with what the form gives, and what the page shows beside it."""

    verb: str
    matter: Matter
    form: type[VerbForm]
    run: Run
    options: dict[str, Any] = field(default_factory=dict)
    more: Callable[[VerbForm], dict[str, Any]] = lambda form: {}
    own: bool = True

    @property
    def buttons(self) -> list[Verb]:
        """What the reader has on the same suggestion or task now."""
        return self.matter.part.verbs if self.matter.part else self.matter.story.verbs

    @property
    def button(self) -> Verb | None:
        """As the case page shows it now; None when there is no such button."""
        return next((verb for verb in self.buttons if verb.name == self.verb), None)


@page("GET", "HEAD", "POST")
def on_case(request: HttpRequest, uid: uuid.UUID, verb: str) -> HttpResponse:
    """A verb on the whole suggestion."""
    matter = matter_of(request, uid)
    if verb not in CASE_FORMS:
        raise Missing(queries.GONE)
    check(matter, verb)
    if verb == "group":
        return do(request, Deed(verb, matter, CASE_FORMS[verb], _group(matter)))
    return do(request, Deed(verb, matter, CASE_FORMS[verb], doing(verb, suggestion=matter.case.pk)))


def _group(matter: Matter) -> Run:
    def run(others: list[int], version: int | None = None, **given: Any) -> Any:
        return commands.group(suggestions=[matter.case.pk, *others], **given)

    return run


@page("GET", "HEAD", "POST")
def on_task(request: HttpRequest, uid: uuid.UUID, task: int, verb: str) -> HttpResponse:
    """A verb on one unit's task."""
    matter = matter_of(request, uid)
    part = next((p for held in matter.story.rounds for p in held.tasks if p.task.pk == task), None)
    if verb not in TASK_FORMS or part is None:
        raise Missing(queries.GONE)
    matter = replace(matter, part=part)
    check(matter, verb)
    more = {"passed": True} if verb == "vet" else {}
    return do(request, Deed(verb, matter, TASK_FORMS[verb], doing(verb, task=task, **more)))


@page("GET", "HEAD", "POST")
def on_contact(request: HttpRequest, uid: uuid.UUID, contact: int) -> HttpResponse:
    """The deputy says whether a talk took place as the unit wrote it."""
    matter = matter_of(request, uid)
    found = [(row, part) for held in matter.story.rounds for part in held.tasks for row in part.contacts]
    asked = next(((row, part) for row, part in found if row.pk == contact), None)
    if asked is None or asked[0].deputy != matter.actor.person:
        raise Missing(queries.GONE)
    matter = replace(matter, contact=asked[0])
    run = doing("confirm_contact", contact=contact)
    return do(request, Deed("confirm_contact", matter, ConfirmContactForm, run, own=False))


@page("GET", "HEAD", "POST")
def on_promise(request: HttpRequest, uid: uuid.UUID, promise: int, verb: str) -> HttpResponse:
    """The unit says a promise was kept, a proposer says whether it was."""
    matter = matter_of(request, uid)
    row = next((row for row in matter.story.commitments if row.pk == promise), None)
    if verb not in PROMISE_FORMS or row is None:
        raise Missing(queries.GONE)
    matter, name = replace(matter, promise=row), f"{verb}_commitment"
    check(matter, name, unit=row.unit_id)
    return do(request, Deed(name, matter, PROMISE_FORMS[verb], doing(name, commitment=promise), own=False))


def doing(verb: str, **named: Any) -> Run:
    def run(**given: Any) -> Any:
        return getattr(commands, verb)(**named, **given)

    return run


def check(matter: Matter, verb: str, unit: int = 0) -> None:
    """Refuse whoever may never do this here; whether it can be done now, the command says with the words kept."""
    story = matter.story
    mates = [p.task for held in story.rounds for p in held.tasks if held.round.number == story.case.round_no]
    signed = [(row.person, row.state) for row in story.cosigners]
    task = matter.part.task if matter.part else None
    permissions.check(verb, matter.actor, facts_from(story.case, signed, mates, task=task, unit=unit))


def do(request: HttpRequest, deed: Deed) -> HttpResponse:
    """Show the form, or run the command and say what was done; a refusal gives the page back with every word."""
    if request.method != "POST":
        check_now(deed)
        return show(request, deed, acts.form_for(deed.form, request, matter=deed.matter, **deed.options))
    form = acts.form_for(deed.form, request, matter=deed.matter, **deed.options)
    actor, now, case = actor_of(request), timezone.now(), deed.matter.case
    if acts.perform(form, lambda **given: deed.run(actor=actor, now=now, **given)) is None:
        return show(request, deed, form, status=409 if form.stale else 422)
    if not queries.visible_to(actor).filter(pk=case.pk).exists():
        return redirect(f"/desk/suggestions/?done={deed.verb}")
    return redirect(f"/desk/suggestions/{case.uid}?done={deed.verb}")


def check_now(deed: Deed) -> None:
    """Do not open a form that could only be refused."""
    button = deed.button
    if deed.own and (button is None or not button.allowed):
        reason = button.reason if button else ""
        raise BadMove(reason) if reason else BadMove(NOT_NOW, deed=gettext(LABELS[deed.verb]))


def show(request: HttpRequest, deed: Deed, form: VerbForm, status: int = 200) -> HttpResponse:
    """The page of one verb; an htmx look-up gets only the list it asked for."""
    form.renew(deed.matter.case.version)
    context = {**about(deed.matter), **aside(deed), "form": form, "verb": deed.verb, "danger": deed.verb in DANGER}
    template = TEMPLATES.get(deed.verb, "suggestions/act.html")
    block = "picked" if request.headers.get("HX-Target") == "picked" and deed.verb == "invite" else None
    return pages.render(request, template, {**context, **deed.more(form)}, block=block, status=status)


def aside(deed: Deed) -> dict[str, Any]:
    """What helps to decide, beside the form."""
    matter, part, others = deed.matter, deed.matter.part, INSTEAD.get(deed.verb, ())
    return {
        "label": gettext(LABELS[deed.verb]),
        "consequence": gettext(CONSEQUENCES.get(deed.verb, "")) if deed.verb in CONSEQUENCES else "",
        "back": f"/desk/suggestions/{matter.case.uid}",
        "part": part,
        "contact": matter.contact,
        "promise": matter.promise,
        "checks": showing.checklist(matter.story, part) if part and deed.verb in REPLYING else [],
        "answers": _answers(deed),
        "instead": [(verb.label, _address(deed, verb.name)) for verb in deed.buttons if verb.name in others],
        "grades": showing.grades(matter.story),
        "alike": queries.similar(matter.actor, matter.case) if deed.verb in ("file", "refuse_filing", "assign") else [],
    }


def _address(deed: Deed, verb: str) -> str:
    part = f"/tasks/{deed.matter.part.task.pk}" if deed.matter.part else ""
    return f"/desk/suggestions/{deed.matter.case.uid}{part}/{verb}"


def _answers(deed: Deed) -> list[TaskPart]:
    """The replies to read before judging or signing."""
    story, part = deed.matter.story, deed.matter.part
    if deed.verb in ("sign", "vet", "send", "send_back", "ask_signature") and part:
        return [part]
    if deed.verb in ("evaluate", "record_meeting", "call_meeting", "conclude", "publish") and story.rounds:
        return [task for task in story.rounds[-1].tasks if task.reply and task.reply.sent_on]
    return []
