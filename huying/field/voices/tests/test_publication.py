"""Publication as a decision of its own: as it is, edited, or not; who reads which words."""

import copy
import uuid
from typing import Any

import pytest
from django.test import Client

from huying.base.ledger.checking import verify
from huying.base.ledger.queries import timeline
from huying.base.ledger.tests.shared import shared
from huying.base.organs import queries as organs
from huying.base.papers import queries as papers
from huying.base.papers.commands import Box
from huying.base.papers.tests import make as papers_make
from huying.base.people.tests.make import enter
from huying.field.voices import queries
from huying.field.voices.models import Voice
from huying.field.voices.tests import make
from huying.kernel.actor import PUBLIC
from huying.kernel.errors import Denied, Invalid, Missing

pytestmark = pytest.mark.django_db
SAID = "请打13907390001找刘翠莲女士，桥头的路灯坏了"
SHOWN = "请打〔电话〕找刘某女士，桥头的路灯坏了"


county_once = shared(make.county)


@pytest.fixture
def county(county_once: make.County) -> make.County:
    return copy.deepcopy(county_once)


def edited(county: make.County, **more: Any) -> Voice:
    row = make.voice(county, SAID, **more)
    return make.do("publish", county, row, text=SHOWN)


def desk(county: make.County, who: str) -> Client:
    return enter(county.accounts[who])


def test_published_as_it_is_keeps_nothing_beside(county: make.County) -> None:
    row = make.do("publish", county, make.voice(county, SAID))
    assert (row.text, row.original, row.words) == (SAID, "", SAID)
    same = make.do("publish", county, make.voice(county, SAID), text=f" {SAID}\r\n")
    assert (same.text, same.original) == (SAID, "")
    assert timeline(row.subject, ["parties"])[-1].data == {}


def test_an_edited_wording_keeps_the_original_and_gives_it_back(county: make.County) -> None:
    row = edited(county)
    assert (row.text, row.original, row.words) == (SHOWN, SAID, SAID)
    assert timeline(row.subject, ["parties"])[-1].data == {"edited": True}
    with pytest.raises(Denied):
        make.do("publish", county, row, text="再改")
    row = make.do("unpublish", county, row)
    assert (row.text, row.original, row.published) == (SAID, "", False)
    again = make.do("publish", county, row, text="路灯坏了")
    assert (again.text, again.words) == ("路灯坏了", SAID)


def test_a_wording_may_not_be_empty_or_too_long(county: make.County) -> None:
    row = make.voice(county, SAID)
    for text in ("", " \n", "字" * 2001):
        with pytest.raises(Invalid):
            make.do("publish", county, row, text=text)
    row.refresh_from_db()
    assert not row.published


def test_what_is_withheld_is_counted_by_its_reason(county: make.County) -> None:
    reasons = organs.book_for(make.COUNTY, make.TODAY).voices.withhold_reasons
    row, other = make.voice(county, SAID), edited(county)
    with pytest.raises(Invalid):
        make.do("withhold", county, row, reason="dislike")
    row = make.do("withhold", county, row, "county_clerk", reason="unverified")
    other = make.do("withhold", county, other, reason="personal")
    assert (other.published, other.text, other.original) == (False, SAID, "")
    assert dict(queries.withheld(make.COUNTY, reasons, "en")) == {
        reason.en: 1 for reason in reasons if reason.code in ("personal", "unverified")
    }
    assert queries.withheld("430525", reasons, "") == []
    with pytest.raises(Denied):
        make.do("withhold", county, row, reason="advert")
    row = make.do("publish", county, row, text="路灯坏了")
    make.do("unpublish", county, make.do("publish", county, other))
    assert row.withheld == "" and queries.withheld(make.COUNTY, reasons, "") == []
    assert verify().faults == []


def test_an_undone_import_is_counted_nowhere(county: make.County) -> None:
    row = make.voice(county, SAID, actor=county.actor("county_clerk"), channel="import")
    make.do("withhold", county, row, "county_clerk", reason="test")
    row = make.do("undo", county, row, "county_clerk")
    assert (row.text, row.original, row.withheld, row.answers) == ("", "", "", {})
    assert queries.withheld(make.COUNTY, organs.book_for(make.COUNTY, make.TODAY).voices.withhold_reasons, "") == []


def test_search_finds_published_words_only_for_strangers(county: make.County) -> None:
    row = edited(county)
    assert list(queries.public(words="13907390001")) == list(queries.public(words="翠莲")) == []
    assert list(queries.public(words="刘某")) == [row]
    for who, words, found in (
        ("yunxi_officer", "翠莲", [row]),
        ("shiqiao_officer", "翠莲", []),
        ("shiqiao_officer", "路灯", [row]),
    ):
        assert list(queries.found_by(county.actor(who), words)) == found
    near = queries.similar(SAID, make.COUNTY, make.TODAY, county.actor("shiqiao_officer"))
    assert row not in near and row in queries.similar(SHOWN, make.COUNTY, make.TODAY, PUBLIC)


def test_the_author_is_told_and_sees_what_was_changed(county: make.County, client: Client) -> None:
    key = uuid.uuid4()
    row = make.do("publish", county, make.voice(county, SAID, command_id=key), text=SHOWN)
    page = client.get(f"/track/{queries.by_command(key).code}").text
    assert "这件事和办理结果已经公开" in page and f"/voices/{row.uid}" in page
    assert "公开的文字改过" in page and SAID in page and "<del>" in page and "〔改成：" in page
    make.do("withhold", county, row, reason="unverified")
    page = client.get(f"/track/{queries.by_command(key).code}").text
    assert "决定不予公开：指名举报" in page and "<del>" not in page


def test_the_desk_proposes_a_masked_wording_and_shows_both(county: make.County) -> None:
    row, officer = make.voice(county, SAID), desk(county, "yunxi_officer")
    form = officer.get(f"/desk/voices/{row.uid}/publish").text
    assert f">\n{SHOWN}</textarea>" in form and "请逐字看过再公开" in form
    sent = {"command_id": str(uuid.uuid4()), "version": row.version, "text": SHOWN}
    assert officer.post(f"/desk/voices/{row.uid}/publish", sent).status_code == 302
    page = officer.get(f"/desk/voices/{row.uid}").text
    assert SAID in page and "<del>" in page
    assert "翠莲" not in desk(county, "shiqiao_officer").get(f"/desk/voices/{row.uid}").text
    assert "翠莲" not in Client().get(f"/voices/{row.uid}").text


def test_the_desk_withholds_with_a_reason(county: make.County, client: Client) -> None:
    row, officer = make.voice(county, SAID), desk(county, "yunxi_officer")
    assert "指名举报" in officer.get(f"/desk/voices/{row.uid}/withhold").text
    sent = {"command_id": str(uuid.uuid4()), "version": row.version}
    assert officer.post(f"/desk/voices/{row.uid}/withhold", sent).status_code == 422
    assert officer.post(f"/desk/voices/{row.uid}/withhold", {**sent, "reason": "unverified"}).status_code == 302
    assert "决定不予公开" in officer.get(f"/desk/voices/{row.uid}").text
    for page in ("/voices", "/figures"):
        assert "决定不公开的 1 件" in client.get(page).text, page
    with pytest.raises(Missing):
        queries.get_for(PUBLIC, row.uid)


def pictures(county: make.County, **more: Any) -> Voice:
    files = [papers_make.upload(papers_make.picture(), f"{n}.jpg") for n in (1, 2)]
    return make.voice(county, photos=files, **more)


def shown(row: Voice) -> list[uuid.UUID]:
    return [paper.uid for paper in queries.photos([row]).get(row.subject, [])]


def test_no_photo_is_public_until_it_is_picked(county: make.County) -> None:
    row = pictures(county)
    first, second = (paper.uid for paper in queries.sent(row))
    assert shown(make.do("publish", county, row)) == []
    row = make.do("unpublish", county, row)
    row = make.do("publish", county, row, photos=[second])
    assert shown(row) == [second] and queries.photo(row, second).uid == second
    with pytest.raises(Missing):
        queries.photo(row, first)
    row = make.do("withhold", county, row, reason="personal")
    assert shown(row) == [] and papers.of(row.subject, ["public"]) == []
    with pytest.raises(Invalid):
        make.do("publish", county, row, photos=[uuid.uuid4()])


def test_a_blackened_photo_stands_in_for_the_original(county: make.County) -> None:
    row = pictures(county)
    first, second = (paper.uid for paper in queries.sent(row))
    row = make.do("redact", county, row, paper=first, boxes=[Box(0, 0, 50, 50)])
    row = make.do("redact", county, row, paper=first, boxes=[Box(0, 0, 100, 40), Box(90, 90, 100, 100)])
    copies = [paper for paper in papers.of(row.subject, ["parties"]) if paper.origin_id]
    assert len(copies) == 1 and len(queries.sent(row)) == 2
    row = make.do("publish", county, row, photos=[first, second])
    assert shown(row) == [second, copies[0].uid]
    with pytest.raises(Denied):
        make.do("redact", county, row, paper=first)
    row = make.do("redact", county, make.do("unpublish", county, row), paper=first)
    assert shown(make.do("publish", county, row, photos=[first])) == [first]


def test_a_box_lies_on_the_photo(county: make.County) -> None:
    row = pictures(county)
    (first, _) = (paper.uid for paper in queries.sent(row))
    nan = float("nan")
    for box in (Box(100, 0, 5, 5), Box(-1, 0, 5, 5), Box(0, 0, 0, 5), Box(nan, 0, 5, 5), Box(0, 0, 5, float("inf"))):
        with pytest.raises(Invalid):
            make.do("redact", county, row, paper=first, boxes=[box])
    with pytest.raises(Invalid):
        make.do("redact", county, row, paper=first, boxes=[Box(0, 0, 1, 1)] * 41)
    with pytest.raises(Missing):
        make.do("redact", county, row, paper=uuid.uuid4(), boxes=[Box(0, 0, 5, 5)])


def test_the_desk_blackens_and_picks_without_a_script(county: make.County) -> None:
    row, officer = pictures(county), desk(county, "yunxi_officer")
    first = queries.sent(row)[0].uid
    at = f"/desk/voices/{row.uid}/photo/{first}/blacken"
    assert officer.get(at).text.count('name="left"') == 4
    sent: dict[str, Any] = {"command_id": str(uuid.uuid4()), "version": row.version}
    typed = {"left": ["10", ""], "top": ["１０%", ""], "width": ["30", ""], "height": ["30", ""]}
    refused = officer.post(at, {**sent, **typed, "left": ["十", ""]})
    assert refused.status_code == 422 and "都是百分数" in refused.text and 'value="十"' in refused.text
    assert officer.post(at, {**sent, **typed}).status_code == 302
    form = officer.get(f"/desk/voices/{row.uid}/publish").text
    assert "重新涂黑" in form and form.count('type="checkbox" name="photos"') == 2
    row.refresh_from_db()
    sent = {"command_id": str(uuid.uuid4()), "version": row.version, "text": row.text, "photos": [str(first)]}
    assert officer.post(f"/desk/voices/{row.uid}/publish", sent).status_code == 302
    row.refresh_from_db()
    assert len(shown(row)) == 1 and shown(row) != [first]
    for who, status in (("shiqiao_officer", 404), ("yunxi_town_unit", 404), ("yunxi_deputy", 403)):
        assert desk(county, who).get(at).status_code in (status, 403)


def test_the_voice_keeps_which_consent_was_given(county: make.County, client: Client) -> None:
    known = organs.book_for(make.COUNTY, make.TODAY).voices
    key, shy = uuid.uuid4(), uuid.uuid4()
    row = make.voice(county, command_id=key)
    assert row.consent_version == known.consent_version and len(row.consent_version) == 8
    assert known.consent[:12] in client.get("/s/yunxi/speak").text
    page = client.get(f"/track/{queries.by_command(key).code}").text
    assert known.consent[:12] in page and row.consent_version in page
    assert make.voice(county, publish=False, command_id=shy).consent_version == ""
    assert "您选择了不公开" in client.get(f"/track/{queries.by_command(shy).code}").text
    old = make.voice(county, actor=county.actor("county_clerk"), channel="import")
    assert old.consent_version == ""
