"""Lines of a list: what each shows, with names and turns, for desks and for the public alike."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from huying.base.clocks import queries as clocks
from huying.kernel.actor import Actor
from huying.work.suggestions import telling
from huying.work.suggestions.models import Suggestion
from huying.work.suggestions.story import leads

FIELDS = (
    *("uid", "region", "state", "edition", "version", "title", "category", "kind", "number", "lead"),
    *("identity_protected", "lead_unit", "round_no", "outcome", "verdict", "created_at", "filed_on", "answered_on"),
)


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a list. ``late`` is the oldest debt past its day, of whatever kind; often not the one in ``turn``."""

    case: Suggestion
    number: str
    lead: str
    unit: str
    turn: telling.Turn
    late: telling.Deadline | None = None

    @property
    def url(self) -> str:
        return f"/desk/suggestions/{self.case.uid}"


def told(actor: Actor, shown: Sequence[Suggestion], on: date) -> list[Row]:
    """These suggestions as lines of a list, without the names this reader may not know. Two statements."""
    owed = clocks.open_of_all([case.subject for case in shown])
    named = leads(actor, shown)
    return [
        Row(
            case,
            telling.number(case),
            named.get(case.pk, ""),
            telling.organ_name(case.lead_unit_id),
            telling.turn(case, on, owed.get(case.subject, []), actor.person),
            _late(owed.get(case.subject, []), on),
        )
        for case in shown
    ]


def _late(owed: Sequence[clocks.Clock], on: date) -> telling.Deadline | None:
    found = [clock for clock in owed if clock.due < on]
    return telling.deadline(found[0], on) if found else None
