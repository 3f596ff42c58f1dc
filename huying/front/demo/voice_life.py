"""What becomes of one voice, as a life in simulated time: station, unit, citizen, each with their temper."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID

from django.utils import timezone

from huying.base.organs import queries as organs
from huying.field.voices import commands as voices
from huying.front.demo import geography
from huying.front.demo.corpus import Scene, Topic, phrases
from huying.front.demo.county import Post
from huying.front.demo.engine import Life
from huying.front.demo.pictures import picture
from huying.front.demo.stage import Stage
from huying.front.demo.voices_text import voice as words
from huying.kernel.actor import CITIZEN, Actor

ANSWER_DAYS = {"prompt": (1, 6), "steady": (3, 12), "slow": (8, 17), "late": (11, 28)}
"""Working days a unit takes to answer a voice, by temper."""
SIGHTS = {"路灯": "lamp", "农村公路错车道": "road", "灌渠清淤": "water", "垃圾清运": "rubbish", "危桥": "road"}


@dataclass(slots=True)
class Said:
    """A voice on its way."""

    pk: int
    uid: UUID
    code: str
    subject: Topic
    scene: Scene
    station: Post
    owner: "VoiceLife"
    unit: int = 0
    returned: bool = False
    open: bool = True
    again: int = 0


class VoiceLife:
    """One voice: ``run`` is the life."""

    def __init__(self, stage: Stage, subject: Topic, town: str, echo: Said | None = None) -> None:
        self.stage, self.subject, self.rng = stage, subject, stage.engine.rng
        self.town = stage.county.world.town(town)
        self.scene = echo.scene if echo else self.town.scene(self.rng)
        self.echo = echo
        self.channel = self.rng.choices(["qr", "web", "reception", "phone", "deputy"], [52, 10, 24, 6, 8])[0]

    def run(self) -> Life:
        said = self._receive()
        yield from self._triage(said)

    # ── the station ──

    def _receive(self) -> Said:
        stage, rng = self.stage, self.rng
        station = self.echo.station if self.echo else stage.pick_station(self.town.code)
        village = next(one.code for one in self.town.villages if one.name == self.scene.village)
        actor: Actor = CITIZEN
        if self.channel in ("reception", "phone"):
            actor = stage.county.actor(station.officer)
        elif self.channel == "deputy":
            actor = stage.county.deputy(stage.deputy_near(self.town.code))
        photos = []
        if self.subject.label in SIGHTS and self.channel in ("qr", "deputy") and rng.random() < 0.12:
            photos = [picture(SIGHTS[self.subject.label], rng.randrange(1000))]
        named = rng.random() < (0.85 if self.channel in ("reception", "phone") else 0.4)
        key = stage.uuid()
        # Who scans a code on the spot often lets the phone say where; whoever comes or calls does not.
        spot = geography.near(village, key, 0.8) if self.channel in ("qr", "deputy") and key.int % 8 < 5 else None
        row = voices.receive(
            actor=actor,
            now=stage.engine.now,
            command_id=key,
            channel=self.channel,
            station=station.pk,
            village=village,
            place=self.scene.spot,
            latitude=spot.latitude if spot else None,
            longitude=spot.longitude if spot else None,
            text=words(stage.corpus, self.subject, self.scene, channel=self.channel),
            category=phrases()["kinds"][self.subject.kind][0] if rng.random() < 0.6 else "",
            phone=f"1390000{rng.randrange(10000):04}" if named else "",
            contact=stage.names.person() if named else "",
            share_contact=named and rng.random() < 0.8,
            publish=rng.random() < 0.8,
            photos=photos,
            like=self.echo.pk if self.echo and rng.random() < 0.5 else 0,
        )
        return Said(row.pk, row.uid, row.code, self.subject, self.scene, station, self)

    def _act(self, said: Said, command: Any, **given: Any) -> Any:
        """The station's officer does something."""
        officer = self.stage.county.actor(said.station.officer)
        return command(actor=officer, now=self.stage.engine.now, voice=said.pk, **given)

    def _triage(self, said: Said) -> Life:
        rng, engine = self.rng, self.stage.engine
        if self.channel not in ("reception", "phone"):
            yield engine.office(*((0, 2) if rng.random() < 0.85 else (3, 7)))
            if rng.random() < 0.03:
                voices.withdraw(actor=CITIZEN, now=engine.now, voice=said.pk, reason="问题自己解决了")
                return
        category = phrases()["kinds"][self.subject.kind][0]
        self._act(said, voices.register, category=category)
        if rng.random() < 0.05:
            self.stage.engine.spawn(self._more_words(said), engine.anytime(1, 6))
        yield engine.office(*((0, 1) if rng.random() < 0.7 else (2, 6)))
        door = rng.choices(["refer", "answer", "pool", "guide", "explain"], [53, 17, 17, 7, 6])[0]
        if self.echo:
            door = "join"
        yield from getattr(self, f"_{door}")(said)

    def _more_words(self, said: Said) -> Life:
        text, now = self.stage.corpus.act("add_words", self.subject, self.scene), self.stage.engine.now
        self.stage.refused(lambda: voices.add_words(actor=CITIZEN, now=now, voice=said.pk, text=text))
        yield from ()

    def _answer(self, said: Said) -> Life:
        text = self.stage.corpus.act("officer_answer", self.subject, self.scene)
        self._act(said, voices.answer, text=text)
        yield from self._verdict(said)

    def _guide(self, said: Said) -> Life:
        code = self.rng.choices(["hotline", "petition", "court", "emergency"], [5, 3, 2, 1])[0]
        self._act(said, voices.guide, guide=code, text=self.stage.corpus.act("guide_text", self.subject, self.scene))
        yield from self._verdict(said)

    def _explain(self, said: Said) -> Life:
        code = self.rng.choice(["policy", "conditions", "higher", "private", "duplicate_done"])
        text = self.stage.corpus.act("explain", self.subject, self.scene)
        self._act(said, voices.explain, reason=code, text=text)
        yield from self._verdict(said)

    def _join(self, said: Said) -> Life:
        """Onto one about the same thing that is still open; when it is no longer, it is referred."""
        target = self.echo.pk if self.echo else 0
        if self.stage.refused(lambda: self._act(said, voices.join, into=target)):
            yield from self._refer(said)
            return
        yield self.stage.engine.anytime(14, 50)
        yield from self.judge(said)

    def _pool(self, said: Said) -> Life:
        """Left for a deputy who may make a suggestion of it; taken up by nobody, it is referred after some days."""
        self.stage.pool.append(said)
        yield self.stage.engine.office(3, 6)
        if said.pk in self.stage.taken:
            return
        self.stage.pool.remove(said)
        yield from self._refer(said)

    # ── the unit ──

    def _refer(self, said: Said) -> Life:
        stage = self.stage
        said.unit = stage.unit_for(self.subject, self.town.code, other=said.returned)
        note = stage.corpus.act("note", self.subject, self.scene)
        self._act(said, voices.refer, unit=said.unit, note=note)
        said.open = True
        stage.open.append(said)
        yield stage.engine.office(*((0, 2) if stage.temper(said.unit) != "late" else (1, 5)))
        yield from self._unit(said)

    def _unit(self, said: Said) -> Life:
        stage, rng = self.stage, self.rng
        clerk = stage.county.actor(stage.county.clerks[said.unit])
        if not said.returned and rng.random() < 0.07:
            other = stage.other_unit_name(said.unit)
            reason = stage.corpus.act("return_reason", self.subject, self.scene, other=other)
            voices.unit_return(actor=clerk, now=stage.engine.now, voice=said.pk, reason=reason)
            said.returned = True
            yield stage.engine.office(1, 3)
            yield from self._refer(said)
            return
        voices.unit_accept(actor=clerk, now=stage.engine.now, voice=said.pk)
        yield stage.engine.office(*ANSWER_DAYS[stage.temper(said.unit)])
        yield from self._reply(said, clerk)
        yield from self._verdict(said)

    def _reply(self, said: Said, clerk: Actor) -> Life:
        stage = self.stage
        for _ in range(2):
            text = stage.corpus.act("unit_answer", self.subject, self.scene)
            voices.unit_answer(actor=clerk, now=stage.engine.now, voice=said.pk, text=text)
            yield stage.engine.office(0, 3)
            if self.rng.random() > 0.06:
                break
            self._act(said, voices.send_back, reason="请写清楚什么时候做完、谁负责")
            yield stage.engine.office(3, 8)
        else:
            voices.unit_answer(actor=clerk, now=stage.engine.now, voice=said.pk, text=f"补充答复：{text}")
            yield stage.engine.office(0, 2)
        told = stage.corpus.act("report_back", self.subject, self.scene, unit=organs.organ(said.unit).short)
        self._act(said, voices.report_back, text=told, solved=True if self.rng.random() < 0.7 else None)

    # ── the citizen ──

    def _verdict(self, said: Said) -> Life:
        said.open = False
        if self.rng.random() < 0.3:
            yield self.stage.engine.office(0, 4)
            self.stage.refused(lambda: self._act(said, voices.publish))
        yield self.stage.engine.anytime(1, 11)
        yield from self.judge(said)

    def judge(self, said: Said) -> Life:
        """The citizen's word; silence in four of ten cases, which the clock closes in its time."""
        rng, stage = self.rng, self.stage
        self._later(said)
        if rng.random() < 0.38:
            return
        verdict = rng.choices(["solved", "partly", "not_solved", "unknown"], [60, 19, 14, 7])[0]
        name = {"solved": "good", "partly": "partly", "not_solved": "bad"}.get(verdict, "unknown")
        reason = stage.corpus.act(f"verdict_{name}", self.subject, self.scene)
        now, told = stage.engine.now, {"voice": said.pk, "verdict": verdict, "reason": reason}
        late = stage.refused(lambda: voices.confirm(actor=CITIZEN, now=now, **told))
        if verdict == "not_solved" and not late and said.again < 2:
            said.again += 1
            yield stage.engine.office(1, 4)
            yield from self._refer(said)

    def _later(self, said: Said) -> None:
        """Weeks after the end somebody asks again; drawn apart, so that it changes nothing else of the county."""
        chance, engine = Random(said.pk), self.stage.engine  # noqa: S311 - chance
        day = timezone.localdate(engine.now) + timedelta(days=chance.randint(34, 58))
        engine.spawn(self._visit(said, chance), engine.at(day, chance.uniform(8.5, 17)))

    def _visit(self, said: Said, chance: Random) -> Life:
        outcome = chance.choices(["solved", "partly", "not_solved", "no_answer"], [66, 16, 4, 14])[0]
        by_page = chance.random() < 0.3 and outcome != "no_answer"
        officer = self.stage.county.actor(said.station.officer)
        given = {"now": self.stage.engine.now, "voice": said.pk, "outcome": outcome}
        self.stage.refused(lambda: voices.revisit(actor=CITIZEN if by_page else officer, **given))
        yield from ()


def moments(stage: Stage, count: int, days: list[datetime], weights: list[float]) -> list[datetime]:
    """``count`` moments drawn by the weight of their days, at hours when people speak."""
    rng = stage.engine.rng
    hours = rng.choices(range(6, 23), [1, 3, 6, 8, 8, 6, 4, 4, 5, 6, 7, 8, 8, 7, 6, 4, 2], k=count)
    chosen = rng.choices(days, weights, k=count)
    return [stage.engine.at(day.date(), hour + rng.random()) for day, hour in zip(chosen, hours, strict=True)]
