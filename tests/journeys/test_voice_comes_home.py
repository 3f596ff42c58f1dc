"""From the QR code to the citizen's page saying how it ended, through every room."""

import pytest

from huying.base.clocks import queries as clocks
from huying.base.ledger import queries as ledger
from huying.base.notices.models import Notice
from huying.base.tallies import queries as tallies
from huying.field.voices import jobs
from huying.field.voices import queries as voices
from huying.field.voices.models import Voice
from huying.playbooks import shelf
from huying.work.suggestions import queries
from huying.work.suggestions.tests import make as suggest
from tests.journeys.make import TOWN, House, house

pytestmark = pytest.mark.django_db


def stood(row: Voice) -> tuple[str, str, str]:
    row = Voice.objects.get(pk=row.pk)
    return row.state, row.exit, row.verdict


def sound() -> bool:
    return ledger.verify().faults == []


def raised(h: House, *rows: Voice) -> suggest.Suggestion:
    """The deputy's suggestion of these voices, submitted, filed and assigned to the roads bureau."""
    case = h.propose(*rows)
    h.do("lead", "submit", suggestion=case.pk)
    h.do("clerk", "file", suggestion=case.pk, category="transport")
    h.do(suggest.assigner(h.world), "assign", suggestion=case.pk, lead=h.world.unit("roads"))
    return suggest.fresh(case)


def test_a_voice_comes_home_by_way_of_a_suggestion() -> None:
    h = house()
    row = h.speak(contact="王大姐", phone="13800000000")
    code = row.code
    twin = h.speak("桥头小学那两盏路灯也不亮")
    h.at_station("register", row)
    h.at_station("join", twin, into=row.pk)
    case = raised(h, row)
    assert stood(row) == ("raised", "suggestion", "")
    suggest.sent(h.world, case)
    case = suggest.judged(h.world, case)
    h.do("clerk", "publish", suggestion=case.pk, publication="summary", summary="路灯已于三月修好。")
    h.do("clerk", "conclude", suggestion=case.pk)
    # Both citizens are told, each on their own page, and each judges for themselves.
    assert stood(row) == ("reported", "suggestion", "")
    assert stood(twin) == ("reported", "joined", "")
    told = voices.timeline(voices.by_code(code), ["public"], citizen=True)[-1].note
    assert "第 1 号" in told
    assert "路灯已于三月修好" in told
    h.at_station("confirm", row, "citizen", verdict="solved")
    assert stood(row) == ("closed", "suggestion", "solved")
    assert stood(twin)[0] == "reported"
    # One query tells the whole story, and nothing is owed any more but what the public waits for.
    assert case.subject in ledger.family(row.subject)
    assert [clock.kind for clock in clocks.open_of(row.subject)] == []
    assert queries.public_story(case.uid).summary == "路灯已于三月修好。"
    assert "王大姐" not in str(list(Notice.objects.values_list("data", flat=True)))
    assert sound()


def test_not_solved_comes_back_to_the_station_and_its_clock_runs() -> None:
    h = house()
    row = h.speak()
    h.at_station("register", row)
    case = raised(h, row)
    suggest.sent(h.world, case)
    suggest.judged(h.world, case)
    h.do("clerk", "conclude", suggestion=case.pk)
    h.at_station("confirm", row, "citizen", verdict="not_solved", reason="灯还是不亮")
    row.refresh_from_db()
    assert (row.state, row.reopened, row.deputy, row.unit_id) == ("triaged", 1, 0, None)
    assert {c.debtor for c in clocks.open_of(row.subject)} == {f"station:{h.county.yunxi.pk}"}
    # The suggestion stays concluded: a citizen's verdict is not the deputy's.
    assert suggest.fresh(case).state == "concluded"
    assert sound()


def test_a_silent_citizen_is_closed_as_silent_and_only_after_the_last_day() -> None:
    h = house()
    row = h.at_station("answer", h.speak(), text="已经换好")
    left = (row.verdict_until - h.now.date()).days
    assert jobs.close_silent(h.later(left).now) == 0
    assert jobs.close_silent(h.later(1).now) == 1
    assert stood(row) == ("closed", "answered", "")
    assert jobs.close_silent(h.now) == 0
    counted = {key: n for key, n in tallies.by_key("voices", TOWN).items() if n}
    assert sum(counted.values()) == Voice.objects.filter(town=TOWN).count()


@pytest.mark.parametrize("end", ["withdraw", "refuse_filing"])
def test_a_suggestion_that_comes_to_nothing_gives_its_voices_back(end: str) -> None:
    h = house()
    row = h.speak()
    h.at_station("register", row)
    case = h.propose(row)
    h.do("lead", "submit", suggestion=case.pk)
    if end == "withdraw":
        h.do("lead", "withdraw", suggestion=case.pk)
    else:
        reason = shelf.by_edition(case.edition).suggestions.refuse_reasons[0].code
        h.do("leader", "refuse_filing", suggestion=case.pk, reason=reason, text="属于个案诉讼")
    assert stood(row)[:2] == ("triaged", "")
    assert [c.kind for c in clocks.open_of(row.subject)] == ["answer"]
    assert clocks.open_of(case.subject) == []
    # The station takes it up again by itself.
    h.at_station("answer", row, text="站里先装了太阳能灯")
    assert stood(row)[0] == "reported"
    assert sound()
