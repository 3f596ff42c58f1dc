"""Opening, reminding, closing, choosing and publishing."""

import hashlib
import json
import secrets
import uuid
from collections.abc import Collection, Iterable
from datetime import date, datetime

from django.utils import timezone

from huying.base.ledger.commands import command
from huying.base.notices import commands as notices
from huying.base.tallies import commands as tallies
from huying.field.surveys import figures, rules
from huying.field.surveys.commands.answering import shuffle
from huying.field.surveys.commands.drafting import roll_of
from huying.field.surveys.commands.steps import begin, questions_of, url_of, write
from huying.field.surveys.models import Roll, Sheet, Survey, Words
from huying.kernel.actor import Actor
from huying.kernel.errors import BadMove, HouseError, Invalid
from huying.kernel.words import N_


def obstacles(row: Survey, on: date) -> list[HouseError]:
    """What still keeps a draft from being opened, in sentences."""
    found: list[HouseError] = []
    if not row.questions:
        found.append(BadMove(N_("还没有题目。")))
    if row.audience == Survey.Audience.SAMPLE and not row.seed:
        found.append(BadMove(N_("还没有抽样。")))
    if row.closes_on < on:
        found.append(BadMove(N_("截止日已经过了。")))
    return found


@command
def open_survey(*, actor: Actor, now: datetime, survey: int, version: int | None = None) -> Survey:
    """Open it (开始征集): from now on its questions stay as they are. Deputies who are asked get a notice."""
    row, post = begin(survey, "open", actor=actor, version=version)
    today = timezone.localdate(now)
    if problems := obstacles(row, today):
        raise problems[0]
    if row.audience == Survey.Audience.DEPUTIES:
        listed = roll_of(row, today)
        if not listed:
            raise BadMove(N_("本级现在没有在任代表，没有人可问。"))
        Roll.objects.bulk_create(sorted(listed, key=lambda each: each.pk), batch_size=500)
        row.asked = len(listed)
    data = {"asked": row.asked, "until": row.closes_on.isoformat(), "questions": len(row.questions)}
    write(row, "survey.opened", actor=actor, now=now, post=post, save=["state", "asked"], data=data)
    _tell(row, "survey.opened", now, key=f"{row.subject}:opened")
    return row


@command
def remind(*, actor: Actor, now: datetime, survey: int, version: int | None = None) -> Survey:
    """Remind those who have not answered; once a day. The asking desk learns how many, not who."""
    row, post = begin(survey, "remind", actor=actor, version=version)
    if row.audience == Survey.Audience.ANYONE:
        raise BadMove(N_("所有人都能答的问卷没有名单，没法提醒。"))
    key = f"{row.subject}:reminded:{timezone.localdate(now)}"
    left = _tell(row, "survey.reminded", now, key=key)
    write(row, "survey.reminded", actor=actor, now=now, post=post, data={"left": left})
    return row


def _tell(row: Survey, verb: str, now: datetime, *, key: str) -> int:
    """A notice to everybody on the roll who has not answered; returns how many."""
    left = Roll.objects.filter(survey=row, person__gt=0, drawn=True, done=False).values_list("person", flat=True)
    people = list(left)
    notices.tell(people, verb, case=row, url=url_of(row), key=key, now=now, data={"due": row.closes_on.isoformat()})
    return len(people)


@command
def extend(*, actor: Actor, now: datetime, survey: int, closes_on: date, version: int | None = None) -> Survey:
    """Put the last day off; never nearer (that is what closing is for)."""
    row, post = begin(survey, "extend", actor=actor, version=version)
    if closes_on <= row.closes_on or closes_on < timezone.localdate(now):
        raise Invalid(N_("新的截止日要晚于原来的。"), field="closes_on")
    row.closes_on = closes_on
    data = {"until": closes_on.isoformat()}
    write(row, "survey.extended", actor=actor, now=now, post=post, save=["closes_on"], data=data)
    return row


@command
def close_survey(*, actor: Actor, now: datetime, survey: int, version: int | None = None) -> Survey:
    """Close it (截止): count the sheets, seal them, take what links them to anybody away."""
    row, post = begin(survey, "close", actor=actor, version=version)
    sheets = list(Sheet.objects.filter(survey=row))
    questions = questions_of(row)
    counts = figures.count(questions, ((sheet.place, sheet.answers) for sheet in sheets))
    tallies.replace(row.subject, [(place, key, n) for (place, key), n in counts.items()])
    _take_words(row, sheets, [each.code for each in questions if each.kind == "text"])
    shuffle(sheets)
    Roll.objects.filter(survey=row).exclude(token="").delete()
    data = {"sheets": len(sheets), "seal": seal_of(row)}
    write(row, "survey.closed", actor=actor, now=now, post=post, save=["state"], data=data)
    return row


def _take_words(row: Survey, sheets: Iterable[Sheet], codes: Collection[str]) -> None:
    """People's own words become rows of their own, in no order; a named sheet keeps them too."""
    said = []
    for sheet in sheets:
        said += [(code, sheet.answers[code][0]) for code in codes if code in sheet.answers]
        if not row.named:
            sheet.answers = {code: given for code, given in sheet.answers.items() if code not in codes}
    secrets.SystemRandom().shuffle(said)
    Words.objects.bulk_create(
        [Words(id=uuid.uuid4(), survey=row, question=code, text=text) for code, text in said], batch_size=500
    )


def seal_of(row: Survey) -> str:
    """A fingerprint of everything that came back, whatever its order: the closing line keeps it."""
    lines = [
        json.dumps([sheet.place, sheet.person, sheet.answers], ensure_ascii=False, sort_keys=True)
        for sheet in Sheet.objects.filter(survey=row)
    ]
    said = Words.objects.filter(survey=row).values_list("question", "text")
    lines += [json.dumps(each, ensure_ascii=False) for each in said]
    return hashlib.sha256("\n".join(sorted(lines)).encode()).hexdigest()


@command
def choose(
    *,
    actor: Actor,
    now: datetime,
    survey: int,
    question: str,
    shown: Collection[uuid.UUID],
    among: Collection[uuid.UUID],
    version: int | None = None,
) -> Survey:
    """Decide which of people's own words will be public (挑选公开的留言); none are by themselves.

    Args:
        shown: those to publish; the rest of ``among`` (the page that was looked at) is not published.
    """
    row, post = begin(survey, "choose", actor=actor, version=version)
    page = Words.objects.filter(survey=row, question=question, pk__in=list(among))
    page.exclude(pk__in=list(shown)).update(chosen=False)
    page.filter(pk__in=list(shown)).update(chosen=True)
    total = Words.objects.filter(survey=row, question=question, chosen=True).count()
    data = {"question": question, "chosen": total}
    write(row, "survey.chosen", actor=actor, now=now, post=post, data=data)
    return row


@command
def publish(*, actor: Actor, now: datetime, survey: int, version: int | None = None) -> Survey:
    """Publish the figures and the chosen words (公布结果). Refused where too few answered."""
    row, post = begin(survey, "publish", actor=actor, version=version)
    if row.answered < rules.FEWEST:
        raise BadMove(N_("只有 %(n)d 份答卷，公布出来就猜得出是谁答的。"), n=row.answered)
    write(row, "survey.published", actor=actor, now=now, post=post, save=["state"], data={"sheets": row.answered})
    return row


@command
def void(*, actor: Actor, now: datetime, survey: int, version: int | None = None) -> Survey:
    """Give it up (作废): nobody can answer or read it any more."""
    row, post = begin(survey, "void", actor=actor, version=version)
    write(row, "survey.voided", actor=actor, now=now, post=post, save=["state"])
    return row
