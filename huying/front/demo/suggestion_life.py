"""What becomes of one suggestion, as a life in simulated time: draft, names, committee, office, units, judgement."""

from collections.abc import Generator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from huying.front.demo.corpus import Scene, Topic, phrases
from huying.front.demo.county import Seat
from huying.front.demo.engine import Life
from huying.front.demo.papers_text import Paper, suggestion
from huying.front.demo.stage import Stage
from huying.front.demo.task_life import Handling, TaskLife
from huying.front.demo.voice_life import Said
from huying.front.demo.world import COUNTY
from huying.kernel.actor import Actor
from huying.work.suggestions import commands as suggestions

UNIT_HALTS = ("offered", "return_asked", "extension_asked", "signing", "vetting")
CLASSES = (("A", 46), ("B", 34), ("C", 13), ("D", 7))


@dataclass(slots=True)
class Plan:
    """What is fixed before a suggestion begins: who, to which congress, in session or not."""

    lead: Seat
    region: str
    subject: Topic
    scene: Scene
    in_session: bool = False
    voices: Sequence[Said] = ()
    fellows: list[Seat] = field(default_factory=list)
    fast: bool = False
    halt: str = ""
    """A step at which it stands still, so that this step is met at the end: see ``loose_ends`` in storylines."""


def engine_never(stage: Stage) -> datetime:
    """A moment after the end: the life stands here for good."""
    return stage.engine.end + timedelta(days=400)


class SuggestionLife:
    """One suggestion: ``run`` is the life."""

    def __init__(self, stage: Stage, plan: Plan) -> None:
        self.stage, self.plan, self.rng = stage, plan, stage.engine.rng
        self.pk = 0
        self.paper = self._write()
        self.signed = [plan.lead]

    # ── who ──

    @property
    def now(self) -> datetime:
        return self.stage.engine.now

    @property
    def lead(self) -> Actor:
        return self.stage.county.deputy(self.plan.lead)

    @property
    def committee(self) -> Actor:
        """代工委, or the township's presidium."""
        key = "affairs" if self.plan.region == COUNTY else f"presidium:{self.plan.region}"
        return self.stage.county.acting(key)

    @property
    def chair(self) -> Actor:
        key = "affairs_head" if self.plan.region == COUNTY else f"chair:{self.plan.region}"
        return self.stage.county.acting(key)

    @property
    def office(self) -> Actor:
        """Who assigns: the government office, or the presidium."""
        return self.stage.county.acting("government") if self.plan.region == COUNTY else self.committee

    def _do(self, command: Any, actor: Actor, **given: Any) -> Any:
        return command(actor=actor, now=self.now, suggestion=self.pk, **given)

    def _text(self, name: str, **extra: str) -> str:
        return self.stage.corpus.act(name, self.plan.subject, self.plan.scene, **extra)

    def _write(self) -> Paper:
        return suggestion(self.stage.corpus, self.plan.subject, self.plan.scene, self.plan.lead.trade)

    # ── the life ──

    def run(self) -> Life:
        self.draft()
        yield from self.gather()
        fate = self.rng.random() if not self.plan.halt else 1.0
        if fate < 0.035:
            return
        if fate < 0.055:
            self._do(suggestions.discard, self.lead)
            return
        self._do(suggestions.submit, self.lead)
        if not (yield from self.examined()):
            return
        yield from self.assigned()

    def draft(self) -> None:
        plan = self.plan
        row = suggestions.draft(
            actor=self.lead,
            now=self.now,
            region=plan.region,
            title=self.paper.title,
            body=self.paper.body,
            category=self.category if self.rng.random() < 0.7 else "",
            kind="small_urgent" if plan.fast else "general",
            voices=[said.uid for said in plan.voices],
            cosigners=[seat.person for seat in plan.fellows],
            in_session=plan.in_session,
        )
        self.pk = row.pk

    @property
    def category(self) -> str:
        code: str = phrases()["kinds"][self.plan.subject.kind][1]
        return code

    def gather(self) -> Life:
        """Fellows sign within days, in session within hours; some never answer."""
        for seat in self.plan.fellows:
            answer = self.rng.random() if not self.plan.halt else 0.1
            if seat.person in self.stage.silent or answer > 0.9:
                continue
            yield self.stage.engine.office(0) if self.plan.in_session else self.stage.engine.anytime(0, 2)
            agree = answer < 0.82
            self._do(suggestions.cosign, self.stage.county.deputy(seat), agree=agree)
            if agree:
                self.signed.append(seat)
        engine = self.stage.engine
        yield engine.office(1) if self.plan.halt else engine.office(*((0, 1) if self.plan.in_session else (1, 4)))

    def examined(self) -> Generator[datetime, None, bool]:
        """Filed (True), or ended before that."""
        engine = self.stage.engine
        for attempt in range(2):
            late = self.rng.random() > 0.93
            yield engine.office(1) if self.plan.halt else engine.office(*((6, 9) if late else (1, 4)))
            fate = self.rng.random() if not self.plan.halt else 0.1 if self.plan.halt == "revising" else 1.0
            if self.plan.halt == "submitted":
                return False
            if fate < 0.02:
                self._do(suggestions.withdraw, self.lead, reason=self._text("withdraw_reason"))
                return False
            if fate < 0.055:
                code = self.rng.choice(["own_affair", "complaint", "judicial_case", "promotion"])
                self._do(suggestions.refuse_filing, self.chair, reason=code, text=self._text("refuse_reason"))
                return False
            if fate < 0.13 and attempt == 0:
                yield from self._revised()
                if self.plan.halt:
                    return False
                continue
            break
        if self.plan.region == COUNTY:
            self.stage.file(self._file)
        else:
            self._file()
        return True

    def _revised(self) -> Life:
        code = self.rng.choice(["several_matters", "unclear_fact", "no_proposal", "wording"])
        self._do(suggestions.ask_revision, self.committee, reason=code, text=self._text("revise_reason"))
        if self.plan.halt:
            return
        yield self.stage.engine.anytime(2, 8)
        self.paper = self._write()
        self._do(suggestions.edit, self.lead, title=self.paper.title, body=self.paper.body)
        self._do(suggestions.submit, self.lead)

    def _file(self) -> int:
        row = self._do(suggestions.file, self.committee, category=self.category)
        number: int = row.number
        self.number = number
        return number

    # ── assignment and handling ──

    def units(self, *, again: bool = False) -> tuple[int, list[int]]:
        """The lead and co-handling units."""
        county, plan = self.stage.county, self.plan
        if plan.region != COUNTY:
            units = list(county.town_units[plan.region])
            lead = units.pop(0 if self.rng.random() < 0.6 else self.rng.randrange(len(units)))
            return lead, units[:1] if self.rng.random() < 0.3 else []
        co = [county.units[short] for short in plan.subject.co]
        return county.units[plan.subject.county], co[: self.rng.choice([0, 1, 1, 2])] if not again else co[:1]

    def assigned(self) -> Life:
        engine, plan = self.stage.engine, self.plan
        if plan.halt == "filed":
            return
        yield engine.office(0, 1) if plan.fast else engine.office(3, 5) if plan.in_session else engine.office(1, 6)
        lead, co = self.units()
        complex_ = self.rng.random() < 0.1 and not plan.fast and not plan.halt
        row = self._do(suggestions.assign, self.office, lead=lead, co=co, complex=complex_)
        yield from self.handled(row, fast=plan.fast, long=complex_)
        yield from self.judged(row)

    def handled(self, row: Any, *, fast: bool = False, long: bool = False, again: bool = False) -> Life:
        """Every unit at work; goes on when the lead has replied."""
        tasks = list(row.tasks.filter(round__number=row.round_no).order_by("pk"))
        handling = Handling(self, fast=fast, long=long, again=again, start=self.now, units={t.unit_id for t in tasks})
        for task in tasks:
            if task.role == "co":
                handling.waiting.add(task.pk)
                self.stage.engine.spawn(TaskLife(handling, task.pk, task.unit_id).co(), self.stage.engine.office(0, 3))
        lead = next(task for task in tasks if task.role != "co")
        yield from TaskLife(handling, lead.pk, lead.unit_id).lead()
        if self.plan.halt in UNIT_HALTS:
            yield engine_never(self.stage)

    def outcome(self) -> str:
        """The class a reply claims."""
        return self.rng.choices([code for code, _ in CLASSES], [weight for _, weight in CLASSES])[0]

    # ── judgement ──

    def judged(self, row: Any, *, again: bool = False) -> Life:
        engine = self.stage.engine
        row.refresh_from_db()
        good = (
            "bad"
            if self.plan.halt in ("meeting", "second")
            else self.rng.choices(["good", "fair", "bad"], [70, 14, 16] if not again else [84, 11, 5])[0]
        )
        jurors = []
        for seat in self.signed:
            if seat.person in self.stage.silent or self.rng.random() < 0.08:
                continue
            jurors.append(engine.anytime(1, 19))
            engine.spawn(self._evaluation(seat, good), jurors[-1])
        if not again:
            engine.spawn(self._publication(), engine.office(3, 16))
        # The committee opens the seal soon after all have answered; the clock does when the time is over.
        if len(jurors) == len(self.signed):
            yield max(jurors) + timedelta(hours=self.rng.randint(3, 50))
            self.stage.refused(lambda: self._do(suggestions.close_evaluation, self.committee))
        while row.state == "answered":
            yield engine.office(1, 3)
            row.refresh_from_db()
        if row.verdict == "unsatisfied":
            yield from self._ladder(again=again)
            return
        yield engine.office(1, 7)
        yield from self.concluded()

    def _evaluation(self, seat: Seat, good: str) -> Life:
        grades = {
            "good": ("satisfied", "satisfied"),
            "fair": ("satisfied", "basically_satisfied"),
            "bad": ("satisfied" if self.rng.random() < 0.6 else "dissatisfied", "dissatisfied"),
        }[good if seat is self.plan.lead or good != "bad" else self.rng.choice(["bad", "fair"])]
        name = {"satisfied": "good", "basically_satisfied": "fair", "dissatisfied": "bad"}[grades[1]]
        self._do(
            suggestions.evaluate,
            self.stage.county.deputy(seat),
            attitude=grades[0],
            result=grades[1],
            reason=self._text(f"eval_{name}"),
        )
        yield from ()

    def _publication(self) -> Life:
        """Nearly all in full, a few not at all; only lately is one still undecided."""
        roll, engine = self.rng.random(), self.stage.engine
        lately = engine.today > timezone.localdate(engine.end) - timedelta(days=40)
        if roll < 0.97 or not lately:
            self._do(suggestions.publish, self.committee, publication="full" if roll < 0.9 else "none")
        yield from ()

    def _ladder(self, *, again: bool) -> Life:
        engine = self.stage.engine
        if again:
            yield engine.office(3, 8)
            kind = "hearing"
        else:
            yield engine.office(3, 13)
            kind = "meeting"
        day = timezone.localdate(engine.office(3, 9))
        if self.plan.halt == "meeting":
            yield engine.workday(timezone.localdate(engine.end) - timedelta(days=4))
            day = timezone.localdate(engine.end) + timedelta(days=4)
        place = f"{self.plan.scene.town}代表联络站"
        self._do(suggestions.call_meeting, self.committee, kind=kind, on=day, place=place)
        yield engine.workday(day, (9, 16.5))
        resolved = self.rng.random() < (0.4 if not again else 0.9) and not self.plan.halt
        note = self._text("meeting", deputy=self.plan.lead.name)
        self._do(suggestions.record_meeting, self.committee, on=engine.today, resolved=resolved, note=note)
        yield engine.office(1, 6)
        if resolved:
            yield from self.concluded()
            return
        lead, co = self.units(again=True)
        row = self._do(suggestions.assign_again, self.office, lead=lead, co=co, note=self._text("again"))
        yield from self.handled(row, again=True)
        yield from self.judged(row, again=True)

    # ── the end ──

    def concluded(self) -> Life:
        row = self._do(suggestions.conclude, self.committee)
        for promise in row.commitments.all():
            self.stage.engine.spawn(self._promise(promise.pk, promise.unit_id, promise.by))
        for said in self.plan.voices:
            self.stage.engine.spawn(said.owner.judge(said), self.stage.engine.anytime(1, 10))
        yield self.stage.engine.office(15, 70)
        if not row.commitments.exists() and self.rng.random() < 0.6:
            self._do(suggestions.archive, self.committee)

    def _promise(self, pk: int, unit: int, by: Any) -> Life:
        """Kept in time, kept late, or broken."""
        engine = self.stage.engine
        days = (by - engine.today).days
        keen = self.stage.temper(unit) in ("prompt", "steady") or self.rng.random() < 0.5
        yield engine.workday(by) if days < 6 else engine.anytime(max(days - 12, 1), days + (0 if keen else 25))
        kept = keen or self.rng.random() < 0.4
        if kept:
            clerk = self.stage.county.actor(self.stage.county.clerks[unit])
            evidence = self._text("keep_good", piece="承诺事项")
            suggestions.report_commitment(actor=clerk, now=self.now, commitment=pk, evidence=evidence)
        yield engine.anytime(2, 9)
        if not kept and engine.today <= by:
            yield engine.workday(by)
        if self.plan.lead.person in self.stage.silent:
            return
        text = self._text("keep_good" if kept else "keep_bad", piece="承诺事项")
        suggestions.keep_commitment(actor=self.lead, now=self.now, commitment=pk, kept=kept, text=text)
