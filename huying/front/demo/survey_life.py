"""Three questionnaires: one of the county, answered and published; one of a township, open; one put to a sample."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from random import Random
from typing import Any

from django.utils import timezone

from huying.field.surveys import commands, queries, rules
from huying.field.surveys.commands.steps import questions_of
from huying.field.surveys.queries import Survey
from huying.field.surveys.rules import Condition, Question
from huying.field.topics import commands as topics
from huying.front.demo.corpus import load
from huying.front.demo.stage import Stage
from huying.kernel.actor import PUBLIC


def begin(stage: Stage) -> None:
    """Let those begin that fit into the time."""
    for key, told in load("surveys.toml").items():
        day = timezone.localdate(stage.engine.end) - timedelta(days=told["opened"])
        at = stage.engine.at(day, 9.2)
        if at > stage.engine.start:
            stage.engine.spawn(SurveyLife(stage, key, told).run(), at)


class SurveyLife:
    """One questionnaire, from its draft to as far as the time goes."""

    def __init__(self, stage: Stage, key: str, told: dict[str, Any]) -> None:
        self.stage, self.told = stage, told
        self.rng = Random(f"survey {key} {stage.seed}")  # noqa: S311 - chance for a demo, not a secret
        asked = enumerate(told["question"], 1)
        self.words = {
            f"q{n}": self.rng.sample(each["words"], len(each["words"])) for n, each in asked if "words" in each
        }

    def _do(self, verb: str, row: Survey, **given: Any) -> Survey:
        actor = self.stage.county.acting(self.told["desk"])
        done: Survey = getattr(commands, verb)(actor=actor, now=self.stage.engine.now, survey=row.pk, **given)
        return done

    def run(self) -> Iterator[datetime]:
        engine, told = self.stage.engine, self.told
        row = self._written()
        yield engine.now + timedelta(hours=2)
        if told["audience"] == "sample":
            self._do("draw", row, size=told["size"], seed="88 46 13")
        self._do("open_survey", row)
        for at in self._moments():
            yield at
            self._say(row)
        if "published" not in told:
            return
        day = timezone.localdate(engine.end) - timedelta(days=told["published"])
        yield engine.at(day, 15)
        self._do("choose", row, question="q6", **self._chosen(row))
        self._do("publish", row)
        yield engine.at(day + timedelta(days=2), 10)
        self._gathered(row)

    def _gathered(self, row: Survey) -> None:
        """What was asked goes on the list of its congress (民情清单), and leaders publish it."""
        now, told = self.stage.engine.now, self.told["topic"]
        desk, chair = (self.stage.county.acting(who) for who in (self.told["desk"], told["chair"]))
        given = {name: told[name] for name in ("title", "summary", "question")}
        made = topics.propose(actor=desk, now=now, region=row.region, survey=row.uid, **given)
        topics.list_topic(actor=desk, now=now, topic=made.pk)
        topics.publish(actor=chair, now=now, topic=made.pk)

    def _written(self) -> Survey:
        engine, told = self.stage.engine, self.told
        row = commands.draft(
            actor=self.stage.county.acting(told["desk"]),
            now=engine.now,
            region=told["region"],
            title=told["title"],
            intro=told["intro"],
            audience=told["audience"],
            opens_on=engine.today,
            closes_on=engine.today + timedelta(days=told["lasts"]),
        )
        for each in told["question"]:
            given = {
                name: value for name, value in each.items() if name in ("kind", "text", "help", "required", "options")
            }
            given |= {name: each[name] for name in ("low", "high") if name in each}
            self._do("add_question", row, when=Condition(**each["when"]) if "when" in each else None, **given)
        row.refresh_from_db()
        return row

    def _moments(self) -> list[datetime]:
        """When sheets come in: waking hours of the days it is open, more at the beginning."""
        engine, told = self.stage.engine, self.told
        days = min(told["lasts"], told["opened"])
        drawn = [min(int(self.rng.expovariate(2.2 / days)), days - 1) for _ in range(told["sheets"])]
        moments = (engine.at(engine.today + timedelta(days=n), self.rng.uniform(12, 21.5)) for n in drawn)
        return sorted(at for at in moments if engine.now < at < engine.end)

    def _say(self, row: Survey) -> None:
        """One more sheet: of somebody's phone at one of the stations, or of a deputy who was drawn."""
        stage, told = self.stage, self.told
        answers = self._answers(questions_of(row))
        if told["audience"] != "sample":
            town = self.rng.choice([code for code in stage.county.stations if code.startswith(told["region"])])
            token = f"{self.rng.getrandbits(128):032x}"
            commands.answer(actor=PUBLIC, now=stage.engine.now, survey=row.pk, answers=answers, token=token, place=town)
            return
        seats = [seat for seat in stage.county.deputies[2:] if seat.person not in stage.silent]
        for seat in self.rng.sample(seats, len(seats)):
            actor = stage.county.deputy(seat)
            if row in queries.todo_for(actor, stage.engine.today):
                commands.answer(actor=actor, now=stage.engine.now, survey=row.pk, answers=answers)
                return

    def _answers(self, questions: Sequence[Question]) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for each, told in zip(questions, self.told["question"], strict=True):
            if each in rules.asked(questions, found) and (said := self._answer(each, told)):
                found[each.code] = said
        return found

    def _answer(self, each: Question, told: dict[str, Any]) -> list[str]:
        """By the weights of the story; sometimes nothing."""
        weights = told.get("weights", [])
        spoken = sum(weights) or 20
        if self.rng.random() * (spoken + told.get("empty", 0)) > spoken:
            return []
        if each.kind == "many":
            most = max(weights)
            return [
                code for code, n in zip(each.values, weights, strict=True) if self.rng.random() < 0.6 * n / most
            ] or [self.rng.choice(each.values)]
        if each.kind == "text":
            return [self.words[each.code].pop()] if self.words[each.code] else []
        if each.kind == "number":
            return [str(self.rng.choice(told["numbers"]))]
        return self.rng.choices(each.values, weights)

    def _chosen(self, row: Survey) -> dict[str, Any]:
        """Most of people's own words."""
        said, _ = queries.words(row, "q6")
        keys = [each.pk for each in said]
        return {"shown": keys[:6], "among": keys}
