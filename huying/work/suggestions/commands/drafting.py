"""The deputy's side before filing: draft, co-sign, submit; and taking it back."""

import uuid
from collections.abc import Iterable, Sequence
from datetime import date, datetime

from django.utils import timezone

from huying.base.clocks import commands as clocks
from huying.base.ledger.commands import command, grow, record
from huying.base.ledger.models import Audience
from huying.base.organs import queries as organs
from huying.base.papers.commands import Upload
from huying.base.people import queries as people
from huying.base.search import commands as search
from huying.base.tallies.commands import move as count
from huying.field.voices import commands as voices
from huying.field.voices import queries as voice_queries
from huying.kernel.actor import Actor, Role
from huying.kernel.errors import BadMove, Invalid
from huying.kernel.words import N_
from huying.work.suggestions import permissions, rules
from huying.work.suggestions.commands import steps
from huying.work.suggestions.models import CoSigner, Reply, Round, Suggestion, TextVersion
from huying.work.suggestions.states import LINES, PUBLICATION, SUGGESTION, TASK

TITLE, BODY = 80, 5000


@command
def draft(
    *,
    actor: Actor,
    now: datetime,
    region: str,
    title: str,
    body: str,
    category: str = "",
    kind: str = "general",
    voices: Iterable[uuid.UUID] = (),
    cosigners: Sequence[int] = (),
    in_session: bool = False,
    identity_protected: bool = False,
    suggested_unit: int | None = None,
    publication: str = "",
    photos: Sequence[Upload] = (),
) -> Suggestion:
    """A deputy begins a suggestion (起草), out of nothing or out of citizens' voices.

    Args:
        region: the congress it is raised to.
        category: code of the playbook, as ``kind``; the category may wait for the committee.
        voices: uids of the voices it grows out of; ``cosigners``: person ids of deputies to invite at once.
        identity_protected: hide the proposer's name from units and the public (代表要求保密).
        publication: what the deputy wants published, "" for the place's default.
        photos: pictures of the matter.
    """
    post = permissions.check_draft(actor, region)
    given = {"region": region, "title": title, "body": body, "category": category, "kind": kind, "wish": publication}
    case = _paper(**given, on=timezone.localdate(now))
    case.created_at, case.lead, case.in_session = now, actor.person, in_session
    case.identity_protected, case.suggested_unit_id = identity_protected, suggested_unit
    record(case, LINES["draft"], actor, now=now, post=post, audience=Audience.CONGRESS, data={"state": case.state})
    count("suggestion.state", region, into=case.state)
    _index(case)
    steps.keep(case, photos, kind="photo", actor=actor, now=now)
    _grow(case, voices, actor, now)
    return invite(actor=actor, now=now, suggestion=case.pk, people=cosigners) if cosigners else case


def _paper(*, region: str, title: str, body: str, category: str, kind: str, wish: str, on: date) -> Suggestion:
    """What stands on the paper, checked against the playbook of that day."""
    book = organs.book_for(region, on)
    return Suggestion(
        region=region,
        state=SUGGESTION.start,
        edition=book.edition,
        title=rules.words(title, field="title", most=TITLE),
        body=rules.words(body, field="body", most=BODY),
        category=rules.chosen(book.suggestions.categories, category, field="category") if category else "",
        kind=rules.chosen(book.suggestions.kinds, kind, field="kind"),
        publication=wish if wish in PUBLICATION else book.suggestions.publication,
    )


def _grow(case: Suggestion, uids: Iterable[uuid.UUID], actor: Actor, now: datetime) -> None:
    found = sorted({row.pk: row for uid in uids for row in [voice_queries.get_for(actor, uid)]}.items())
    for pk, _ in found:
        voices.pass_up(actor=actor, now=now, voice=pk, deputy=actor.person, suggestion=case.pk)
    grow([row for _, row in found], case)


def _index(case: Suggestion) -> None:
    search.index("suggestion", case.pk, case.region, case.created_at, f"{case.title}\n{case.body}")


@command
def edit(
    *,
    actor: Actor,
    now: datetime,
    suggestion: int,
    version: int | None = None,
    title: str,
    body: str,
    category: str | None = None,
    suggested_unit: int | None = None,
    photos: Sequence[Upload] = (),
) -> Suggestion:
    """Change the words (修改). While names are being gathered, those who signed the old words are asked again."""
    move = steps.begin("edit", suggestion=suggestion, actor=actor, now=now, version=version)
    case = move.case
    case.title = rules.words(title, field="title", most=TITLE)
    case.body = rules.words(body, field="body", most=BODY)
    if category is not None:
        listed = move.book.suggestions.categories
        case.category = rules.chosen(listed, category, field="category") if category else ""
    case.suggested_unit_id = suggested_unit
    steps.finish(move, save=["title", "body", "category", "suggested_unit"], audience=Audience.CONGRESS)
    steps.keep(case, photos, kind="photo", actor=actor, now=now)
    if case.state == "cosigning" and move.facts.agreed:
        again = sorted(move.facts.agreed)
        CoSigner.objects.filter(suggestion=case, person__in=again).update(state=CoSigner.State.INVITED, at=now)
        _ask(move, again)
    elif case.state == "revising":
        steps.notify(move, move.facts.agreed, "suggestion.edited")
    _index(case)
    return case


@command
def invite(
    *, actor: Actor, now: datetime, suggestion: int, version: int | None = None, people: Sequence[int]
) -> Suggestion:
    """Ask deputies of the same congress to put their names to it (邀请联名)."""
    move = steps.begin("invite", suggestion=suggestion, actor=actor, now=now, version=version)
    asked = sorted(set(people) - {move.case.lead} - move.facts.invited)
    if not asked:
        raise Invalid(N_("请选择还没有邀请过的代表。"), field="people")
    _check_deputies(move, asked)
    steps.finish(move, audience=Audience.CONGRESS, data={"people": asked})
    CoSigner.objects.bulk_create([CoSigner(suggestion=move.case, person=person, at=now) for person in asked])
    _ask(move, asked)
    return move.case


def _check_deputies(move: steps.Move, asked: Sequence[int]) -> None:
    seated = set(people.holders(move.on, (Role.DEPUTY,), region=move.case.region))
    if not set(asked) <= seated:
        raise Invalid(N_("只能邀请本级现任代表联名。"), field="people")


def _ask(move: steps.Move, asked: Sequence[int]) -> None:
    due = [steps.start(move, "cosign", debtor=f"person:{person}", anchor=move.on) for person in asked][-1]
    steps.notify(move, asked, "suggestion.invited", due=due.isoformat())


@command
def cosign(*, actor: Actor, now: datetime, suggestion: int, version: int | None = None, agree: bool) -> Suggestion:
    """An invited deputy puts their name to it, or does not (联名). Either may be changed until it is submitted."""
    move = steps.begin("cosign", suggestion=suggestion, actor=actor, now=now, version=version)
    state = CoSigner.State.AGREED if agree else CoSigner.State.DECLINED
    steps.finish(move, audience=Audience.CONGRESS, data={"agree": agree})
    CoSigner.objects.filter(suggestion=move.case, person=actor.person).update(state=state, at=now)
    clocks.meet(move.case, "cosign", on=move.on, debtor=f"person:{actor.person}")
    steps.notify(move, [move.case.lead], "suggestion.cosigned" if agree else "suggestion.cosign_declined")
    return move.case


@command
def submit(*, actor: Actor, now: datetime, suggestion: int, version: int | None = None) -> Suggestion:
    """Hand it to the committee (提交). Invitations still unanswered lapse: silence is no signature."""
    move = steps.begin("submit", suggestion=suggestion, actor=actor, now=now, version=version)
    case = move.case
    steps.finish(move, audience=Audience.CONGRESS, data={"signed": sorted(move.facts.agreed)})
    number = TextVersion.objects.filter(suggestion=case).count() + 1
    TextVersion.objects.create(suggestion=case, number=number, title=case.title, body=case.body, at=now)
    clocks.cancel(case, on=move.on, kind="cosign")
    clocks.meet(case, "revise", on=move.on)
    steps.start(move, "examine", debtor=steps.committee_desk(move), anchor=move.on)
    steps.notify(move, steps.committee(move), "suggestion.submitted")
    return case


@command
def discard(*, actor: Actor, now: datetime, suggestion: int, version: int | None = None) -> Suggestion:
    """Throw a draft away (作废); its voices go back to their stations."""
    move = steps.begin("discard", suggestion=suggestion, actor=actor, now=now, version=version)
    steps.finish(move, audience=Audience.CONGRESS)
    clocks.cancel(move.case, on=move.on)
    search.forget("suggestion", move.case.pk)
    steps.release_voices(move)
    steps.notify(move, move.facts.invited, "suggestion.withdrawn")
    return move.case


@command
def withdraw(
    *, actor: Actor, now: datetime, suggestion: int, version: int | None = None, reason: str = ""
) -> Suggestion:
    """The leading deputy takes it back (撤回), before any reply was sent; co-signers and units are told."""
    move = steps.begin("withdraw", suggestion=suggestion, actor=actor, now=now, version=version)
    case = move.case
    if Reply.objects.filter(task__suggestion=case).exclude(sent_on=None).exists():
        raise BadMove(N_("承办单位已经答复，不能再撤回；请在测评里写明您的意见。"))
    case.decision_text = rules.words(reason, field="reason", needed=False)
    told = steps.unit_people(move, *(t.unit_id for t in move.open_tasks()))
    for task in move.open_tasks():
        task.state = TASK.after(task.state, "cancel")
    steps.finish(move, save=["decision_text"])
    Round.objects.filter(suggestion=case, closed_at=None).update(closed_at=now)
    clocks.cancel(case, on=move.on)
    steps.release_voices(move)
    steps.notify(move, [*move.facts.agreed, *told], "suggestion.withdrawn")
    return case
