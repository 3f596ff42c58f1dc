"""What every act on a questionnaire does first and last."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.urls import reverse

from huying.base.ledger.commands import expect, record
from huying.base.ledger.models import Audience
from huying.field.surveys import permissions, rules
from huying.field.surveys.models import Survey
from huying.field.surveys.permissions import Facts
from huying.field.surveys.rules import Question
from huying.field.surveys.states import MACHINE
from huying.kernel.actor import Actor, Post
from huying.kernel.errors import Missing
from huying.kernel.words import N_

GONE = N_("没有这份问卷，或者您不能查看。")


def facts_of(row: Survey) -> Facts:
    """What the rights depend on."""
    return Facts(row.region, row.organ, row.state, row.audience == Survey.Audience.ANYONE)


def questions_of(row: Survey) -> list[Question]:
    """The questions as values."""
    return [rules.question(each) for each in row.questions]


def keep_questions(row: Survey, questions: Sequence[Question]) -> None:
    """Put them back, if they can be asked like that."""
    rules.check(questions)
    row.questions = [each.plain() for each in questions]


def locked(pk: int) -> Survey:
    """The row, held until the command ends."""
    row = Survey.objects.select_for_update().filter(pk=pk).first()
    if row is None:
        raise Missing(GONE)
    return row


def begin(pk: int, verb: str, *, actor: Actor, version: int | None) -> tuple[Survey, Post | None]:
    """Lock, check who, check the version, step the machine."""
    row = locked(pk)
    post = permissions.check_run(actor, facts_of(row))
    expect(row, version)
    row.state = MACHINE.after(row.state, verb)
    return row, post


def write(
    row: Survey,
    line: str,
    *,
    actor: Actor,
    now: datetime,
    post: Post | None,
    save: Iterable[str] = (),
    data: dict[str, Any] | None = None,
) -> None:
    """One line. What happens to a questionnaire that anybody may answer is public from its opening on."""
    shown = row.state == "published" or (row.state != "draft" and row.audience == Survey.Audience.ANYONE)
    audience = Audience.PUBLIC if shown and row.state != "void" else Audience.CONGRESS
    record(row, line, actor, now=now, save=save, post=post, audience=audience, data=data)


def url_of(row: Survey) -> str:
    """Where it is answered, and read when it is published."""
    return reverse("surveys:survey", args=[row.uid])
