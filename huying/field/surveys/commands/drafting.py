"""Writing a questionnaire: its words, its questions, whom it is put to."""

import secrets
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from django.utils import timezone

from huying.base.ledger.commands import command
from huying.base.organs import queries as organs
from huying.base.people import queries as people
from huying.field.surveys import permissions, rules, sampling
from huying.field.surveys.commands.steps import begin, keep_questions, questions_of, write
from huying.field.surveys.models import Roll, Survey
from huying.field.surveys.rules import Condition, Question
from huying.field.surveys.sampling import Listed
from huying.field.surveys.states import MACHINE
from huying.field.voices.rules import clean
from huying.kernel.actor import Actor
from huying.kernel.errors import Invalid, Missing
from huying.kernel.words import N_

FIELDS = ("title", "intro", "audience", "named", "opens_on", "closes_on")
SEED_MAX = 64


@command
def draft(
    *,
    actor: Actor,
    now: datetime,
    region: str,
    title: str,
    audience: str,
    opens_on: date,
    closes_on: date,
    intro: str = "",
    named: bool = False,
) -> Survey:
    """Begin a questionnaire (起草问卷) of one's own congress; its questions follow one by one.

    Args:
        audience: "anyone", "deputies" or "sample". What anybody may answer is never named (named=False).
        opens_on, closes_on: the first and the last day on which it may be answered.
    """
    post = permissions.check_ask(actor, region)
    organs.region(region)
    row = Survey(region=region, state=MACHINE.start, created_at=now, organ=post.organ)
    row.edition = organs.book_for(region, timezone.localdate(now)).edition
    given = {"title": title, "intro": intro, "audience": audience, "named": named}
    _fill(row, {**given, "opens_on": opens_on, "closes_on": closes_on})
    write(row, "survey.drafted", actor=actor, now=now, post=post, data={"audience": row.audience})
    return row


@command
def edit(*, actor: Actor, now: datetime, survey: int, version: int | None = None, **changes: Any) -> Survey:
    """Change a draft's words, audience or days. ``changes`` are among ``FIELDS``; another audience drops the sample."""
    row, post = begin(survey, "edit", actor=actor, version=version)
    if unknown := set(changes) - set(FIELDS):
        raise Invalid(N_("没有这一项资料。"), field=min(unknown))
    before = row.audience
    _fill(row, changes)
    if row.audience != before:
        _forget_sample(row)
    save = [*changes, "asked", "seed"]
    write(row, "survey.edited", actor=actor, now=now, post=post, save=save, data={"fields": sorted(changes)})
    return row


def _fill(row: Survey, given: dict[str, Any]) -> None:
    for name, value in given.items():
        setattr(row, name, value)
    row.title, row.intro = clean(row.title, lines=False), clean(row.intro)
    for name, most in (("title", 60), ("intro", 1000)):
        if len(getattr(row, name)) > most:
            raise Invalid(N_("最多 %(limit)d 个字。"), field=name, limit=most)
    if not row.title:
        raise Invalid(N_("请写上问卷的名称。"), field="title")
    if row.audience not in Survey.Audience.values:
        raise Invalid(N_("请从列出的项目里选一项。"), field="audience")
    if row.named and row.audience == Survey.Audience.ANYONE:
        raise Invalid(N_("问群众的问卷一律不记名。"), field="named")
    if not isinstance(row.opens_on, date) or not isinstance(row.closes_on, date) or row.closes_on < row.opens_on:
        raise Invalid(N_("截止日不能早于开始日。"), field="closes_on")


@command
def add_question(
    *,
    actor: Actor,
    now: datetime,
    survey: int,
    kind: str,
    text: str,
    help: str = "",
    required: bool = False,
    options: Sequence[str] = (),
    low: int = 0,
    high: int = rules.NUMBER_MAX,
    when: Condition | None = None,
    version: int | None = None,
) -> Survey:
    """Put one more question at the end.

    Args:
        kind: a key of ``rules.KINDS``.
        options: the labels to choose from, for "one" and "many".
        low, high: bounds of a number.
        when: ask only if an earlier question was answered so.
    """
    row, post = begin(survey, "edit", actor=actor, version=version)
    known = questions_of(row)
    code = rules.new_code(known)
    made = Question(code, kind, text, help, required, rules.options(options), low, high, when)
    keep_questions(row, [*known, rules.tidy(made)])
    data = {"question": code, "kind": kind}
    write(row, "survey.asked", actor=actor, now=now, post=post, save=["questions"], data=data)
    return row


@command
def edit_question(
    *, actor: Actor, now: datetime, survey: int, question: str, version: int | None = None, **changes: Any
) -> Survey:
    """Reword a question; ``changes`` as for ``add_question``, but its kind stays."""
    row, post = begin(survey, "edit", actor=actor, version=version)
    known = questions_of(row)
    place = _place(known, question)
    old = known[place]
    if unknown := set(changes) - {"text", "help", "required", "options", "low", "high", "when"}:
        raise Invalid(N_("没有这一项资料。"), field=min(unknown))
    if "options" in changes:
        changes["options"] = rules.options(changes["options"], old.options)
    known[place] = rules.tidy(replace(old, **changes))
    keep_questions(row, known)
    data = {"question": question}
    write(row, "survey.reworded", actor=actor, now=now, post=post, save=["questions"], data=data)
    return row


@command
def move_question(
    *, actor: Actor, now: datetime, survey: int, question: str, up: bool, version: int | None = None
) -> Survey:
    """Exchange a question with the one above it, or below. Nothing happens at the ends."""
    row, post = begin(survey, "edit", actor=actor, version=version)
    known = questions_of(row)
    place = _place(known, question)
    other = place - 1 if up else place + 1
    if 0 <= other < len(known):
        known[place], known[other] = known[other], known[place]
    keep_questions(row, known)
    data = {"question": question, "up": int(up)}
    write(row, "survey.moved", actor=actor, now=now, post=post, save=["questions"], data=data)
    return row


@command
def remove_question(*, actor: Actor, now: datetime, survey: int, question: str, version: int | None = None) -> Survey:
    """Take a question out; refused while another one hangs on it."""
    row, post = begin(survey, "edit", actor=actor, version=version)
    known = questions_of(row)
    del known[_place(known, question)]
    keep_questions(row, known)
    data = {"question": question}
    write(row, "survey.removed", actor=actor, now=now, post=post, save=["questions"], data=data)
    return row


def _place(known: Sequence[Question], code: str) -> int:
    for place, each in enumerate(known):
        if each.code == code:
            return place
    raise Missing(N_("问卷里没有这一题。"))


@command
def draw(*, actor: Actor, now: datetime, survey: int, size: int, seed: str = "", version: int | None = None) -> Survey:
    """Draw a sample of the deputies in office (抽样), by township, without replacement; a new draw replaces it.

    Args:
        seed: a public number, such as the day's lottery result; made at random when empty. Whatever was drawn with,
            the ledger keeps it, with the fingerprint of the list: nobody can try until it fits without being seen.
    """
    row, post = begin(survey, "draw", actor=actor, version=version)
    if row.audience != Survey.Audience.SAMPLE:
        raise Invalid(N_("这份问卷不抽样。要抽样，先把对象改成“抽取一部分本级代表”。"))
    listed = roll_of(row, timezone.localdate(now))
    if not rules.FEWEST <= size <= len(listed):
        raise Invalid(
            N_("抽 %(fewest)d 到 %(most)d 人：再少就猜得出是谁答的。"),
            field="size",
            fewest=rules.FEWEST,
            most=len(listed),
        )
    row.seed = clean(seed, lines=False)[:SEED_MAX] or secrets.token_hex(8)
    frame = [Listed(each.ident, each.place) for each in listed]
    drawn = sampling.draw(frame, size, row.seed)
    Roll.objects.filter(survey=row).delete()
    for each in listed:
        each.drawn = each.ident in drawn
    Roll.objects.bulk_create(sorted(listed, key=lambda each: each.pk), batch_size=500)
    row.asked = size
    data = {"seed": row.seed, "size": size, "of": len(listed), "frame": sampling.fingerprint(frame)}
    write(row, "survey.drawn", actor=actor, now=now, post=post, save=["seed", "asked"], data=data)
    return row


def roll_of(row: Survey, on: date) -> list[Roll]:
    """The deputies of the congress today, not yet saved; the stratum is the township (in a township: the village)."""
    length = len(row.region) + 3
    return [
        Roll(survey=row, person=seat.person_id, ident=str(seat.person.uid), place=seat.home[:length])
        for seat in people.deputies(row.region, on)
    ]


def _forget_sample(row: Survey) -> None:
    Roll.objects.filter(survey=row).delete()
    row.asked, row.seed = 0, ""
