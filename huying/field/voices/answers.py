"""What is asked besides, category by category: the answers checked, and told. Plain values in, plain values out."""

import math
import unicodedata
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from huying.field.voices import rules
from huying.kernel.errors import Invalid
from huying.kernel.words import N_
from huying.playbooks.schema import Guide, Question, Voices

LINE_MAX = 200
NUMBER_MAX = 1_000_000_000


def field_of(code: str) -> str:
    """The name of the input that answers a question, and the field of a refusal."""
    return f"answers.{code}"


def checked(questions: Sequence[Question], given: Mapping[str, Any]) -> dict[str, Any]:
    """What was answered to a category's questions, in their order, without those left out.

    Args:
        given: question code -> text, number, ISO day or option code; option codes where several may be chosen.

    Raises:
        Invalid: at ``field_of(code)``: one that is not asked, an answer of another kind, a needed one missing.
    """
    if unknown := sorted(set(given) - {question.code for question in questions}):
        raise Invalid(N_("这一类事没有这一问。"), field=field_of(unknown[0]))
    found = {question.code: _answer(question, given.get(question.code)) for question in questions}
    return {code: answer for code, answer in found.items() if answer not in ("", [])}


def told(voices: Voices, answers: Mapping[str, Any], language: str) -> list[tuple[str, str]]:
    """(question, answer) in the reader's language; an edition that no longer asks it tells nothing of it."""
    asked = ((voices.question(code), answer) for code, answer in answers.items())
    return [(question.asked(language), _said(question, answer, language)) for question, answer in asked if question]


def stopper(
    text: str, questions: Sequence[Question], given: Mapping[str, Sequence[str]], guides: Sequence[Guide]
) -> str:
    """The guide to show before this is sent, "" when none: a chosen answer says so, or its words stand there."""
    warned = (
        choice.guide
        for question in questions
        for choice in question.options
        if choice.guide and choice.code in given.get(question.code, ())
    )
    return next(warned, "") or rules.likely(text, guides)[0]


def _said(question: Question, answer: Any, language: str) -> str:
    labels = {choice.code: choice.shown(language) for choice in question.options}
    said = [labels.get(str(each), str(each)) for each in (answer if isinstance(answer, list) else [answer])]
    return (", " if language.startswith("en") else "、").join(said)


def _answer(question: Question, given: Any) -> Any:
    """One answer, "" or [] when there is none."""
    field = field_of(question.code)
    each = given if isinstance(given, list | tuple) else [] if given is None else [given]
    said = [text for text in (rules.clean(str(one)) for one in each) if text]
    if not said and question.required:
        raise Invalid(N_("请回答：%(question)s"), field=field, question=question.text)
    options = {choice.code for choice in question.options}
    if question.kind == "many":
        chosen = {rules.one_of(one, options, field=field) for one in said}
        return [choice.code for choice in question.options if choice.code in chosen]
    if len(said) > 1:
        raise Invalid(N_("这一问只能有一个回答。"), field=field)
    return _single(question, said[0], options, field) if said else ""


def _single(question: Question, said: str, options: set[str], field: str) -> Any:
    match question.kind:
        case "one":
            return rules.one_of(said, options, field=field)
        case "number":
            return _number(said, field)
        case "date":
            return _day(said, field)
    return rules.words(said, field=field, limit=rules.TEXT_MAX if question.kind == "long" else LINE_MAX)


def _number(said: str, field: str) -> int | float:
    plain = unicodedata.normalize("NFKC", said)
    try:
        value = float(plain) if plain.isascii() and "_" not in plain else math.nan
    except ValueError:
        value = math.nan
    if not abs(value) <= NUMBER_MAX:
        raise Invalid(N_("这里请填一个数。"), field=field)
    return int(value) if value.is_integer() else value


def _day(said: str, field: str) -> str:
    """The day of an ISO date, or of the date and time that programs send."""
    try:
        return date.fromisoformat(unicodedata.normalize("NFKC", said)[:10]).isoformat()
    except ValueError:
        raise Invalid(N_("这里请填一个日期，写成 2026-03-06 这样。"), field=field) from None
