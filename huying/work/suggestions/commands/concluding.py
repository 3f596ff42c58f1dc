"""After the judgement: conclude, follow what was promised, publish, tell the citizens, archive."""

from collections.abc import Sequence
from datetime import datetime

from django.db.models import F
from django.utils.translation import gettext

from huying.base.clocks import commands as clocks
from huying.base.ledger.commands import command
from huying.base.ledger.models import Audience
from huying.base.papers.commands import Upload
from huying.kernel.actor import Actor
from huying.kernel.errors import BadMove, Invalid, Missing
from huying.kernel.periods import Period
from huying.kernel.words import N_
from huying.work.suggestions import rules
from huying.work.suggestions.commands import steps
from huying.work.suggestions.commands.evaluating import next_steps
from huying.work.suggestions.models import Commitment, Reply, Suggestion
from huying.work.suggestions.states import PUBLICATION, SUGGESTION


@command
def conclude(*, actor: Actor, now: datetime, suggestion: int, version: int | None = None) -> Suggestion:
    """Conclude it (办结), or conclude and follow its promises (跟踪承诺); the citizens behind it are told."""
    promised = list(_promises(suggestion))
    move = steps.begin(
        "conclude",
        suggestion=suggestion,
        actor=actor,
        now=now,
        version=version,
        step="track" if promised else "conclude",
    )
    case = move.case
    if "conclude" not in next_steps(move):
        raise BadMove(N_("代表不满意，按本级办法还要走下一步，不能办结。"))
    steps.finish(
        move,
        audience=Audience.PUBLIC,
        data={"verdict": case.verdict, "outcome": case.outcome, "promises": len(promised)},
    )
    clocks.cancel(case, on=move.on, kind="second_assign")
    for reply in promised:
        _follow(move, reply)
    steps.tell_voices(move, _report(case), solved=_solved(case))
    told = [*steps.proposers(move), *steps.unit_people(move, *(t.unit_id for t in move.open_tasks()))]
    steps.notify(move, told, "suggestion.concluded")
    return case


def _promises(suggestion: int) -> list[Reply]:
    """What the replies of the last round promise."""
    rows = Reply.objects.filter(task__suggestion=suggestion, promise_by__isnull=False, sent_on__isnull=False)
    return list(rows.filter(task__round__number=F("task__suggestion__round_no")).select_related("task").order_by("pk"))


def _follow(move: steps.Move, reply: Reply) -> None:
    if reply.promise_by is None or reply.sent_on is None:
        return
    row = Commitment.objects.create(
        suggestion=move.case, reply=reply, unit_id=reply.task.unit_id, text=reply.promise, by=reply.promise_by
    )
    period = Period(fixed=row.by.isoformat(), start="promised", roll="none")
    debtor = f"organ:{row.unit_id}"
    steps.start(move, "commitment", debtor=debtor, anchor=reply.sent_on, period=period, about=row.about)
    steps.count_promise(move, row.unit_id, "", "open")


def _solved(case: Suggestion) -> bool | None:
    if case.outcome == "resolved" and case.verdict == "satisfied":
        return True
    return False if case.outcome in ("cannot_now", "legally_impossible") else None


def _report(case: Suggestion) -> str:
    """What the citizen is told: how it ended, and the public summary where there is one."""
    text = gettext(N_("您反映的事已由代表提成第 %(number)s 号建议，承办单位已经答复，办理结果：%(outcome)s。"))
    told = text % {"number": case.number, "outcome": gettext(rules.OUTCOMES.get(case.outcome, case.outcome))}
    return f"{told}{case.public_summary}"[:1000] if case.public_summary else told


@command
def report_commitment(
    *,
    actor: Actor,
    now: datetime,
    commitment: int,
    version: int | None = None,
    evidence: str,
    files: Sequence[Upload] = (),
) -> Suggestion:
    """The unit says its promise is kept (报告承诺兑现), with evidence; the deputy is asked to confirm."""
    move, row = _begin("report_commitment", commitment, actor, now, version)
    row.evidence, row.reported_on = rules.words(evidence, field="evidence"), move.on
    row.state = Commitment.State.REPORTED
    steps.finish(move, data={"commitment": row.pk})
    row.save()
    steps.keep(move.case, files, kind="evidence", actor=actor, now=now)
    steps.notify(move, steps.proposers(move), "suggestion.commitment_kept", unit=row.unit_id)
    return move.case


@command
def keep_commitment(
    *, actor: Actor, now: datetime, commitment: int, version: int | None = None, kept: bool = True, text: str = ""
) -> Suggestion:
    """A proposer says whether the promise was kept (确认承诺兑现). Not kept and not yet due: the unit goes on.

    The clock is met on the day the unit reported, so that a deputy's delay costs the unit nothing.
    """
    move, row = _begin("keep_commitment", commitment, actor, now, version)
    words = rules.words(text, field="text", needed=not kept)
    open_still = not kept and move.on <= row.by
    row.state = Commitment.State.KEPT if kept else Commitment.State.OPEN if open_still else Commitment.State.BROKEN
    row.settled_on = None if open_still else move.on
    row.evidence = f"{row.evidence}\n{words}".strip()[:1000]
    left = Commitment.objects.filter(suggestion=move.case, settled_on=None).exclude(pk=row.pk).exists()
    if not open_still and not left:
        move.case.state = SUGGESTION.after(move.case.state, "settle")
    steps.finish(move, audience=Audience.PUBLIC, data={"commitment": row.pk, "kept": kept})
    row.save()
    if not open_still:
        clocks.meet(move.case, "commitment", on=row.reported_on or move.on, about=row.about)
        steps.count_promise(move, row.unit_id, "open", row.state)
    steps.notify(move, steps.unit_people(move, row.unit_id), "suggestion.commitment_judged", unit=row.unit_id)
    return move.case


def _begin(
    verb: str, commitment: int, actor: Actor, now: datetime, version: int | None
) -> tuple[steps.Move, Commitment]:
    found = Commitment.objects.filter(pk=commitment).values_list("suggestion_id", "unit_id").first()
    if found is None:
        raise Missing(N_("没有这项承诺。"))
    root, unit = found
    move = steps.begin(verb, suggestion=root, actor=actor, now=now, version=version, step="follow", unit=unit)
    row = Commitment.objects.get(pk=commitment)
    if row.settled_on is not None:
        raise BadMove(N_("这项承诺已经有了结论。"))
    return move, row


@command
def publish(
    *,
    actor: Actor,
    now: datetime,
    suggestion: int,
    version: int | None = None,
    publication: str,
    summary: str = "",
) -> Suggestion:
    """Decide what the public may read (决定公开): all, a summary, or nothing.

    Args:
        publication: full, summary or none.
        summary: the text for the public; needed for "summary".
    """
    move = steps.begin("publish", suggestion=suggestion, actor=actor, now=now, version=version)
    case = move.case
    if publication not in PUBLICATION:
        raise Invalid(N_("请选择公开方式。"), field="publication")
    case.publication = publication
    case.public_summary = rules.words(summary, field="summary", most=2000, needed=publication == "summary")
    shown = publication != "none"
    case.published_at = (case.published_at or now) if shown else None
    steps.finish(
        move,
        save=["publication", "public_summary", "published_at"],
        audience=Audience.PUBLIC if shown else Audience.CONGRESS,
        data={"publication": publication},
    )
    clocks.meet(case, "publish", on=move.on)
    if shown:
        steps.notify(move, steps.proposers(move), "suggestion.published")
    return case


@command
def archive(*, actor: Actor, now: datetime, suggestion: int, version: int | None = None) -> Suggestion:
    """Put it away (归档); from now on it is only read."""
    move = steps.begin("archive", suggestion=suggestion, actor=actor, now=now, version=version)
    if Commitment.objects.filter(suggestion=move.case, settled_on=None).exists():
        raise BadMove(N_("还有承诺在跟踪，不能归档。"))
    steps.finish(move)
    clocks.cancel(move.case, on=move.on)
    return move.case
