"""Simulated time: lives that act, wait and act again, run in order of their moments.

A life is a generator. It calls commands with ``engine.now`` and yields the moment at which it goes on. A life that
waits past the end simply stands there: that is how every state is met at the end, with clocks that still run.
"""

import heapq
from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date, datetime, time, timedelta
from random import Random

from django.db import transaction
from django.utils import timezone

from huying.kernel.calendar import WorkCalendar
from huying.kernel.errors import HouseError

Life = Iterator[datetime]
Progress = Callable[[float, float, str], None]


class Engine:
    """The time between ``start`` and ``end`` (aware), and everything that is to happen in it."""

    def __init__(self, start: datetime, end: datetime, seed: int, calendar: WorkCalendar) -> None:
        self.start, self.end, self.now = start, end, start
        self.rng = Random(f"engine {seed}")  # noqa: S311 - chance for a demo, not a secret
        self.calendar = calendar
        first, days = timezone.localdate(start) - timedelta(days=60), (end - start).days + 260
        every = (first + timedelta(days=n) for n in range(days))
        self.workdays = [day for day in every if calendar.works(day)]
        self.heap: list[tuple[datetime, int, Life]] = []
        self.count = 0
        self.faults: Counter[str] = Counter()

    # ── moments ──

    @property
    def today(self) -> date:
        return timezone.localdate(self.now)

    def at(self, day: date, hour: float) -> datetime:
        """A moment of a local day; ``hour`` 14.5 is half past two."""
        return timezone.make_aware(datetime.combine(day, time.min)) + timedelta(seconds=int(hour * 3600))

    def office(self, low: int, high: int | None = None) -> datetime:
        """Office hours of a working day, ``low`` to ``high`` working days from now; 0: later today if it can be."""
        days = self.rng.randint(low, low if high is None else max(low, high))
        here = bisect_right(self.workdays, self.today)
        if days == 0 and here and self.workdays[here - 1] == self.today:
            soon = self.now + timedelta(minutes=self.rng.randint(15, 110))
            if timezone.localtime(soon).hour < 17:
                return max(soon, self.at(self.today, 8.5))
        return self.at(self.workdays[here + max(days, 1) - 1], self.rng.uniform(8.6, 17.2))

    def workday(self, day: date, hours: tuple[float, float] = (8.6, 17.2)) -> datetime:
        """Office hours of this day, or of the next working day."""
        found = day if self.calendar.works(day) else self.calendar.next_working_day(day)
        return max(self.at(found, self.rng.uniform(*hours)), self.now + timedelta(minutes=3))

    def anytime(self, low: int, high: int) -> datetime:
        """Waking hours, ``low`` to ``high`` days from now: when citizens and deputies look at their phones."""
        day = self.today + timedelta(days=self.rng.randint(low, high))
        return max(self.at(day, self.rng.uniform(6.8, 22)), self.now + timedelta(minutes=7))

    # ── running ──

    def spawn(self, life: Life, at: datetime | None = None) -> None:
        """Let a life begin at a moment (now when None)."""
        self.count += 1
        heapq.heappush(self.heap, (at or self.now, self.count, life))

    def run(self, evening: Callable[[date], None], progress: Progress | None) -> None:
        """Run until the end; ``evening`` is called after every day, in that day's last transaction's wake."""
        day = timezone.localdate(self.start)
        last = timezone.localdate(self.end)
        total = max((last - day).days, 1)
        for number in range(total + 1):
            today = day + timedelta(days=number)
            limit = min(self.at(today, 24), self.end)
            with transaction.atomic():
                while self.heap and self.heap[0][0] < limit:
                    self._step()
            evening(today)
            if progress:
                progress(number, total, today.isoformat())

    def _step(self) -> None:
        at, _, life = heapq.heappop(self.heap)
        self.now = max(at, self.now)
        try:
            following = next(life)
        except StopIteration:
            return
        except HouseError as refusal:
            # Two lives may cross (a clock closed what an actor was about to do): the house refuses, the life ends.
            self.faults[f"{getattr(life, '__name__', 'life')}: {refusal}"] += 1
            return
        self.spawn(life, max(following, self.now + timedelta(seconds=20)))
