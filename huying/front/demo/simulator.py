"""Months of a county's work in simulated time: who begins what and when; the lives do the rest."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random

from django.db import transaction
from django.utils import timezone

from huying.base.ledger import jobs as ledger
from huying.base.notices import jobs as notices
from huying.field.surveys import jobs as surveys
from huying.field.topics import jobs as topics
from huying.field.voices import jobs as voices
from huying.front.demo import storylines, survey_life, topic_life, world
from huying.front.demo.corpus import Corpus
from huying.front.demo.county import County, Founder, Seat
from huying.front.demo.engine import Engine, Life, Progress
from huying.front.demo.stage import Stage
from huying.front.demo.suggestion_life import Plan, SuggestionLife
from huying.front.demo.voice_life import VoiceLife, moments
from huying.front.demo.world import COUNTY, Names
from huying.kernel import calendar
from huying.work.suggestions import jobs as suggestions

VOICES_A_YEAR, SUGGESTIONS_A_YEAR = 1450, 290
"""Besides those of the storylines and the loose ends."""
SESSION_BEFORE = 265
"""Days between the last session's opening and the end: for an end on 22 November, 2 March."""
TOWNSHIP_SHARE, SESSION_SHARE = 0.15, 0.5


@dataclass(frozen=True, slots=True)
class Result:
    """What a simulation leaves for whoever shows it: the county, the storylines' links, refusals met."""

    county: County
    links: dict[str, str]
    faults: dict[str, int]


def run(
    *,
    months: int,
    scale: float,
    seed: int,
    now: datetime,
    progress: Progress | None = None,
    password: str | None = None,
) -> Result:
    """Found the county and play ``months`` until ``now``; the same for the same arguments.

    Args:
        months: of history, 1 or more.
        scale: 1.0 is some 1 500 voices and 300 suggestions a year; the bodies are the same at any scale.
        seed: of all chance.
        now: the end, the demo's "today".
        progress: called with (done, total, day).
        password: of the cast's log-ins; None leaves them without.
    """
    days = round(months * 30.44)
    start = (timezone.localtime(now) - timedelta(days=days)).replace(hour=0, minute=5, second=0, microsecond=0)
    engine = Engine(start, now, seed, calendar.national())
    sessions = _sessions(engine, now)
    plan = world.build(seed)
    founded_at = start - timedelta(days=21)
    with transaction.atomic():
        founder = Founder(plan, founded_at, seed=seed, password=password, share=min(1.0, max(0.12, scale * 2)))
        county = founder.found(sessions)
        founder.clock = lambda: engine.now
    county.on = timezone.localdate(start)
    stage = Stage(engine, county, Corpus(seed), Names(Random(f"citizens {seed}")), seed)  # noqa: S311 - chance
    chance = stage.engine.rng
    stage.silent = {seat.person for seat in county.deputies[2:] if chance.random() < 0.08}
    links = storylines.begin(stage) if months >= 10 else {}
    _begin(stage, scale * months / 12, sessions[-1][0])
    engine.run(lambda day: _evening(engine, day), progress)
    ledger.seal(now)
    return Result(county, links, dict(engine.faults))


def _begin(stage: Stage, share: float, session: date) -> None:
    """Let everything begin that is not a story of the cast."""
    survey_life.begin(stage)
    topic_life.begin(stage)
    _speak(stage, share)
    _propose(stage, share, session)
    _loose_ends(stage)


def _sessions(engine: Engine, now: datetime) -> list[tuple[date, date]]:
    """Three yearly sessions of four days; the last one opens ``SESSION_BEFORE`` days before the end."""
    found = []
    for years in (2, 1, 0):
        opens = timezone.localdate(now) - timedelta(days=SESSION_BEFORE + 364 * years)
        found.append((opens, opens + timedelta(days=3)))
    return found


def _evening(engine: Engine, day: date) -> None:
    """What the tick does by itself, some evenings of the week: it catches up, and draws a seal for every day."""
    moment = min(engine.at(day, 23.9), engine.end)
    with transaction.atomic():
        surveys.close_due(moment)
        if day.weekday() in (1, 4) or moment == engine.end:
            voices.close_silent(moment)
            voices.ask_again(moment)
            suggestions.run(moment)
        if day.weekday() == 2 or engine.end - moment < timedelta(days=8):
            notices.remind(moment)
        if day.weekday() == 6:
            ledger.seal(moment)
        if moment == engine.end:
            topics.concentrate(moment)


# ── who speaks ──


def _speak(stage: Stage, share: float) -> None:
    """Spread a year's voices over its days: fewer at weekends, more in spring and summer, some in the last hours."""
    engine = stage.engine
    days = [engine.start + timedelta(days=n) for n in range((engine.end - engine.start).days + 1)]
    weights = [(0.6 if day.weekday() > 4 else 1.0) * (1.3 if day.month in (3, 4, 6, 7, 9) else 1.0) for day in days]
    count = round(VOICES_A_YEAR * share)
    drawn = moments(stage, count, days, weights)
    fresh = [engine.end - timedelta(minutes=engine.rng.randint(6, 170)) for _ in range(max(count // 200, 5))]
    for at in sorted([at for at in drawn if engine.start <= at < engine.end] + fresh):
        engine.spawn(_Speaker(stage).life(), at)


class _Speaker:
    """Decides who speaks of what only when the moment has come, so that the season fits."""

    def __init__(self, stage: Stage) -> None:
        self.stage = stage

    def life(self) -> Life:
        rng, stage = self.stage.engine.rng, self.stage
        stage.open = [said for said in stage.open[-60:] if said.open]
        if stage.open and rng.random() < 0.08:
            said = rng.choice(stage.open)
            yield from VoiceLife(stage, said.subject, said.station.town, said).run()
            return
        town = rng.choice(stage.county.world.towns)
        yield from VoiceLife(stage, stage.topic_for(town), town.code).run()


# ── who proposes ──


def _propose(stage: Stage, share: float, session: date) -> None:
    """Spread a year's suggestions: half of the county's in session, the others over the year."""
    engine, rng = stage.engine, stage.engine.rng
    count = max(round(SUGGESTIONS_A_YEAR * share), 4)
    at_town = round(count * TOWNSHIP_SHARE)
    in_session = round((count - at_town) * SESSION_SHARE) if engine.at(session, 0) > engine.start else 0
    eager = stage.county.deputies[min(9, len(stage.county.deputies) - 1)]
    for _ in range(in_session):
        at = engine.at(session + timedelta(days=rng.choice([0, 0, 1])), rng.uniform(8.5, 17))
        engine.spawn(_proposal(stage, COUNTY, eager=None, in_session=True), at)
    span = max((engine.end - engine.start).days - 1, 1)
    for index in range(count - in_session):
        day = timezone.localdate(engine.start) + timedelta(days=int(span * rng.random()) + 1)
        at = min(engine.at(day, rng.uniform(8, 21.5)), engine.end - timedelta(minutes=rng.randint(5, 90)))
        region = rng.choice(list(stage.county.town_deputies)) if index < at_town else COUNTY
        engine.spawn(
            _proposal(stage, region, eager=eager if index % 14 == 5 and region == COUNTY else None, in_session=False),
            at,
        )


LOOSE_ENDS = (
    ("submitted", 2),
    ("revising", 4),
    ("filed", 4),
    ("offered", 4),
    ("return_asked", 6),
    ("extension_asked", 32),
    ("signing", 28),
    ("vetting", 28),
    ("meeting", 68),
    ("second", 76),
)
"""Steps at which something stands at the end, whatever chance does, and how many working days before it began."""


def _loose_ends(stage: Stage) -> None:
    engine = stage.engine
    first, last = timezone.localdate(engine.start), timezone.localdate(engine.end)
    past = [day for day in engine.workdays if first < day < last]
    for halt, days in LOOSE_ENDS:
        if days <= len(past):
            at = engine.at(past[-days], 9)
            engine.spawn(_loose_end(stage, halt), at)


def _loose_end(stage: Stage, halt: str) -> Life:
    plan = _plan(stage, COUNTY, None, in_session=False)
    plan.halt, plan.fast, plan.fellows = halt, halt != "extension_asked", []
    yield from SuggestionLife(stage, plan).run()


def _proposal(stage: Stage, region: str, *, eager: Seat | None, in_session: bool) -> Life:
    """One deputy's suggestion, out of the voices that wait where there are any."""
    plan = _plan(stage, region, eager, in_session=in_session)
    yield from SuggestionLife(stage, plan).run()


def _plan(stage: Stage, region: str, eager: Seat | None, *, in_session: bool) -> Plan:
    rng, county = stage.engine.rng, stage.county
    fellows = county.deputies if region == COUNTY else county.town_deputies[region]
    # The first two deputies are the cast: their work is written by hand.
    lead = eager or rng.choice(fellows[2:])
    town = county.world.town(lead.home[:9])
    waiting = [said for said in stage.pool if said.station.town == town.code and said.pk not in stage.taken]
    taken = []
    subject, scene = stage.topic_for(town), town.scene(rng)
    if waiting and not in_session and rng.random() < 0.9:
        subject, scene = waiting[0].subject, waiting[0].scene
        taken = [said for said in waiting if said.subject.code == subject.code][:3]
        stage.taken.update(said.pk for said in taken)
    near = [seat for seat in fellows[2:] if seat is not lead and seat.home.startswith(town.code)]
    some = rng.sample(near, min(len(near), rng.choice([0, 0, 1, 2, 3, 4])))
    fast = not in_session and rng.random() < 0.2
    return Plan(lead, region, subject, scene, in_session, taken, some, fast)
