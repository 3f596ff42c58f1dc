"""What many speak of, town by town, and what their congress makes of it: from the first voice to the result."""

from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from huying.field.topics import commands, queries
from huying.field.topics.queries import Topic
from huying.front.demo.corpus import load, phrases, topic
from huying.front.demo.engine import Life
from huying.front.demo.stage import Stage
from huying.front.demo.voice_life import VoiceLife
from huying.front.demo.world import COUNTY

GIVEN = {
    "list": (),
    "supervise": ("body", "meeting", "note"),
    "schedule": ("body", "meeting", "note"),
    "publish": (),
    "end": ("outcome",),
}
RUNS = {"list": "list_topic"}
LEADERS = ("supervise", "schedule", "publish")


def begin(stage: Stage) -> None:
    """Let those begin whose first voice fits into the time."""
    for told in load("gathered.toml").values():
        life = TopicLife(stage, told)
        first, last = told["said"]
        if life.ago(first, 7) <= stage.engine.start:
            continue
        for n in range(told["voices"]):
            days = first - (first - last) * n / told["voices"]
            voice = VoiceLife(stage, topic(told["code"]), told["town"])
            stage.engine.spawn(voice.run(), life.ago(int(days), 8 + 12 * (n * 7 % 10) / 10))
        if told["steps"]:
            stage.engine.spawn(life.run(), life.ago(max(told["steps"].values()), 9.5))


class TopicLife:
    """One topic, out of the voices of one town."""

    def __init__(self, stage: Stage, told: dict[str, Any]) -> None:
        self.stage, self.told = stage, told
        self.region = COUNTY if told["desk"] == "affairs" else told["town"]

    def ago(self, days: int, hour: float) -> datetime:
        engine = self.stage.engine
        return min(engine.at(timezone.localdate(engine.end) - timedelta(days=days), hour), engine.end)

    def run(self) -> Life:
        """Taken up or not on the first morning, then step by step."""
        steps, row = dict(self.told["steps"]), None
        if "dismiss" in steps:
            self._take("dismiss", "reason")
            return
        if steps.pop("propose"):
            row = self._take("propose", "summary")
        for verb, days in steps.items():
            yield self.ago(days, 10)
            if row is not None:
                self._step(verb, row)

    def _take(self, verb: str, *fields: str) -> Topic | None:
        """Out of what the night found in this town; nothing when it found nothing."""
        engine, actor = self.stage.engine, self.stage.county.acting(self.told["desk"])
        commands.concentrate(COUNTY, engine.now)
        category = phrases()["kinds"][topic(self.told["code"]).kind][0]
        found = queries.waiting(actor).filter(region=self.told["town"], category=category).order_by("-size", "pk")
        counted = found.first()
        if counted is None:
            return None
        given = {name: self.told[name] for name in ("title", *fields) if name in self.told}
        run: Any = getattr(commands, verb)
        row: Topic = run(actor=actor, now=engine.now, region=self.region, concentration=counted.pk, **given)
        return row

    def _step(self, verb: str, row: Topic) -> None:
        engine, told = self.stage.engine, self.told
        actor = self.stage.county.acting(told["chair"] if verb in LEADERS else told["desk"])
        given = {name: told[name] for name in GIVEN[verb]}
        if "body" in given:
            given["on"] = engine.today
        run: Any = getattr(commands, RUNS.get(verb, verb))
        run(actor=actor, now=engine.now, topic=row.pk, **given)
