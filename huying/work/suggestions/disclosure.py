"""What anybody may read of suggestions: the published ones, and the figures."""

import uuid
from dataclasses import dataclass
from datetime import UTC, date, datetime

from django.db.models import Q, QuerySet

from huying.base.ledger import queries as ledger
from huying.base.people import queries as people
from huying.base.search import queries as search
from huying.base.tallies import queries as tallies
from huying.kernel.actor import PUBLIC
from huying.kernel.errors import Missing
from huying.kernel.words import N_
from huying.work.suggestions import telling
from huying.work.suggestions.models import Commitment, CoSigner, Reply, Round, Suggestion, Task
from huying.work.suggestions.rows import FIELDS, Row, told
from huying.work.suggestions.states import CLOSED_TASK


def public(
    region: str = "",
    *,
    category: str = "",
    unit: int = 0,
    session: int = 0,
    state: str = "",
    lead: int = 0,
    words: str = "",
    before: tuple[object, int] | None = None,
) -> QuerySet[Suggestion]:
    """What anybody may read, newest published first; page on with ``before=(published_at, pk)``.

    Args:
        region: the congress.
        state: several joined by commas.
        lead: the leading proposer, whose protected ones are left out.
        words: searched in title and body; in the title alone where the public reads only a summary.
    """
    rows = Suggestion.objects.filter(published_at__isnull=False)
    same = {"region": region, "category": category, "lead_unit": unit, "session": session}
    rows = rows.filter(**{name: value for name, value in same.items() if value})
    if state:
        rows = rows.filter(state__in=state.split(","))
    if lead:
        rows = rows.filter(lead=lead, identity_protected=False)
    if words.strip():
        in_title = Q(pk__isnull=False)
        for word in words.split():
            in_title &= Q(title__icontains=word)
        rows = rows.filter(Q(publication="full") | in_title, search.holding("suggestion", words, region))
    if before is not None:
        at, pk = before
        rows = rows.filter(Q(published_at__lt=at) | Q(published_at=at, pk__lt=pk))
    return rows.order_by("-published_at", "-pk")


@dataclass(frozen=True, slots=True)
class PublicListing:
    """A page of what anybody may read; ``next`` goes into ``before`` for the page after it."""

    items: list[Row]
    next: str | None


def public_listing(rows: QuerySet[Suggestion], *, on: date, before: str = "", size: int = 30) -> PublicListing:
    """One page of ``public(…)`` with names and turns. Three statements.

    Args:
        on: today's local day.
        before: ``PublicListing.next`` of the page before; nonsense is the first page.
    """
    at, _, pk = before.partition("-")
    if at.isascii() and at.isdigit() and pk.isascii() and pk.isdigit() and len(at) <= 16 and len(pk) <= 18:
        moment = datetime.fromtimestamp(int(at) / 1_000_000, UTC)
        rows = rows.filter(Q(published_at__lt=moment) | Q(published_at=moment, pk__lt=int(pk)))
    found = list(rows.only(*FIELDS, "published_at")[: size + 1])
    shown = found[:size]
    last = shown[-1] if len(found) > size else None
    key = f"{round(last.published_at.timestamp() * 1_000_000)}-{last.pk}" if last and last.published_at else None
    return PublicListing(told(PUBLIC, shown, on), key)


def stands(region: str) -> dict[str, int]:
    """How many suggestions stand where inside a region, published or not, from counters."""
    return tallies.by_key("suggestion.state", region)


@dataclass(frozen=True, slots=True)
class Figure:
    """One row of the published figures: numerators with their own denominators, and the silent beside them.

    办成率 is resolved of answered; 满意率 is satisfied of judged, where the silent are not judged; promises are kept of
    those settled; ``promised`` are still to come. ``again`` were assigned a second time. 办结率 is read from the
    counts of states.
    """

    key: str
    label: str
    filed: int
    answered: int
    resolved: int
    judged: int
    satisfied: int
    silent: int
    settled: int
    kept: int
    promised: int
    again: int


COUNTED = tuple(f"suggestion.{name}" for name in ("filed", "outcome", "verdict", "commitment", "again"))


def figures(region: str, by: str = "all") -> list[Figure]:
    """The figures inside a region, from counters. One statement.

    Args:
        by: "all", "category", "unit" or "year" (of filing).
    """
    return all_figures(region).get(by, [])


def all_figures(region: str) -> dict[str, list[Figure]]:
    """``figures`` of every ``by`` at once, for the same statement."""
    told: dict[str, dict[str, dict[str, dict[str, int]]]] = {}
    for name, counted in tallies.by_keys(COUNTED, region).items():
        for key, n in counted.items():
            head, _, code = key.rpartition(":")
            by, _, value = head.partition(":")
            told.setdefault(by, {}).setdefault(value, {}).setdefault(name.partition(".")[2], {})[code] = n
    return {
        by: [_figure(region, by, value, codes) for value, codes in sorted(rows.items())] for by, rows in told.items()
    }


def _figure(region: str, by: str, value: str, codes: dict[str, dict[str, int]]) -> Figure:
    outcome, verdict, promises = codes.get("outcome", {}), codes.get("verdict", {}), codes.get("commitment", {})
    judged = verdict.get("satisfied", 0) + verdict.get("unsatisfied", 0)
    return Figure(
        value,
        telling.organ_name(value) if by == "unit" else value,
        sum(codes.get("filed", {}).values()),
        sum(outcome.values()),
        outcome.get("resolved", 0),
        judged,
        verdict.get("satisfied", 0),
        verdict.get("silent", 0),
        promises.get("kept", 0) + promises.get("broken", 0),
        promises.get("kept", 0),
        promises.get("open", 0),
        sum(codes.get("again", {}).values()),
    )


@dataclass(frozen=True, slots=True)
class PublicReply:
    """What one unit answered, for anybody; ``outcome_class`` is the local class in its own edition's code."""

    unit: str
    round: int
    outcome: str
    outcome_class: str
    text: str
    promise: str
    promise_by: date | None
    sent_on: date


@dataclass(frozen=True, slots=True)
class PublicStory:
    """The page anybody may read. With a summary only, ``body``, the replies' texts and the promises' are empty.

    ``cosigners`` are names, empty when the proposers are protected. ``tasks`` are (round, role, unit). A round's
    ``verdict`` is to be shown only when its evaluation is closed (``closed_at``).
    """

    case: Suggestion
    number: str
    lead: str
    cosigners: list[str]
    body: str
    summary: str
    rounds: list[Round]
    tasks: list[tuple[int, str, str]]
    replies: list[PublicReply]
    promises: list[Commitment]
    lines: list[telling.Line]


def public_story(uid: uuid.UUID | str) -> PublicStory:
    """A published suggestion as anybody may read it; Missing otherwise. Seven statements."""
    try:
        case = Suggestion.objects.filter(uid=uuid.UUID(str(uid)), published_at__isnull=False).first()
    except ValueError:
        case = None
    if case is None:
        raise Missing(N_("没有这件建议，或者它没有公开。"))
    full = case.publication == "full"
    rows = Reply.objects.filter(task__suggestion=case, sent_on__isnull=False).select_related("task__round")
    tasks = list(Task.objects.filter(suggestion=case).exclude(state__in=CLOSED_TASK).select_related("round"))
    rounds = {task.round_id: task.round for task in tasks}
    promises = list(Commitment.objects.filter(suggestion=case).order_by("by", "pk"))
    for row in promises:
        row.text, row.evidence = row.text if full else "", ""
    signed: list[int] = []
    if not case.identity_protected:
        agreed = CoSigner.objects.filter(suggestion=case, state=CoSigner.State.AGREED).order_by("pk")
        signed = list(agreed.values_list("person", flat=True))
    names = {} if case.identity_protected else people.names([case.lead, *signed])
    return PublicStory(
        case,
        telling.number(case),
        names.get(case.lead, ""),
        [names[pk] for pk in signed if pk in names and pk != case.lead],
        case.body if full else "",
        case.public_summary,
        sorted(rounds.values(), key=lambda row: row.number),
        [(t.round.number, t.role, telling.organ_name(t.unit_id)) for t in sorted(tasks, key=_place)],
        [_public(row, full=full) for row in rows.order_by("pk")],
        promises,
        telling.lines(ledger.timeline(case.subject, ledger.EVERYBODY), {}, ()),
    )


def _place(task: Task) -> tuple[int, int, int]:
    return task.round.number, ("lead", "separate", "co").index(task.role), task.pk


def _public(row: Reply, *, full: bool) -> PublicReply:
    return PublicReply(
        telling.organ_name(row.task.unit_id),
        row.task.round.number,
        row.outcome,
        row.outcome_class,
        row.text if full else "",
        row.promise if full else "",
        row.promise_by if full else None,
        row.sent_on or row.drafted_at.date(),
    )
