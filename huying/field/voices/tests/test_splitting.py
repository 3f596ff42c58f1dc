"""Several matters in one voice: each goes its own way, the citizen is told once."""

import copy
import uuid
from collections.abc import Iterator

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from huying.base.clocks import queries as clocks
from huying.base.ledger import queries as ledger
from huying.base.ledger.tests.shared import shared
from huying.field.voices import jobs, matters, queries
from huying.field.voices.models import Voice
from huying.field.voices.tests import make
from huying.field.voices.tests.test_pages import signed_in
from huying.kernel.errors import BadMove, Denied, Invalid

pytestmark = pytest.mark.django_db
county_once = shared(make.county)
SAID = "路灯坏了一周；村口的垃圾也没人收"


@pytest.fixture(autouse=True)
def today() -> Iterator[None]:
    with time_machine.travel(make.NOW, tick=False):
        yield


@pytest.fixture
def county(county_once: make.County) -> make.County:
    return copy.deepcopy(county_once)


def _split(county: make.County, row: Voice | None = None) -> tuple[Voice, Voice, Voice]:
    row = row or make.voice(county, text=SAID, phone="13800000000", contact="王大姐", share_contact=True)
    whole = make.do("split", county, row, parts=["路灯坏了一周", "村口的垃圾没人收", " "])
    whole.code = row.code
    lamp, rubbish = whole.parts.exclude(state="void").order_by("pk")
    return whole, lamp, rubbish


def test_each_matter_goes_its_own_way_and_the_citizen_is_told_once(county: make.County, client: Client) -> None:
    whole, lamp, rubbish = _split(county)
    assert (whole.state, lamp.state, rubbish.text) == ("split", "triaged", "村口的垃圾没人收")
    assert clocks.open_of(whole.subject) == [] and [c.kind for c in clocks.open_of(lamp.subject)] == ["answer"]
    make.do("refer", county, lamp, unit=county.organs["yunxi_town"].pk)
    make.do("answer", county, rubbish, text="今天已经清走")
    whole.refresh_from_db()
    assert whole.state == "split"
    page = client.get(f"/track/{whole.code}").text
    assert "分头办的几件事" in page and "今天已经清走" in page and "拆开分头办理" in page
    told = client.get(f"/api/v1/track/{whole.code}").json()["matters"]
    assert [(each["uid"], each["state"], each["answer"]) for each in told] == [
        (None, "referred", ""),
        (None, "reported", "今天已经清走"),
    ]
    make.do("unit_answer", county, lamp, "yunxi_town_unit", text="换好了")
    make.do("report_back", county, lamp, text="灯换好了")
    whole.refresh_from_db()
    assert whole.state == "reported" and whole.verdict_until
    notes = [line.note for line in queries.timeline(whole, ["public"], citizen=True) if line.verb == "voice.reported"]
    assert len(notes) == 1 and "灯换好了" in notes[0] and "今天已经清走" in notes[0]
    make.do("confirm", county, whole, "citizen", verdict="solved")
    for part in (lamp, rubbish):
        part.refresh_from_db()
        assert (part.state, part.verdict, part.revisit_on) == ("closed", "solved", None)
    assert {grown for _, grown in ledger.traces([whole.subject], "voice")} == {lamp.subject, rubbish.subject}


def test_the_whole_is_counted_once_and_the_desk_sees_its_parts(county: make.County) -> None:
    _split(county)
    assert queries.stands(make.YUNXI)["split"] == 1 and not queries.stands(make.YUNXI).get("triaged")
    mine = queries.counts(county.actor("yunxi_officer"))
    assert (mine["split"], mine["triaged"]) == (1, 2)
    assert [row["pk"] for row in queries.recent(make.YUNXI, make.later(-1), 9)] == [Voice.objects.earliest("pk").pk]


def test_a_split_is_taken_back_while_nothing_was_handled(county: make.County) -> None:
    whole, lamp, _rubbish = _split(county)
    again = make.do("unite", county, whole)
    assert again.state == "triaged" and {c.kind for c in clocks.open_of(again.subject)} == {"answer"}
    assert set(again.parts.values_list("state", "text")) == {("void", "")} and clocks.open_of(lamp.subject) == []
    whole, lamp, _rubbish = _split(county, again)
    make.do("refer", county, lamp, unit=county.organs["yunxi_town"].pk)
    with pytest.raises(BadMove, match="已经有在办的"):
        make.do("unite", county, whole)
    assert queries.counts(county.actor("yunxi_officer"))["triaged"] == 1


@pytest.mark.parametrize("parts", [[], ["一件"], ["一件", "  "], ["字" * 2001, "二"], ["件"] * 7])
def test_two_matters_at_least(county: make.County, parts: list[str]) -> None:
    with pytest.raises(Invalid):
        make.do("split", county, make.voice(county), parts=parts)
    assert Voice.objects.count() == 1


def test_only_the_keeper_splits_and_parts_are_not_treated_as_a_voice(county: make.County) -> None:
    row = make.voice(county)
    for who in ("yunxi_town_unit", "shiqiao_officer", "yunxi_deputy", "citizen"):
        with pytest.raises(Denied):
            make.do("split", county, row, who, parts=["一", "二"])
    whole, lamp, _ = _split(county, row)
    for verb, given in (("publish", {}), ("split", {"parts": ["一", "二"]}), ("ask", {"text": "？"}), ("erase", {})):
        with pytest.raises(Denied, match="请在原件上办"):
            make.do(verb, county, lamp, **given)
    asked = make.do("ask", county, whole, text="哪个村口？")
    assert (asked.state, bool(asked.waits_until)) == ("split", True)


def test_the_unit_of_a_part_reads_that_part_alone(county: make.County) -> None:
    _whole, lamp, _rubbish = _split(county)
    lamp = make.do("refer", county, lamp, unit=county.organs["yunxi_town"].pk)
    unit = county.actor("yunxi_town_unit")
    assert set(queries.mine(unit)) == {lamp}
    contact = queries.contact_for(unit, lamp)
    assert contact is not None and contact.name == "王大姐"
    assert queries.contact_for(county.actor("yunxi_deputy"), lamp) is None
    page = signed_in(county, "yunxi_town_unit").get(f"/desk/voices/{lamp.uid}")
    assert page.status_code == 200 and "路灯坏了一周" in page.text and "垃圾" not in page.text


def test_who_only_reads_what_is_published_sees_no_parts(county: make.County) -> None:
    whole, lamp, _ = _split(county)
    make.do("publish", county, whole, text="几件小事")
    for path in (f"/desk/voices/{whole.uid}", f"/api/v1/voices/{whole.uid}", f"/voices/{whole.uid}"):
        page = signed_in(county, "shiqiao_officer").get(path)
        assert page.status_code in (200, 401) and "村口的垃圾没人收" not in page.text
    assert signed_in(county, "shiqiao_officer").get(f"/desk/voices/{lamp.uid}").status_code == 404


def test_what_is_taken_back_or_reopened_takes_its_parts_along(county: make.County) -> None:
    whole, lamp, _ = _split(county)
    make.do("refer", county, lamp, unit=county.organs["yunxi_town"].pk)
    make.do("withdraw", county, whole, "citizen")
    lamp.refresh_from_db()
    assert lamp.state == "void" and clocks.open_of(lamp.subject) == []
    whole, lamp, rubbish = _split(county, make.voice(county, text=SAID))
    for part in (lamp, rubbish):
        make.do("answer", county, part, text="办好了")
    make.do("confirm", county, whole, "citizen", verdict="not_solved")
    whole.refresh_from_db()
    lamp.refresh_from_db()
    assert (whole.state, whole.reopened, lamp.state) == ("triaged", 1, "closed")


def test_silence_closes_the_whole_with_its_parts(county: make.County) -> None:
    _whole, lamp, rubbish = _split(county)
    for part in (lamp, rubbish):
        make.do("explain", county, part, reason="policy", text="政策不允许")
    assert jobs.close_silent(make.later(40)) == 1
    lamp.refresh_from_db()
    assert lamp.state == "closed"


def test_what_is_joined_to_a_part_is_told_with_it(county: make.County) -> None:
    _, lamp, _ = _split(county)
    other = make.do("join", county, make.voice(county, text="学校门口的灯也不亮"), into=lamp.pk)
    make.do("answer", county, lamp, text="灯换好了")
    other.refresh_from_db()
    assert other.state == "reported" and other.verdict_until


def test_six_matters_cost_no_more_statements_than_two(county: make.County, client: Client) -> None:
    officer, counted = signed_in(county, "yunxi_officer"), []
    officer.get("/desk/voices/")
    officer.get(f"/desk/voices/{make.voice(county).uid}")
    for n in (2, 6):
        row = make.voice(county, text=SAID)
        make.do("split", county, row, parts=[f"第{k}件事" for k in range(n)])
        for reader, path in ((client, f"/track/{row.code}"), (officer, f"/desk/voices/{row.uid}")):
            with CaptureQueriesContext(connection) as seen:
                assert reader.get(path).text.count("第1件事") >= 1
            counted.append(len(seen))
    assert counted[:2] == counted[2:]


def test_the_desk_splits_on_its_page(county: make.County) -> None:
    officer, row = signed_in(county, "yunxi_officer"), make.voice(county, text=SAID)
    form = officer.get(f"/desk/voices/{row.uid}/split")
    assert form.status_code == 200 and form.text.count("件事") >= 6
    given = {"command_id": str(uuid.uuid4()), "part1": "路灯坏了", "part2": ""}
    assert officer.post(f"/desk/voices/{row.uid}/split", given).status_code == 422
    sent = officer.post(f"/desk/voices/{row.uid}/split", {**given, "part2": "垃圾没人收"})
    page = officer.get(sent.url).text
    part = Voice.objects.get(parent=row.pk, text="垃圾没人收")
    assert "分头办的几件事" in page and f"/desk/voices/{part.uid}" in page and "撤销拆分" in page
    assert "从一件民声里拆分出来" in officer.get(f"/desk/voices/{part.uid}").text
    assert matters.of(part, make.TODAY) == []
