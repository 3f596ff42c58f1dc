"""What rights depend on, gathered from rows already loaded: for commands and for lists of buttons alike."""

from collections.abc import Iterable

from huying.base.organs import queries as organs
from huying.playbooks import shelf
from huying.work.suggestions.models import CoSigner, Suggestion, Task
from huying.work.suggestions.permissions import Facts
from huying.work.suggestions.states import CLOSED_TASK


def facts_from(
    case: Suggestion,
    cosigners: Iterable[tuple[int, str]],
    tasks: Iterable[Task],
    *,
    task: Task | None = None,
    unit: int = 0,
) -> Facts:
    """The facts of one suggestion.

    Args:
        cosigners: person and state of everybody asked to sign.
        tasks: the current round's tasks.
        task: the task it is about, or None.
        unit: the organ it is about when that is no task.
    """
    section = shelf.by_edition(case.edition).suggestions
    asked = list(cosigners)
    about = task.unit_id if task else unit
    return Facts(
        region=case.region,
        lead=case.lead,
        invited=frozenset(person for person, _ in asked),
        agreed=frozenset(person for person, state in asked if state == CoSigner.State.AGREED),
        assigner=section.assigner,
        evaluators=section.evaluation.who,
        units=frozenset(organs.successor_of(t.unit_id).pk for t in tasks if t.state not in CLOSED_TASK),
        unit=organs.successor_of(about).pk if about else 0,
        role=task.role if task else "",
    )
