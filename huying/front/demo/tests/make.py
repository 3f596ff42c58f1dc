"""A small county at the end of a short simulation."""

from datetime import datetime
from functools import partial

from django.utils import timezone

from huying.front.demo import commands

NOW = datetime(2026, 11, 22, 9, 10, tzinfo=timezone.get_default_timezone())

played = partial(commands.simulate, months=1, scale=0.05, seed=1, now=NOW)
"""Play it; returns ``simulator.Result``."""
