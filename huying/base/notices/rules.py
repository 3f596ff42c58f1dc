"""When to try again, and what may go into a letter's head: pure."""

import unicodedata
from datetime import time, timedelta

from huying.kernel.actor import Actor, Role
from huying.kernel.words import N_

#: Who stands behind a debtor: a unit is its clerks (its heads too, when something is late), a station its staff.
CLERKS = (Role.UNIT_CLERK, Role.GOVERNMENT_CLERK, Role.COMMITTEE_CLERK, Role.SPECIAL_COMMITTEE)
HEADS = (Role.UNIT_HEAD, Role.COMMITTEE_LEADER)
STATION = (Role.STATION_OFFICER, Role.STATION_HEAD)

TRIES = 7
_WAITS = (1, 5, 30, 120, 360, 720)
#: How long a sender may hold a row; after a crash another takes it then.
LEASE = timedelta(minutes=10)
#: After so many in a row that nobody answered, the rest of the batch waits for the next tick.
PATIENCE = 2
#: Seconds that one go of sending may take; what is left waits for the next tick.
BUDGET = 60
#: Sentences of a daily letter; what is more is counted.
DIGEST_MAX = 30
#: A short message's length: one page of most providers is 70 characters, two are plenty.
TEXT_MAX = 140
#: Short messages to one number in a day, whatever is said in its name.
TEXTS_A_DAY = 10
_WAKES, _RESTS = time(7), time(21)


def wait_after(tries: int) -> timedelta | None:
    """How long to wait after the n-th failed try; None when it is given up (after 7, about a day)."""
    return timedelta(minutes=_WAITS[tries - 1]) if tries < TRIES else None


def one_line(text: str, most: int = 120) -> str:
    """``text`` as a letter's subject: no line breaks or control characters, so no other heads can be slipped in."""
    plain = "".join(" " if unicodedata.category(char) in {"Cc", "Zl", "Zp"} else char for char in text)
    return " ".join(plain.split())[:most]


def debtors(actor: Actor) -> list[str]:
    """As whom the actor owes, by the posts they hold: themselves, their units, their stations."""
    units = [f"organ:{post.organ}" for post in actor.posts if post.organ and post.role in CLERKS + HEADS]
    stations = [f"station:{post.station}" for post in actor.posts if post.station and post.role in STATION]
    return [f"person:{actor.person}", *dict.fromkeys(units + stations)]


def quiet(at: time) -> bool:
    """Whether people are left in peace at this hour: no phone rings from nine in the evening to seven."""
    return not _WAKES <= at < _RESTS


_REASONS = (
    (("no address",), N_("没有收信的邮箱，或者账号停用了")),
    (("HTTP", "errcode", "odd answer"), N_("短信网关没有收（%(error)s）")),
    (("SMTPAuthentication",), N_("发信邮箱的账号或密码不对（%(error)s）")),
    (("SMTPRecipientsRefused",), N_("对方的邮箱不收（%(error)s）")),
    (("Timeout", "Connection", "gaierror", "SMTPServerDisconnected", "SMTPConnect", "SSL"), N_("连不上（%(error)s）")),
    (("",), N_("没有发出去（%(error)s）")),
)


def reason(error: str) -> str:
    """Why something did not go, as people say it; ``error`` as the outbox keeps it."""
    if not error:
        return N_("等了一天多还没有发，请看看时钟有没有在走")
    return next(said for marks, said in _REASONS if any(error.startswith(mark) or mark in error for mark in marks))
