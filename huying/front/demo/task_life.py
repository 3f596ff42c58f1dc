"""What one unit does with its task, by its temper: sign for, plan, contact, extend, draft, sign, send."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from huying.base.organs import queries as organs
from huying.front.demo.engine import Life
from huying.front.demo.papers_text import reply
from huying.front.demo.world import COUNTY
from huying.kernel.actor import Actor
from huying.work.suggestions import commands as suggestions

if TYPE_CHECKING:
    from huying.front.demo.suggestion_life import SuggestionLife

REPLY_DAYS = {"prompt": (26, 48), "steady": (38, 60), "slow": (50, 63), "late": (58, 84)}
"""Working days from assignment to reply, of some 63 that three months have, by temper."""


@dataclass(slots=True)
class Handling:
    """One round: the suggestion's life and how much time there is."""

    case: "SuggestionLife"
    fast: bool
    long: bool
    again: bool
    start: datetime
    waiting: set[int] = field(default_factory=set)
    units: set[int] = field(default_factory=set)

    def days(self, temper: str) -> tuple[int, int]:
        low, high = REPLY_DAYS[temper]
        share = 0.13 if self.fast else 0.32 if self.again else 1.9 if self.long else 1.0
        if self.case.plan.region != COUNTY:
            share = min(share, 0.62)
        return max(int(low * share), 2), max(int(high * share), 4)


class TaskLife:
    """One task of one unit. ``lead`` and ``co`` are its lives."""

    def __init__(self, handling: Handling, task: int, unit: int) -> None:
        self.handling, self.case, self.task = handling, handling.case, task
        self.stage, self.rng = self.case.stage, self.case.rng
        self._unit(unit)

    def _unit(self, unit: int) -> None:
        self.unit, self.temper = unit, self.stage.temper(unit)

    @property
    def now(self) -> datetime:
        return self.stage.engine.now

    @property
    def clerk(self) -> Actor:
        return self.stage.county.actor(self.stage.county.clerks[self.unit])

    @property
    def head(self) -> Actor:
        return self.stage.county.actor(self.stage.county.heads[self.unit])

    def _do(self, command: Any, actor: Actor, **given: Any) -> Any:
        return command(actor=actor, now=self.now, task=self.task, **given)

    def _text(self, name: str, **extra: str) -> str:
        given = {"officer": self.clerk.name, "month": str(self.stage.engine.today.month), **extra}
        given["month2"] = str(self.stage.engine.today.month % 12 + 1)
        return self.stage.corpus.act(name, self.case.plan.subject, self.case.plan.scene, **given)

    def _accept(self) -> None:
        """Sign for it; too late, the house has taken it as signed for."""
        self.stage.refused(lambda: self._do(suggestions.accept, self.clerk))

    # ── co-handling ──

    def co(self) -> Life:
        engine = self.stage.engine
        self._accept()
        if self.temper == "late" and self.rng.random() < 0.5:
            return
        limit = {"prompt": (3, 12), "steady": (6, 18), "slow": (12, 24), "late": (20, 32)}[self.temper]
        yield engine.office(*(limit if not (self.handling.again or self.handling.fast) else (1, 4)))
        words = self.stage.corpus.fill(
            "reply", "co", self.case.plan.subject, self.case.plan.scene, officer=self.clerk.name
        )
        # The lead may have replied without waiting: then there is nothing to hand in any more.
        if not self.stage.refused(lambda: self._do(suggestions.hand_opinion, self.clerk, text=words)):
            self.handling.waiting.discard(self.task)

    # ── leading ──

    def lead(self) -> Life:
        engine = self.stage.engine
        halt = self.case.plan.halt
        if halt == "offered":
            return
        yield engine.office(*((0, 2) if self.temper in ("prompt", "steady") else (1, 3)))
        if halt == "return_asked":
            self._ask_return(self._others()[-1])
            return
        if not halt and not self.handling.again and not self.handling.fast and self.rng.random() < 0.07:
            yield from self._return()
        else:
            self._accept()
        low, high = self.handling.days(self.temper)
        total = self.rng.randint(low, high)
        if self.temper != "late" or self.rng.random() < 0.7:
            yield engine.office(*((0, 3) if total < 15 else (1, 7)))
            self._plan(total)
        else:
            yield engine.office(12, 20)
            self._plan(total)
        yield from self._contacts_and_wait(total)
        if halt != "extension_asked":
            yield from self._reply()

    def _others(self) -> list[int]:
        """Units of the same level that have no part in this round."""
        county, plan = self.stage.county, self.case.plan
        pool = (
            county.town_units[plan.region]
            if plan.region != COUNTY
            else [pk for short, pk in county.units.items() if short.endswith("局") and short.startswith("县")]
        )
        return [unit for unit in pool if unit != self.unit and unit not in self.handling.units]

    def _ask_return(self, other: int) -> None:
        text = self._text("return_reason", other=organs.organ(other).short)
        self._do(suggestions.ask_return, self.head, reason="not_ours", text=text, proposed=other)

    def _return(self) -> Life:
        """The wrong unit, it says: the office agrees and another takes it, or does not."""
        engine, others = self.stage.engine, self._others()
        if not others:
            self._accept()
            return
        other = self.rng.choice(others)
        self._ask_return(other)
        yield engine.office(1, 4)
        if self.rng.random() < 0.5:
            self._do(suggestions.refuse_return, self.case.office, text=self._text("refuse_return"))
            return
        text = self._text("grant_return", other=organs.organ(other).short)
        self._do(suggestions.grant_return, self.case.office, new_unit=other, text=text)
        self._follow(other)
        yield engine.office(0, 2)
        self._accept()

    def _follow(self, unit: int) -> None:
        """The task that the new unit was offered."""
        from huying.work.suggestions.queries import Task

        self.task = Task.objects.filter(suggestion=self.case.pk, unit=unit).latest("pk").pk
        self._unit(unit)

    def _plan(self, total: int) -> None:
        self._do(
            suggestions.plan,
            self.clerk,
            leader=self.head.name,
            handler=self.clerk.name,
            phone=f"0700-52{self.rng.randrange(10000, 99999)}",
            text=self._text("plan_text"),
            until=timezone.localdate(self.stage.engine.office(max(total - 8, 2))),
        )

    def _contacts_and_wait(self, total: int) -> Life:
        engine = self.stage.engine
        step = max(total // 4, 1)
        yield engine.office(0, min(step, 9))
        yield from self._contact("before")
        if self.case.plan.halt == "extension_asked":
            self._ask_extension()
            return
        if self.temper in ("slow", "late", "steady") and self.rng.random() < 0.14 and total > 30:
            yield engine.office(step, step * 2)
            yield from self._extension()
        yield engine.office(max(step, 1), max(step * 2, 2))
        yield from self._contact("during")
        if self.temper == "prompt" and self.rng.random() < 0.3:
            yield engine.office(1, 4)
            yield from self._contact("during")
        left = total - (engine.today - timezone.localdate(self.handling.start)).days * 5 // 7
        yield engine.office(max(left - 4, 1), max(left, 2))

    def _contact(self, phase: str) -> Life:
        form = self.rng.choice(["visit", "site", "meeting", "phone", "phone"])
        note = self.stage.corpus.contact(phase, self.case.plan.subject, self.case.plan.scene)
        made = self._do(
            suggestions.log_contact, self.clerk, phase=phase, form=form, on=self.stage.engine.today, note=note
        )
        lead = self.case.plan.lead
        if lead.person not in self.stage.silent and self.rng.random() < 0.5:
            self.stage.engine.spawn(self._confirm(made.pk), self.stage.engine.anytime(0, 5))
        yield from ()

    def _confirm(self, contact: int) -> Life:
        """The deputy's word; a slow unit is sometimes found to have written down what did not happen."""
        true = self.temper in ("prompt", "steady") or self.rng.random() < 0.93
        self.stage.refused(
            lambda: suggestions.confirm_contact(actor=self.case.lead, now=self.now, contact=contact, confirmed=true)
        )
        yield from ()

    def _ask_extension(self) -> bool:
        """Whether it could be asked for: not where the longest time is no longer than the present one."""
        other = organs.organ(self.stage.county.units[self.case.plan.subject.co[0]]).short
        reason = self._text("extend_reason", other=other)
        return not self.stage.refused(lambda: self._do(suggestions.ask_extension, self.head, reason=reason))

    def _extension(self) -> Life:
        if not self._ask_extension():
            return
        yield self.stage.engine.office(1, 4)
        granted = self.rng.random() < 0.7
        text = self._text("extend_ok" if granted else "extend_no")
        self._do(suggestions.decide_extension, self.case.office, granted=granted, text=text)
        if granted:
            yield self.stage.engine.office(15, 40)

    # ── the reply ──

    def _reply(self) -> Life:
        engine = self.stage.engine
        if self.rng.random() < 0.12:
            yield from self._contact("during")
        for attempt in range(2):
            self._draft()
            yield engine.office(0, 2)
            if self.stage.refused(self._ask_signature):
                # The deputy denied a contact: it takes place now.
                yield from self._contact("before")
                yield from self._contact("during")
                yield engine.office(0, 1)
                self._ask_signature()
            if self.case.plan.halt == "signing":
                return
            yield engine.office(0, 2)
            self._do(suggestions.sign, self.head)
            if self.case.plan.halt == "vetting":
                return
            if self.case.plan.region != COUNTY:
                break
            yield engine.office(0, 2)
            passed = attempt > 0 or self.rng.random() > 0.09
            self._do(
                suggestions.vet, self.case.office, passed=passed, reason="" if passed else "没有写清完成时间和责任人"
            )
            if passed:
                break
            yield engine.office(1, 4)
        yield engine.office(0, 1)
        self._do(suggestions.send, self.clerk, number=self.stage.document_number(self.unit))
        engine.spawn(self._after(), engine.office(1, 8))

    def _ask_signature(self) -> None:
        missing = "已两次催要，协办意见先按职责分工写入" if self.handling.waiting else ""
        self._do(suggestions.ask_signature, self.clerk, opinions_missing=missing)

    def _draft(self) -> None:
        case, engine = self.case, self.stage.engine
        outcome = case.outcome()
        by = timezone.localdate(engine.now) + timedelta(days=self.rng.randint(20, 190))
        answer = reply(
            self.stage.corpus,
            case.plan.subject,
            case.plan.scene,
            outcome,
            deputy=case.plan.lead.name,
            title=case.paper.title,
            number=str(case.number),
            session="十八届三次会议",
            officer=self.clerk.name,
            date=f"{by.year}年{by.month}月{by.day}日",
            month=str(engine.today.month),
        )
        promise = answer.promise if outcome == "B" else ""
        self._do(
            suggestions.draft_reply,
            self.clerk,
            text=answer.text,
            outcome_class=outcome,
            promise=promise,
            promise_by=by if promise else None,
        )

    def _after(self) -> Life:
        if self.temper != "late" or self.rng.random() < 0.4:
            self.stage.refused(lambda: list(self._contact("after")))
        yield from ()
