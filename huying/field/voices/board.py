"""The queue beside the voice: tabs with their counts, the rows of the one that is open, and which row comes next."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Any, NamedTuple
from urllib.parse import urlencode

from django.db.models import Q, QuerySet
from django.utils.translation import gettext

from huying.base.clocks.rules import days_left
from huying.base.search import queries as search
from huying.base.web import paging
from huying.field.stations import queries as stations
from huying.field.voices import permissions, queries, telling
from huying.field.voices.commands.hold import held as held_now
from huying.field.voices.commands.steps import facts_of
from huying.field.voices.models import Voice
from huying.field.voices.states import CHANNELS, STATES
from huying.kernel.actor import Actor, Role
from huying.kernel.words import N_

SIZE = 50
STANDS: dict[str, str] = {**STATES, "returned": N_("单位退回")}
AT_DESK = ("received", "triaged", "answered")
"""States in which the next step is the station's."""
OLDEST_FIRST = ("todo", "returned", "asking", "visiting", *AT_DESK)
"""Who came first is served first; what only waits or is over is read from the newest."""
DUE = {"soon": N_("快到期"), "late": N_("超期")}
LISTS: dict[str, str] = {
    "todo": N_("等我办"),
    "received": N_("新来的"),
    "soon": DUE["soon"],
    "late": DUE["late"],
    "returned": N_("退回的"),
    "reported": N_("等群众"),
    "asking": N_("等群众补充"),
    "visiting": N_("待回访"),
    "mine": N_("我的"),
    "all": N_("全部"),
}
"""The tabs, in their order. ``mine`` is what one has acted on for the station and is not closed."""


class Wanted(NamedTuple):
    """Which part of the queue somebody looks at, as it stands in the address."""

    stand: str = ""
    due: str = ""
    station: str = ""
    q: str = ""
    campaign: str = ""
    before: str = ""

    @classmethod
    def read(cls, given: Mapping[str, Any]) -> "Wanted":
        """From an address or a form; what nobody could have clicked is left out."""
        said = {key: str(given.get(key, "")).strip()[:60] for key in cls._fields}
        known = {
            "stand": said["stand"] if said["stand"] in LISTS or said["stand"] in STANDS else "",
            "due": said["due"] if said["due"] in DUE else "",
            "station": said["station"] if paging.number(said["station"]) is not None else "",
            "before": said["before"] if paging.number(said["before"]) is not None else "",
        }
        return cls(**{**said, **known})

    @property
    def query(self) -> str:
        return urlencode({key: value for key, value in self._asdict().items() if value})

    @property
    def filters(self) -> str:
        """The same from its first page on."""
        return self._replace(before="").query


Tab = tuple[str, str, bool, int | None]
"""As ``ui.tabs`` wants it: label, address, whether one is there, how many."""


@dataclass(frozen=True, slots=True)
class Row:
    """One voice of the list: what it says, how much time is left, and who else is at it."""

    voice: Voice
    said: str
    tag: tuple[str, str] | None
    holder: str
    here: bool


@dataclass(slots=True)
class _Owed:
    """What ``days_left`` reads of a debt."""

    due: date
    state: str = "running"
    settled: date | None = None


class Board:
    """The queue as one person sees it now. Four statements with its rows and counts, however long it is."""

    def __init__(self, actor: Actor, now: datetime, today: date, wanted: Wanted, here: Voice | None = None) -> None:
        self.actor, self.now, self.today, self.here = actor, now, today, here
        self.kept = stations.kept_by(actor)
        self.asked = wanted
        fallback = "todo" if self._todo else "all"
        self.wanted = wanted if wanted.stand or wanted.due else wanted._replace(stand="" if wanted.q else fallback)

    @cached_property
    def pressing(self) -> dict[int, date]:
        return queries.pressing(self.actor, self.today, self.kept)

    @cached_property
    def counts(self) -> dict[str, int]:
        return queries.counts(self.actor, self.kept)

    @cached_property
    def page(self) -> paging.Page:
        rows = self._matching().select_related("station", "hold__person")
        return paging.keyset(rows, size=SIZE, before=self.wanted.before, oldest=self.oldest)

    @property
    def oldest(self) -> bool:
        return self.wanted.stand in OLDEST_FIRST or bool(self.wanted.due)

    @cached_property
    def rows(self) -> list[Row]:
        return [self._row(voice) for voice in self.page.items]

    @property
    def first(self) -> Voice | None:
        """The one to begin with: the first that nobody else has open."""
        return next((row.voice for row in self.rows if not row.holder), None)

    @property
    def keeps(self) -> bool:
        """Whether this is a committee's desk, which watches how long things are kept."""
        return self.actor.post(*permissions.CLERKS) is not None

    @property
    def around(self) -> tuple[Voice | None, Voice | None]:
        """The rows before and after the voice that is open."""
        voices = [row.voice for row in self.rows]
        at = next((place for place, row in enumerate(self.rows) if row.here), None)
        if at is None:
            return None, next((voice for voice in voices if voice != self.here), None)
        return voices[at - 1] if at else None, voices[at + 1] if at + 1 < len(voices) else None

    @cached_property
    def tabs(self) -> list[Tab]:
        """What presses and what waits; further stands only while one looks at them."""
        shown = [key for key in LISTS if self.counts or key in ("todo", "soon", "late", "mine", "all")]
        own = {"todo": self._todo is not None, "mine": self.actor.post(*permissions.DESK, Role.DEPUTY) is not None}
        own |= {key: bool(self.counts.get(key)) or self.wanted.stand == key for key in ("asking", "visiting")}
        shown = [key for key in shown if own.get(key, True)]
        if self.wanted.stand in STANDS and self.wanted.stand not in shown:
            shown.insert(-1, self.wanted.stand)
        return [self._tab(key) for key in shown]

    @property
    def more(self) -> list[Tab]:
        """Where else voices stand, beside the tab of all."""
        return [self._tab(key) for key in STANDS if key not in (*LISTS, "held") and self.counts.get(key)]

    @property
    def visits(self) -> dict[str, int]:
        """What came of the return visits of this person's stations; {} unless one looks at them."""
        if self.wanted.stand != "visiting":
            return {}
        regions = {post.region[:9] for post in self.actor.posts if post.region}
        found = [queries.visits(station, region) for station in self.kept for region in regions]
        return {key: sum(each[key] for each in found) for key in (found[0] if found else ())}

    def next_after(self, voice: Voice) -> Voice | None:
        """What opens when this one is sent: the next of the tab that nobody else has open, else its first. One or two
        statements."""
        rows = (
            self._matching()
            .exclude(pk=voice.pk)
            .exclude(Q(hold__until__gt=self.now) & ~Q(hold__person=self.actor.person))
        )
        rows = rows.order_by("id" if self.oldest else "-id")
        after = Q(pk__gt=voice.pk) if self.oldest else Q(pk__lt=voice.pk)
        return rows.filter(after).first() or rows.first()

    def _tab(self, key: str) -> Tab:
        label = gettext(LISTS.get(key) or STANDS[key])
        if key in DUE:
            n = sum((day < self.today) is (key == "late") for day in self.pressing.values())
            return label, f"?due={key}", self.wanted.due == key, n
        count: int | None = self.counts.get(key, 0) if self.counts else None
        if key == "todo" and self.counts:
            count = sum(self.counts.get(stand, 0) for stand in (*AT_DESK, "returned"))
        return label, f"?stand={key}", self.wanted.stand == key, None if key == "all" else count

    def _row(self, voice: Voice) -> Row:
        tag = None
        if due := self.pressing.get(voice.pk):
            left = days_left(_Owed(due), self.today)
            tag = ("late" if left.level == "late" else "due", gettext(left.text) % left.params)
        held = held_now(voice, self.now)
        own = voice.state in AT_DESK and voice.station_id in self.kept
        others = held is not None and held.person_id != self.actor.person and voice.state in AT_DESK
        holder = held.person.name if held and others and permissions.keeper(self.actor, facts_of(voice)) else ""
        if voice.station_id in self.kept and (voice.waits_until or voice.visiting):
            waits = "asking" if voice.waits_until else "visiting"
            return Row(voice, gettext(LISTS[waits]), tag, holder, self.here is not None and voice.pk == self.here.pk)
        said = gettext(STANDS[voice.stand]) if own else str(telling.turn(voice, self.today, ()))
        if own and voice.stand == self.wanted.stand:
            said = gettext(CHANNELS[voice.channel])
        return Row(voice, said, tag, holder, self.here is not None and voice.pk == self.here.pk)

    def _matching(self) -> QuerySet[Voice]:
        wanted, rows = self.wanted, queries.mine(self.actor, self.kept)
        if wanted.due:
            rows = rows.filter(
                pk__in=[pk for pk, day in self.pressing.items() if (day < self.today) is (wanted.due == "late")]
            )
        if wanted.stand == "todo":
            # Found apart, by what is open: asked for in order, all that ever was would be read, from the oldest.
            rows = rows.filter(pk__in=Voice.objects.filter(self._todo or Q()).values("pk"))
        elif wanted.stand == "mine":
            rows = rows.filter(_in_hand(self.actor))
        elif wanted.stand == "asking":
            rows = rows.filter(self._kept or Q(), waits_until__isnull=False)
        elif wanted.stand == "visiting":
            rows = rows.filter(self._kept or Q(), visiting=True)
        elif wanted.stand in STANDS:
            rows = rows.filter(self._kept or Q(), state="triaged" if wanted.stand == "returned" else wanted.stand)
            rows = rows.filter(returned=wanted.stand == "returned") if wanted.stand in ("returned", "triaged") else rows
        if wanted.campaign:
            rows = rows.filter(campaign=wanted.campaign)
        if wanted.station:
            rows = rows.filter(station=int(wanted.station))
        if wanted.q:
            regions = {post.region[:6] for post in self.actor.posts if post.region}
            rows = rows.filter(search.holding("voice", wanted.q, min(regions, default="")))
        return rows

    @cached_property
    def _kept(self) -> Q | None:
        """What this person keeps, as an index finds it; None for those who keep nothing."""
        found = [Q(station__in=self.kept)] if self.kept else []
        towns = {post.region for post in self.actor.posts if post.role in permissions.CLERKS and len(post.region) == 9}
        return _any([*found, *(Q(town=code) for code in towns)])

    @cached_property
    def _todo(self) -> Q | None:
        """What waits for this person's own step; None for those who only watch."""
        units = {post.organ for post in self.actor.posts if post.role in permissions.UNIT and post.organ}
        found = [Q(unit=pk, state="referred") for pk in units]
        return _any([*found, self._kept & Q(state__in=AT_DESK)] if self._kept else found)


def _in_hand(actor: Actor) -> Q:
    """What somebody has acted on for a station; of a deputy what they took up or said themselves."""
    if actor.post(*permissions.DESK):
        return Q(officer=actor.person)
    taken = Voice.objects.filter(deputy__gt=0, deputy=actor.person).values("pk")
    spoken = Voice.objects.filter(speaker__gt=0, speaker=actor.person).values("pk")
    told = Voice.objects.filter(said_to__gt=0, said_to=actor.person).values("pk")
    return Q(pk__in=taken.union(spoken, told))


def _any(found: Iterable[Q]) -> Q | None:
    whole = Q()
    for one in found:
        whole |= one
    return whole or None
