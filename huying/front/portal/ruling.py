"""A playbook for everybody to read: its sentences; in English where the place gave English, else its own text."""

from dataclasses import dataclass

from django.utils.translation import gettext

from huying.kernel.periods import ROLLS, Period
from huying.kernel.words import N_
from huying.playbooks.diff import differences
from huying.playbooks.explain import Fact, facts
from huying.playbooks.schema import APPROVERS, PASSED, Name, Option
from huying.playbooks.shelf import Book

SINCE = {
    "": N_("起算之日"),
    "said": N_("提出之日"),
    "received": N_("收到之日"),
    "registered": N_("登记之日"),
    "referred": N_("转办之日"),
    "accepted": N_("签收之日"),
    "invited": N_("邀请联名之日"),
    "submitted": N_("提交之日"),
    "returned": N_("退回之日"),
    "filed": N_("立案之日"),
    "assigned": N_("交办之日"),
    "asked": N_("提出申请之日"),
    "replied": N_("答复之日"),
    "evaluated": N_("测评之日"),
    "met": N_("开会之日"),
    "concluded": N_("办结之日"),
    "promised": N_("作出承诺之日"),
    "reported": N_("反馈之日"),
    "closed": N_("了结之日"),
    "session_closed": N_("闭会之日"),
    "due": N_("原到期之日"),
}
"""What a time limit counts from, as a noun; ``kernel.periods.STARTS`` are the same words as acts."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One line: what it is about, what it says, on which basis. ``own`` when it is the office's own Chinese text."""

    name: str
    words: str
    basis: str
    own: bool


def rules_of(book: Book, language: str) -> list[tuple[str, list[Rule]]]:
    """Every rule of the book under its heading, in the order an office reads them."""
    groups: dict[str, list[Rule]] = {}
    for fact in facts(book.data):
        groups.setdefault(gettext(fact.heading), []).append(_rule(book, fact, language))
    return list(groups.items())


def _rule(book: Book, fact: Fact, language: str) -> Rule:
    if not language.startswith("en"):
        return Rule(fact.name, fact.words, fact.basis, own=False)
    said = _said(book, fact.path, language)
    return Rule(gettext(fact.name), said or fact.words, fact.basis, own=not said)


def _said(book: Book, path: str, language: str) -> str:
    """The rule in another language: time limits from their numbers, lists from their English labels; "" otherwise."""
    section, _, key = path.partition(".")
    if section == "labels":
        name: Name = getattr(book.labels, key)
        return name.shown(language)
    if key.startswith("categories."):
        known = next(option for option in book.voices.categories if option.code == key.partition(".")[2])
        return f"{known.shown(language)}: " + " ".join(question.asked(language) for question in known.questions)
    if key.startswith("periods."):
        return period(getattr(book, section).periods[key.partition(".")[2]])
    found = getattr(getattr(book, section), key, None)
    if isinstance(found, tuple) and found and all(isinstance(option, Option) for option in found):
        return "; ".join(option.shown(language) for option in found)
    return ""


def period(limit: Period) -> str:
    """A time limit from its numbers: "within 3 months of assignment; …"."""
    words, params = limit.length
    length = gettext(words) % params
    start = gettext(SINCE[limit.start])
    if limit.fixed:
        parts = [length]
    elif limit.in_all:
        parts = [gettext("%(start)s起总共 %(length)s内") % {"start": start, "length": length}]
    else:
        parts = [gettext("%(start)s起 %(length)s内") % {"start": start, "length": length}]
    if limit.count_first_day:
        parts.append(gettext("当日计入"))
    if limit.unit != "working_days" or limit.fixed:
        parts.append(gettext(ROLLS[limit.roll]))
    if limit.approver:
        parts.append(gettext("须经%(who)s同意") % {"who": gettext(APPROVERS[limit.approver])})
    if limit.passed:
        parts.append(gettext("逾期的%(then)s") % {"then": gettext(PASSED[limit.passed])})
    return "; ".join(parts)


def differing(common: Book, book: Book) -> list[str]:
    """What this place does differently, as the office's own sentences."""
    return [sentence for _, sentence in differences(common.data, book.data, common.name, book.name)]
