"""How long somebody has, and until which day: a period, and the due date it gives, explained line by line.

Law (民法典): the day it starts on is not counted (第201条); a period of months ends on the corresponding day, or on the
month's last day where there is none (第202条); a last day that is a rest day moves to the next working day (第203条).
Places may settle it otherwise (第204条); that is what the fields are for.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from datetime import date, timedelta
from typing import Any

from huying.kernel.calendar import WorkCalendar, add_months, parse_day
from huying.kernel.errors import Invalid
from huying.kernel.words import N_

UNITS: dict[str, str] = {
    "working_days": N_("%(value)s 个工作日"),
    "days": N_("%(value)s 日"),
    "months": N_("%(value)s 个月"),
}
ONE = {"working_days": N_("1 个工作日"), "days": N_("1 日"), "months": N_("1 个月")}
ROLLS: dict[str, str] = {
    "next": N_("末日遇休息日顺延到下一个工作日"),
    "none": N_("末日遇休息日不顺延"),
    "previous": N_("末日遇休息日提前到上一个工作日"),
}
# The events a period may start from, as they are called on paper.
STARTS: dict[str, str] = {
    "": N_("起算日"),
    "said": N_("提出"),
    "received": N_("收到"),
    "registered": N_("登记"),
    "referred": N_("转办"),
    "accepted": N_("签收"),
    "invited": N_("邀请联名"),
    "submitted": N_("提交"),
    "returned": N_("退回"),
    "filed": N_("立案"),
    "assigned": N_("交办"),
    "asked": N_("提出申请"),
    "replied": N_("答复"),
    "evaluated": N_("测评"),
    "met": N_("开会"),
    "concluded": N_("办结"),
    "promised": N_("作出承诺"),
    "reported": N_("反馈"),
    "closed": N_("了结"),
    "session_closed": N_("闭会"),
    "due": N_("原到期日"),
}
_TOO_LONG = {"working_days": 2500, "days": 3660, "months": 120}
_WORDS = re.compile(r"(\d{1,5})\s*[-_ ]?\s*(.+)")
_UNIT_WORDS = {
    "working_days": {"working_day", "working_days", "workday", "workdays", "工作日", "个工作日", "wd"},
    "days": {"day", "days", "日", "天", "d", "calendar_day", "calendar_days"},
    "months": {"month", "months", "月", "个月", "m"},
}


@dataclass(frozen=True, slots=True)
class Period:
    """A time limit (时限) as a playbook sets it.

    Args:
        value: how many; 0 only with ``fixed``.
        unit: "working_days" 工作日, "days" 日 or "months" 个月.
        start: the event it starts from, a key of ``STARTS``.
        count_first_day: whether the day of the event is the first day of the period (起算当日计入).
        roll: what happens when the last day is a rest day: "next", "none" or "previous".
        fixed: a fixed date instead of a length: "2026-08-31", or "08-31" for the first one after the event.
        in_all: for an extension: ``value`` is the whole time from the first event ("6 months in all"), not more time.
        approver: who must consent (role or office code), "" for nobody.
        passed: what follows when it has passed without an act ("deemed_accepted", "excluded"), "" for nothing.
        basis: the law or document behind it (代表法第51条), or "常见做法".

    Raises:
        Invalid: no length, an unknown unit or roll, an unreasonable length, a day that does not exist (31 September).
    """

    value: int = 0
    unit: str = "working_days"
    start: str = ""
    count_first_day: bool = False
    roll: str = "next"
    fixed: str = ""
    in_all: bool = False
    approver: str = ""
    passed: str = ""
    basis: str = ""

    def __post_init__(self) -> None:
        if self.unit not in UNITS:
            raise Invalid(N_("不认识的时间单位“%(unit)s”，可用 working_days、days、months。"), unit=self.unit)
        if self.roll not in ROLLS:
            raise Invalid(N_("不认识的顺延规则“%(roll)s”，可用 next、none、previous。"), roll=self.roll)
        if self.fixed:
            if self.value:
                raise Invalid(N_("固定日期和时长只能写一个。"))
            _fixed(self.fixed, date(2001, 1, 1))
        elif not 1 <= self.value <= _TOO_LONG[self.unit]:
            raise Invalid(
                N_("时长要在 1 到 %(most)s 之间，不能是 %(value)s。"), most=_TOO_LONG[self.unit], value=self.value
            )

    @classmethod
    def parse(cls, text: str, **more: Any) -> "Period":
        """A period from words: "3 months", "7 working-days", "10 days", "5个工作日", "6个月", or a fixed date.

        ``more`` are the other fields (``start``, ``roll`` …).
        """
        words = text.strip()
        if match := _WORDS.fullmatch(words):
            name = re.sub(r"[-\s]+", "_", match[2].strip().lower())
            for unit, spellings in _UNIT_WORDS.items():
                if name in spellings:
                    return cls(value=int(match[1]), unit=unit, **more)
        if re.fullmatch(r"(\d{4}-)?\d{1,2}-\d{1,2}", words):
            return cls(fixed=words, **more)
        raise Invalid(
            N_("看不懂“%(given)s”，请写成 3 months、7 working-days、10 days，或 3个月、7个工作日、10日。"),
            given=words[:40],
        )

    def to_json(self) -> dict[str, Any]:
        """Only what differs from the defaults, ready to be stored with a clock."""
        return {f.name: getattr(self, f.name) for f in fields(self) if getattr(self, f.name) != f.default}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "Period":
        return cls(**data)

    @property
    def length(self) -> tuple[str, dict[str, Any]]:
        """How long, as msgid and params: ("%(value)s 个月", {"value": 3}), for translation where it is shown."""
        if self.fixed:
            return N_("%(fixed)s 前"), {"fixed": self.fixed}
        return (ONE if self.value == 1 else UNITS)[self.unit], {"value": self.value}


# One line of an explanation: code -> msgid. The words in _LABELLED are themselves msgids.
STEPS: dict[str, str] = {
    "counted": N_("%(start)s %(from)s + %(length)s = %(to)s"),
    "counted_with_first": N_("%(start)s %(from)s（当日计入）+ %(length)s = %(to)s"),
    "fixed": N_("规定日期 %(to)s"),
    "clipped": N_("当月没有 %(day)s 日，取月末"),
    "rest_next": N_("%(name)s放假，顺延至 %(to)s"),
    "rest_previous": N_("%(name)s放假，提前到 %(to)s"),
    "weekend_next": N_("逢休息日，顺延至 %(to)s"),
    "weekend_previous": N_("逢休息日，提前到 %(to)s"),
    "rest_none": N_("逢休息日，不顺延"),
    "more": N_("延长：%(from)s + %(length)s = %(to)s"),
    "in_all": N_("延长后总共 %(length)s，仍从%(start)s %(from)s 起算，到 %(to)s"),
    "provisional": N_("%(year)s 年放假安排尚未公布，暂定"),
    "basis": N_("%(basis)s"),
}
_LABELLED = frozenset({"start", "name"})


@dataclass(frozen=True, slots=True)
class Step:
    """One line of how a date was computed. ``params`` are plain JSON values."""

    code: str
    params: Mapping[str, Any]

    @property
    def text(self) -> str:
        return self.words(str)

    def words(self, translate: Callable[[str], str]) -> str:
        """The line through ``translate`` (gettext): the sentence and the names inside it."""
        filled = {k: translate(v) if k in _LABELLED and v else v for k, v in self.params.items()}
        if "unit" in filled:
            words = (ONE if filled["value"] == 1 else UNITS)[filled["unit"]]
            filled["length"] = translate(words) % {"value": filled["value"]}
        return translate(STEPS[self.code]) % filled

    def to_json(self) -> dict[str, Any]:
        return {"code": self.code, "params": dict(self.params)}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "Step":
        return cls(data["code"], data["params"])


@dataclass(frozen=True, slots=True)
class Due:
    """A due date: its last day, whether a notice still missing may move it (暂定), and how it was computed."""

    due: date
    provisional: bool
    steps: tuple[Step, ...]

    @property
    def text(self) -> str:
        """交办 2026-07-01 + 3 个月 = 2026-10-01，国庆节放假，顺延至 2026-10-08；代表法第51条"""
        return sentence(self.steps)


def sentence(steps: tuple[Step, ...], translate: Callable[[str], str] = str) -> str:
    """All lines as one sentence; the basis stands after a semicolon."""
    lines = [step.words(translate) for step in steps if step.code != "basis"]
    return "；".join(["，".join(lines), *(step.words(translate) for step in steps if step.code == "basis")])


def due(period: Period, anchor: date, calendar: WorkCalendar) -> Due:
    """The last day of ``period`` when its event was on ``anchor``.

    Raises:
        Invalid: the calendar has no working day in reach, or does not reach so far.
    """
    if period.fixed:
        raw = _fixed(period.fixed, anchor)
        if raw < anchor:
            raise Invalid(N_("规定日期 %(to)s 早于起算日 %(from)s。"), **{"to": str(raw), "from": str(anchor)})
        return _settle(period, anchor, raw, [Step("fixed", {"to": str(raw)})], calendar)
    raw, clipped = _count(period, anchor, calendar)
    code = "counted_with_first" if period.count_first_day else "counted"
    steps = [Step(code, {"start": STARTS.get(period.start, period.start), **_line(period, anchor, raw)})]
    if clipped:
        steps.append(Step("clipped", {"day": anchor.day}))
    return _settle(period, anchor, raw, steps, calendar)


def extended(period: Period, anchor: date, due: date, calendar: WorkCalendar, *, limit: Period | None = None) -> Due:
    """The new last day when ``period`` is granted on top of a running time limit.

    "6 months in all" (``in_all``) is counted from ``anchor``, the event the first limit started from, so that a due
    date that had rolled over a holiday gains nothing. "3 more months" is counted from ``due``, the date people know.

    Args:
        anchor: the day of the event the first limit started from.
        due: the last day in force now.
        limit: the longest time allowed in all, counted from ``anchor`` (代表法第51条: six months); None for no limit.

    Raises:
        Invalid: nothing would be gained, or it would go past ``limit``.
    """
    start = anchor if period.in_all or period.fixed else due
    raw, clipped = (_fixed(period.fixed, anchor), False) if period.fixed else _count(period, start, calendar)
    if period.fixed:
        steps = [Step("fixed", {"to": str(raw)})]
    elif period.in_all:
        steps = [Step("in_all", {"start": STARTS.get(period.start, period.start), **_line(period, start, raw)})]
    else:
        steps = [Step("more", _line(period, start, raw))]
    if clipped:
        steps.append(Step("clipped", {"day": start.day}))
    found = _settle(period, anchor, raw, steps, calendar)
    if found.due <= due:
        raise Invalid(N_("延长后是 %(new)s，不晚于现在的到期日 %(old)s。"), new=str(found.due), old=str(due))
    if limit and found.due > (most := _last(limit, anchor, calendar)):
        raise Invalid(N_("最长只能延到 %(most)s，不能到 %(new)s。"), most=str(most), new=str(found.due))
    return found


def _last(limit: Period, anchor: date, calendar: WorkCalendar) -> date:
    return due(limit, anchor, calendar).due


def _line(period: Period, start: date, raw: date) -> dict[str, Any]:
    return {"from": str(start), "value": period.value, "unit": period.unit, "to": str(raw)}


def _count(period: Period, start: date, calendar: WorkCalendar) -> tuple[date, bool]:
    """The last day before any rolling, and whether it was clipped to the end of its month."""
    before = timedelta(days=1) if period.count_first_day else timedelta()
    if period.unit == "working_days":
        return calendar.add_working_days(start - before, period.value), False
    if period.unit == "days":
        return start + timedelta(days=period.value) - before, False
    day, clipped = add_months(start, period.value)
    return (day, True) if clipped else (day - before, False)


def _settle(period: Period, anchor: date, raw: date, steps: list[Step], calendar: WorkCalendar) -> Due:
    """Roll over rest days, mark what is provisional, and add the basis."""
    day = raw
    if not calendar.works(raw):
        if period.roll == "none":
            steps.append(Step("rest_none", {}))
        else:
            day = calendar.next_working_day(raw) if period.roll == "next" else calendar.previous_working_day(raw)
            name = calendar.name(raw)
            code = f"{'rest' if name else 'weekend'}_{period.roll}"
            steps.append(Step(code, {"name": name, "to": str(day)} if name else {"to": str(day)}))
    unknown = _unknown(period, anchor, max(raw, day), calendar)
    if unknown:
        steps.append(Step("provisional", {"year": unknown}))
    if period.basis:
        steps.append(Step("basis", {"basis": period.basis}))
    return Due(day, bool(unknown), tuple(steps))


def _unknown(period: Period, anchor: date, last: date, calendar: WorkCalendar) -> int:
    """The first year without a notice that the date depends on, or 0. Calendar days without rolling depend on none."""
    if period.unit != "working_days" and period.roll == "none":
        return 0
    first = min(anchor.year, last.year) if period.unit == "working_days" else last.year
    return next((y for y in range(first, last.year + 1) if not calendar.published(date(y, 1, 1))), 0)


def _fixed(text: str, anchor: date) -> date:
    """ "2026-08-31", or the first "08-31" on or after ``anchor``."""
    if re.fullmatch(r"\d{1,2}-\d{1,2}", text):
        if text in ("2-29", "02-29"):
            raise Invalid(N_("2 月 29 日不是每年都有，请换一天。"))
        day = parse_day(f"{anchor.year}-{text}")
        return day if day >= anchor else parse_day(f"{anchor.year + 1}-{text}")
    return parse_day(text)
