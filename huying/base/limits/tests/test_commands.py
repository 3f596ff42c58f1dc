"""Counting tries."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from huying.base.limits import commands
from huying.base.limits.models import Attempt
from huying.kernel.errors import TooOften

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 6, 1, 9, 3, 20, tzinfo=ZoneInfo("Asia/Shanghai"))


def test_the_limit_is_reached_and_ends_with_the_window(django_assert_num_queries) -> None:
    with django_assert_num_queries(1):
        assert commands.hit("speak:1.2.3.4", 2, 900, NOW) == 1
    assert commands.hit("speak:1.2.3.4", 2, 900, NOW) == 2
    with pytest.raises(TooOften) as refused:
        commands.hit("speak:1.2.3.4", 2, 900, NOW)
    assert refused.value.params == {"seconds": 700, "minutes": 12}
    assert commands.hit("speak:5.6.7.8", 2, 900, NOW) == 1
    assert commands.hit("speak:1.2.3.4", 2, 900, NOW + timedelta(seconds=700)) == 1


def test_a_good_try_is_taken_back() -> None:
    commands.hit("k", 1, 60, NOW)
    commands.forgive("k", 60, NOW)
    assert commands.hit("k", 1, 60, NOW) == 1
    commands.hit("m", 5, 60, NOW)
    commands.hit("m", 5, 60, NOW)
    commands.forgive("m", 60, NOW, all_of_it=True)
    assert commands.hit("m", 5, 60, NOW) == 1


def test_keys_are_not_readable_and_depend_on_the_secret(settings) -> None:
    commands.hit("login:zhang", 5, 60, NOW)
    first = Attempt.objects.get().key
    assert "zhang" not in first
    settings.SECRET_KEY = "another"
    commands.hit("login:zhang", 5, 60, NOW)
    assert Attempt.objects.count() == 2


def test_old_windows_are_swept() -> None:
    commands.hit("k", 5, 60, NOW)
    assert commands.sweep(NOW + timedelta(hours=1)) == 0
    assert commands.sweep(NOW + timedelta(days=3)) == 1
