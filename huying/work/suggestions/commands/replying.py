"""The reply (答复): drafted, signed by the head, vetted where the playbook asks, sent under a number and a date."""

from collections.abc import Sequence
from datetime import date, datetime
from functools import partial

from huying.base.clocks import commands as clocks
from huying.base.ledger.commands import command
from huying.base.ledger.models import Audience
from huying.base.papers.commands import Upload
from huying.kernel.actor import Actor
from huying.kernel.errors import BadMove, Invalid, Stale
from huying.kernel.words import N_
from huying.playbooks import shelf
from huying.work.suggestions import permissions, rules
from huying.work.suggestions.commands import steps
from huying.work.suggestions.commands.extending import REPLY_KINDS
from huying.work.suggestions.models import Contact, Reply, Task
from huying.work.suggestions.states import PHASES, SUGGESTION, TASK

_begin = partial(steps.begin_task, roles=("lead", "separate"))


@command
def draft_reply(
    *,
    actor: Actor,
    now: datetime,
    task: int,
    version: int | None = None,
    text: str,
    outcome_class: str,
    promise: str = "",
    promise_by: date | None = None,
) -> Task:
    """Write the next version of the reply (拟写答复).

    Args:
        outcome_class: a code of the playbook's classes (A, B, C …).
        promise, promise_by: what is promised by when, needed where the class says "not yet" and only there.
    """
    move = _begin("draft_reply", task=task, actor=actor, now=now, version=version)
    found = rules.result_class(move.book.suggestions, outcome_class)
    rules.check_promise(found.outcome, promise, promise_by, move.on)
    words = rules.words(text, field="text", most=20000)
    number = Reply.objects.filter(task=move.own).count() + 1
    steps.finish(move, audience=Audience.PARTIES, data={"reply": number, "class": outcome_class})
    Reply.objects.create(
        task=move.own,
        version=number,
        text=words,
        outcome_class=outcome_class,
        outcome=found.outcome,
        promise=rules.words(promise, field="promise", most=500, needed=False),
        promise_by=promise_by,
        drafted_by=actor.person,
        drafted_at=now,
    )
    return move.own


@command
def ask_signature(
    *, actor: Actor, now: datetime, task: int, version: int | None = None, opinions_missing: str = ""
) -> Task:
    """Hand the draft to the unit's head (送负责人签), once contacts are on record and co-handlers were heard.

    Args:
        opinions_missing: why a co-handler's opinion that is not in is not waited for; stays on record.
    """
    move = _begin("ask_signature", task=task, actor=actor, now=now, version=version)
    move.own.opinions_missing = rules.words(opinions_missing, field="opinions_missing", most=300, needed=False)
    _check_heard(move)
    steps.finish(move)
    steps.notify(move, steps.unit_people(move, move.own.unit_id, heads=True), "task.signature_asked")
    return move.own


def _check_heard(move: steps.Move) -> None:
    """Refuse while a contact the playbook asks for, or a co-handler's opinion, is missing; name what is missing."""
    if not move.case.identity_protected:
        logged = Contact.objects.filter(task=move.own).values_list("phase", "confirmed")
        missing = rules.contacts_missing(move.book.suggestions.contacts_required, logged)
        if missing:
            names = "、".join(PHASES[phase] for phase in missing)
            raise Invalid(N_("还缺%(names)s沟通的记录，登记之后再送。"), names=names)
    waiting = [t for t in move.open_tasks("co") if t.state != "opinion_given"]
    if move.own.role == "lead" and waiting and not move.own.opinions_missing:
        raise Invalid(
            N_("还有 %(count)s 个协办单位没有交意见。请催一催，或者写明不再等候的原因。"),
            field="opinions_missing",
            count=len(waiting),
        )


@command
def sign(*, actor: Actor, now: datetime, task: int, version: int | None = None, reply: int | None = None) -> Task:
    """The unit's head signs (签发); where the playbook asks, it is vetted before it is sent.

    Args:
        reply: pk of the version that was read; refused when a newer one exists.
    """
    vetting = _vetting(task)
    move = _begin("sign", task=task, actor=actor, now=now, version=version, step="sign_to_vet" if vetting else "sign")
    latest = _latest(move, reply)
    latest.signed_by, latest.signed_at = actor.person, now
    steps.finish(move, data={"reply": latest.version})
    latest.save(update_fields=["signed_by", "signed_at"])
    if vetting:
        told = {*steps.committee(move), *steps.assigners(move)}
        steps.notify(move, told, "task.vetting_asked", unit=move.own.unit_id)
    return move.own


def _vetting(task: int) -> bool:
    edition = Task.objects.filter(pk=task).values_list("suggestion__edition", flat=True).first()
    return shelf.by_edition(edition).suggestions.vetting if edition else False


def _latest(move: steps.Move, shown: int | None) -> Reply:
    latest = Reply.objects.filter(task=move.own).order_by("-version").first()
    if latest is None:
        raise Invalid(N_("还没有答复稿。"))
    if shown is not None and shown != latest.pk:
        raise Stale(N_("答复稿已经改过，请看最新一稿。"))
    return latest


@command
def send_back(*, actor: Actor, now: datetime, task: int, version: int | None = None, reason: str) -> Task:
    """Back to the drafter (退回重拟): by the head while it waits for signature, by whoever vets while it is vetted."""
    move = _begin("send_back", task=task, actor=actor, now=now, version=version)
    stood = move.stood[move.own.pk]
    if stood == "vetting" and not permissions.vetter(actor, move.facts):
        raise BadMove(N_("已经送审，由审核机关决定是否退回。"))
    if stood == "signing" and not permissions.unit_head(actor, move.facts):
        raise BadMove(N_("正等单位负责人签，由负责人决定是否退回。"))
    return _back(move, reason)


def _back(move: steps.Move, reason: str) -> Task:
    latest = _latest(move, None)
    latest.back_reason = rules.words(reason, field="reason", most=500)
    steps.finish(move, data={"reply": latest.version})
    latest.save(update_fields=["back_reason"])
    steps.notify(move, steps.unit_people(move, move.own.unit_id), "task.sent_back", unit=move.own.unit_id)
    return move.own


@command
def vet(
    *,
    actor: Actor,
    now: datetime,
    task: int,
    version: int | None = None,
    passed: bool,
    reason: str = "",
    reply: int | None = None,
) -> Task:
    """The office or the committee looks at a signed reply (审核把关): passed, or back with a reason."""
    step = "vet" if passed else "send_back"
    move = _begin("vet", task=task, actor=actor, now=now, version=version, step=step)
    if move.stood[move.own.pk] != "vetting":
        raise BadMove(N_("这份答复现在不需要审核。"))
    latest = _latest(move, reply)
    if not passed:
        return _back(move, reason)
    latest.vetted_by, latest.vetted_at = actor.person, now
    steps.finish(move, data={"reply": latest.version})
    latest.save(update_fields=["vetted_by", "vetted_at"])
    steps.notify(move, steps.unit_people(move, move.own.unit_id), "task.vetted", unit=move.own.unit_id)
    return move.own


@command
def send(
    *,
    actor: Actor,
    now: datetime,
    task: int,
    version: int | None = None,
    number: str,
    on: date | None = None,
    files: Sequence[Upload] = (),
) -> Task:
    """Send the signed reply (寄发). The day of dispatch meets the reply clock; the round's last one opens evaluation.

    Args:
        number: the unit's own document number (文号); ``files``: the letter as sent, and what was enclosed.
        on: the day of dispatch; earlier than today only for the office or the committee, entering a paper.
    """
    move = _begin("send", task=task, actor=actor, now=now, version=version)
    case, own, day, latest = move.case, move.own, on or move.on, _latest(move, None)
    _check_dispatch(move, latest, day)
    _check_heard(move)
    own.sent_on = day
    latest.document_number, latest.sent_on = rules.words(number, field="number", most=60), day
    last = all(t.state == "sent" for t in move.open_tasks("lead", "separate"))
    if last:
        _answered(move, latest)
    steps.finish(
        move,
        save=["answered_on", "outcome"],
        audience=Audience.PUBLIC,
        effective=day,
        data={"reply": latest.version, "class": latest.outcome_class, "outcome": latest.outcome},
    )
    latest.save(update_fields=["document_number", "sent_on"])
    steps.keep(case, files, kind="reply", actor=actor, now=now)
    for kind in REPLY_KINDS:
        clocks.meet(case, kind, on=day, about=own.about)
    clocks.cancel(case, on=move.on, kind="contact", about=own.about)
    if last:
        _open_evaluation(move)
    return own


def _check_dispatch(move: steps.Move, latest: Reply, day: date) -> None:
    """Not before it was signed; an earlier day, of a paper entered later, only by right and not before 交办之日."""
    signed = steps.local(latest.signed_at) if latest.signed_at else move.own.offered_on
    earliest = move.own.round.assigned_on if day < move.on else signed
    rules.check_day(day, earliest=earliest, today=move.on, field="on")
    if day < move.on:
        permissions.check_backdate(move.actor, move.facts)


def _answered(move: steps.Move, latest: Reply) -> None:
    """Every lead or separate task has been sent: the suggestion is answered; opinions no longer waited for lapse."""
    case = move.case
    case.state = SUGGESTION.after("handling", "send_last")
    sent = [t for t in move.open_tasks("lead", "separate") if t.sent_on]
    case.answered_on = max(t.sent_on for t in sent if t.sent_on)
    before, case.outcome = case.outcome, latest.outcome
    for task in move.open_tasks("co"):
        if task.state != "opinion_given":
            task.state = TASK.after(task.state, "cancel")
            clocks.cancel(case, on=move.on, about=task.about)
    steps.count_by(move, "outcome", before, case.outcome)


def _open_evaluation(move: steps.Move) -> None:
    case, anchor = move.case, move.case.answered_on or move.on
    for person in sorted(move.facts.jury):
        steps.start(move, "evaluate", debtor=f"person:{person}", anchor=anchor)
    if case.round_no == 1:
        steps.start(move, "publish", debtor=steps.committee_desk(move), anchor=anchor)
    steps.notify(move, steps.proposers(move), "suggestion.answered")
