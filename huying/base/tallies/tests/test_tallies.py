import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from huying.base.tallies import commands, queries
from huying.base.tallies.models import Tally

pytestmark = pytest.mark.django_db
TOWN, OTHER = "430599101", "430599102"


def test_rows_move_from_key_to_key() -> None:
    commands.move("voice.state", TOWN, into="received")
    commands.move("voice.state", TOWN, into="received")
    commands.move("voice.state", TOWN, out_of="received", into="triaged")
    assert queries.by_key("voice.state", TOWN) == {"received": 1, "triaged": 1}
    commands.move("voice.state", TOWN, out_of="triaged")
    assert queries.by_key("voice.state", TOWN) == {"received": 1, "triaged": 0}


def test_a_move_is_one_statement_and_standing_still_is_none() -> None:
    with CaptureQueriesContext(connection) as seen:
        commands.move("voice.state", TOWN, out_of="a", into="b")
    assert len(seen) == 1
    with CaptureQueriesContext(connection) as seen:
        commands.move("voice.state", TOWN, out_of="a", into="a")
    assert len(seen) == 0


def test_a_county_sums_its_towns_and_nobody_elses() -> None:
    for region in (TOWN, OTHER, "430588101"):
        commands.move("voice.state", region, into="received")
    commands.move("suggestion.state", "430599", into="filed")
    assert queries.by_key("voice.state", "430599") == {"received": 2}
    assert queries.by_key("voice.state", OTHER) == {"received": 1}
    assert queries.by_key("voice.state", "43") == {"received": 3}
    assert queries.by_key("nothing", "430599") == {}


def test_fresh_figures_replace_what_drifted() -> None:
    commands.move("voice.state", TOWN, into="received")
    commands.move("voice.state", TOWN, out_of="lost")
    commands.move("suggestion.state", "430599", into="filed")
    fresh = [(TOWN, "received", 1), (OTHER, "closed", 7), (OTHER, "empty", 0)]
    assert commands.replace("voice.state", fresh) == 2
    assert queries.by_key("voice.state", "430599") == {"received": 1, "closed": 7}
    assert queries.by_key("suggestion.state", "430599") == {"filed": 1}
    assert commands.replace("voice.state", fresh) == 0
    assert commands.replace("voice.state", []) == 2
    assert not Tally.objects.filter(name="voice.state").exists()
