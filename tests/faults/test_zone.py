"""A server in another time zone, and a year without a published calendar."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.faults.house import House, copy

pytestmark = pytest.mark.slow

HERE = [
    "2026-10-08",
    "2026-02-26",
    "2026-10-13",
    ["2026-02-12", "2026-02-14", "2026-02-12"],
    ["2026-02-13", "2026-02-24", "2026-02-13"],
    ["2026-02-13", "2026-02-24", "2026-02-13"],
    "met",
    "2026-02-15",
]


def test_a_server_in_another_time_zone_reckons_the_same_days(template: House, tmp_path: Path) -> None:
    """Pitfall 12: the day is the county's; 23:59:59 there is still that day, 16:00 UTC the next."""
    found = {}
    for zone in ("America/Los_Angeles", "Pacific/Kiritimati"):
        folder = tmp_path / zone.replace("/", "-")
        folder.mkdir()
        with copy(template, folder) as there:
            command = [sys.executable, "-m", "tests.faults.worker", "dues"]
            environment = there.environment(TZ=zone, DJANGO_SETTINGS_MODULE="huying.config.settings")
            done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
            found[zone] = json.loads(done.stdout) if done.returncode == 0 else done.stderr
    assert found == dict.fromkeys(found, HERE)


def test_a_year_without_a_calendar_is_provisional_and_says_so(house: House) -> None:
    """Pitfall 8, as an operator sees it."""
    found = json.loads(house.huying("due", "2030-09-28", "7 working-days", "--json")[1])
    assert found["provisional"] is True
    assert "暂定" in json.dumps(found["steps"], ensure_ascii=False)
    assert json.loads(house.huying("due", "2026-07-01", "3 months", "--json")[1])["provisional"] is False
