"""The desk: the queue beside the voice, six numbered ways out, and who has what in hand."""

import copy
import re
import uuid
from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from huying.base.ledger import queries as ledger
from huying.base.ledger.tests.shared import shared
from huying.field.voices import queries, sketch
from huying.field.voices.commands.hold import hold
from huying.field.voices.commands.triage import send_out
from huying.field.voices.models import Hold, Voice
from huying.field.voices.tests import make
from huying.field.voices.tests.test_pages import PNG, act, signed_in
from huying.kernel.errors import Denied

pytestmark = pytest.mark.django_db
QUEUE = "/desk/voices/"
NOTICE = 'class="flash flash-warn hold"'
DOORS = {
    "answer": {"text": "今天下午已经换好灯泡"},
    "refer": {"note": "请到现场看看"},
    "pass_up": {},
    "guide": {"guide": "court"},
    "join": {},
    "explain": {"reason": "policy", "text": "现行政策不允许"},
}


@pytest.fixture(autouse=True)
def today() -> Iterator[None]:
    with time_machine.travel(make.NOW, tick=False):
        yield


county_once = shared(make.county)


@pytest.fixture
def county(county_once: make.County) -> make.County:
    return copy.deepcopy(county_once)


@pytest.fixture
def officer(county: make.County) -> Client:
    return signed_in(county, "yunxi_officer")


def page(row: Voice, query: str = "stand=received") -> str:
    return f"/desk/voices/{row.uid}?{query}"


def statements(client: Client, path: str, **headers: str) -> int:
    with CaptureQueriesContext(connection) as seen:
        assert client.get(path, headers=headers).status_code == 200
    return len(seen)


def door(county: make.County, verb: str) -> dict[str, object]:
    more = {
        "refer": {"unit": county.organs["yunxi_town"].pk},
        "pass_up": {"deputy": county.accounts["yunxi_deputy"].person_id},
        "join": {"into": make.voice(county, text="桥头村口两盏路灯不亮").pk} if verb == "join" else {},
    }
    return {**DOORS[verb], **more.get(verb, {})}


# ── the queue ──


def test_the_queue_filters_and_counts(county: make.County, officer: Client) -> None:
    lamp = make.voice(county)
    road = make.voice_in(county, "reported", text="石桥头的路面塌了一块")
    todo, everything = officer.get(QUEUE).text, officer.get(QUEUE, {"stand": "all"}).text
    assert str(lamp.uid) in todo and str(road.uid) not in todo
    assert str(lamp.uid) in everything and str(road.uid) in everything
    for query, shown, hidden in (
        ({"stand": "received"}, lamp, road),
        ({"q": "路灯"}, lamp, road),
        ({"due": "soon"}, lamp, road),
        ({"stand": "reported"}, road, lamp),
        ({"stand": "mine"}, road, lamp),
        ({"stand": "all", "before": str(road.pk)}, lamp, road),
    ):
        text = officer.get(QUEUE, query).text
        assert str(shown.uid) in text and str(hidden.uid) not in text, query
    nonsense = {"before": "x" * 40, "station": "9" * 40, "q": "%'\x00", "stand": "<b>", "due": "never"}
    assert officer.get(QUEUE, nonsense).status_code == 200
    assert str(lamp.uid) not in signed_in(county, "shiqiao_clerk").get(QUEUE).text


def test_every_count_opens_what_it_counts(county: make.County, officer: Client) -> None:
    make.voice(county)
    back = make.voice_in(county, "referred")
    make.do("unit_return", county, back, "yunxi_town_unit", reason="不属于本单位")
    make.voice_in(county, "reported")
    for name in ("yunxi_officer", "yunxi_clerk"):
        client = signed_in(county, name)
        text = client.get(QUEUE).text
        for query in ("stand=todo", "stand=received", "due=soon", "due=late", "stand=returned", "stand=reported"):
            n = int(text.partition(f'href="?{query}"')[2].partition('class="count">')[2].partition("<")[0])
            assert n == client.get(f"{QUEUE}?{query}").text.count('<li id="v-'), (name, query)


def test_the_oldest_is_served_first_and_pages_go_on(
    county: make.County, officer: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("huying.field.voices.board.SIZE", 2)
    rows = [make.voice(county, text=f"第 {n} 盏路灯不亮") for n in range(3)]
    first = officer.get(f"{QUEUE}?stand=received").text
    assert first.index(str(rows[0].uid)) < first.index(str(rows[1].uid)) and str(rows[2].uid) not in first
    second = officer.get(f"{QUEUE}?stand=received&before={rows[1].pk}").text
    assert str(rows[2].uid) in second and str(rows[0].uid) not in second
    newest = officer.get(f"{QUEUE}?stand=all").text
    assert newest.index(str(rows[2].uid)) < newest.index(str(rows[1].uid)) and str(rows[0].uid) not in newest


def test_those_who_only_watch_get_no_list_of_their_own(county: make.County) -> None:
    row = make.voice_in(county, "triaged")
    for name, todo in (("county_clerk", False), ("yunxi_deputy", False), ("yunxi_clerk", True)):
        text = signed_in(county, name).get(QUEUE).text
        assert str(row.uid) in text and ("等我办" in text) is todo, name
    unit = signed_in(county, "yunxi_town_unit")
    assert str(row.uid) not in unit.get(QUEUE).text
    make.do("refer", county, row, unit=county.organs["yunxi_town"].pk)
    assert str(row.uid) in unit.get(QUEUE).text and "等我办" in unit.get(QUEUE).text


def test_lists_and_pages_take_few_statements_however_long(county: make.County, settings, tmp_path) -> None:
    settings.MEDIA_ROOT = tmp_path
    picture = SimpleUploadedFile("灯.png", PNG, "image/png")
    first, new = make.voice_in(county, "reported"), make.voice(county, contact="王大姐", photos=[picture])
    back = make.voice_in(county, "referred")
    make.do("unit_return", county, back, "yunxi_town_unit", reason="不属于本单位")
    clients = {name: signed_in(county, name) for name in ("yunxi_officer", "yunxi_clerk", "county_clerk")}
    lists = [
        QUEUE,
        *(f"{QUEUE}?{query}" for query in ("stand=received", "due=soon", "stand=all", "stand=mine", "q=路灯")),
    ]
    whole = [page(first), page(new), page(back)]

    def counted() -> dict[tuple[str, str], int]:
        found = {}
        for path in (*lists, *whole):
            for name, client in clients.items():
                client.get(path)  # its keeper takes it in hand
                found[name, path] = statements(client, path)
        return found

    before = counted()
    for n in range(12):
        make.voice(county, text=f"第 {n} 盏路灯不亮")
    for n in range(5):
        make.do("add_words", county, first, "citizen", text=f"补充 {n}")
    assert counted() == before
    assert max(n for (_, path), n in before.items() if path in lists and "q=" not in path) <= 8, before
    assert max(n for (_, path), n in before.items() if path in whole) <= 12, before


# ── one voice and its ways out ──


@pytest.mark.parametrize("verb", DOORS)
def test_a_way_out_registers_what_is_new_and_opens_the_next(county: make.County, officer: Client, verb: str) -> None:
    row = make.voice(county)
    given = door(county, verb)
    following = make.voice(county, text="石桥头的路面塌了一块")
    sent = act(officer, row, verb, **given, category="roads", **{"from": "stand=received"})
    into = given.get("into")
    assert sent.status_code == 302 and sent.url.partition("?")[0].endswith(
        str(Voice.objects.get(pk=into).uid if into else following.uid)
    )
    assert f"done={verb}" in sent.url and str(row.uid) in sent.url and "上一件" in officer.get(sent.url).text
    row.refresh_from_db()
    assert row.category == "roads" and row.officer == county.accounts["yunxi_officer"].person_id
    lines = [line.verb for line in ledger.timeline(row.subject, ["public", "parties"])]
    assert lines[:2] == ["voice.received", "voice.registered"] and len(lines) == 3
    assert row.state in ("reported", "referred", "raised", "joined") and row.version == 3


def test_a_second_tap_on_a_way_out_is_one_act(county: make.County, officer: Client) -> None:
    row, key = make.voice(county), str(uuid.uuid4())
    for _ in range(2):
        assert act(officer, row, "answer", text="换好了", command_id=key).status_code == 302
    row.refresh_from_db()
    assert row.version == 3


def test_what_is_refused_leaves_it_unregistered(county: make.County, officer: Client) -> None:
    row = make.voice(county)
    refused = act(officer, row, "refer", unit=county.organs["yunxi_town"].pk, category="nonsense")
    assert refused.status_code == 422
    with pytest.raises(Exception, match="没有这个机构"):
        send_out("refer", actor=county.actor("yunxi_officer"), now=make.NOW, voice=row.pk, unit=10**9)
    row.refresh_from_db()
    assert (row.state, row.version) == ("received", 1)


def test_when_the_tab_is_empty_the_queue_says_so(county: make.County, officer: Client) -> None:
    row = make.voice(county)
    sent = act(officer, row, "answer", text="换好了", **{"from": "stand=received"})
    assert sent.url.startswith(f"{QUEUE}?stand=received&done=answer")
    text = officer.get(sent.url).text
    assert "清完了" in text and "上一件：当场答复" in text


def test_without_a_queue_one_stays_with_the_voice(county: make.County, officer: Client) -> None:
    row = make.voice(county)
    assert act(officer, row, "answer", text="换好了").url == f"/desk/voices/{row.uid}"
    other = make.voice(county, text="村口垃圾没人清")
    kept = act(officer, other, "register", category="roads", **{"from": "stand=received"})
    assert kept.url == f"/desk/voices/{other.uid}?stand=received"


def test_an_address_somebody_made_up_leads_nowhere_else(county: make.County, officer: Client) -> None:
    row = make.voice(county)
    sent = act(officer, row, "answer", text="换好了", **{"from": "stand=//evil&q=%0d%0aX:1&before=-1&due=x"})
    assert sent.url.startswith("/desk/voices/")
    text = officer.get(f"{QUEUE}?done=answer&was=javascript:alert(1)").text
    assert 'href="javascript' not in text and "上一件：" not in text


def test_the_six_ways_have_their_numbers_and_forms(county: make.County, officer: Client) -> None:
    text = officer.get(page(make.voice(county))).text
    for key, verb in enumerate(DOORS, start=1):
        box = f'id="door-{verb}" name="door" data-key="{key}"'
        assert box in text or (verb == "join" and f'data-key="{key}" data-to="join"' in text)
    assert "信访工作条例" in text and "常用答复" in text and county.yunxi.name + "已经派人到现场看过" in text
    assert "因为说到：路灯" in text and '<option value="roads" selected>' in text
    ids = re.findall(r' id="([^"]+)"', text)
    assert len(ids) == len(set(ids))


def test_other_states_number_what_there_is(county: make.County, officer: Client) -> None:
    text = officer.get(page(make.voice_in(county, "answered"))).text
    assert 'id="door-report_back" name="door" data-key="1" open' in text and "灯头已换好" in text
    assert "data-to" not in text


def test_the_form_of_a_way_out_opens_by_its_address(county: make.County, officer: Client) -> None:
    row = make.voice(county)
    other = make.voice(county, text="桥头小学门口路灯坏了好几天，放学很黑")
    path = f"/desk/voices/{row.uid}"
    answer = officer.get(f"{path}/answer?stand=received&template=done_on_site").text
    assert "当场办好：……" in answer.partition("<textarea")[2].partition("</textarea")[0]
    joined = officer.get(f"{path}/join?into={other.pk}").text
    assert f'value="{other.pk}" checked' in joined
    assert (
        f'<option value="{county.organs["traffic"].pk}" selected>'
        in officer.get(f"{path}/refer?unit={county.organs['traffic'].pk}").text
    )
    part = officer.get(f"{path}/pass_up", headers={"HX-Request": "true"}).text
    assert "<html" not in part and "本镇的代表" in part and f'action="{path}/pass_up"' in part
    assert officer.get(f"{path}/report_back", headers={"HX-Request": "true"}).status_code == 404
    assert officer.get(f"{path}/answer?template=none&unit=x").status_code == 200


def test_advice_comes_beside(county: make.County, officer: Client) -> None:
    for n in range(4):
        row = make.voice(county, text=f"村口第 {n} 盏路灯不亮")
        make.do("refer", county, row, unit=county.organs["yunxi_town"].pk)
        make.do("unit_accept", county, row, "yunxi_town_unit")
    like = make.voice(county)
    make.do("publish", county, like)
    row = make.voice(county, text="桥头小学门口路灯坏了好几天，法院判决也没用", like=like.pk)
    path = f"/desk/voices/{row.uid}/alike"
    text = officer.get(f"{path}?stand=received").text
    assert "<html" not in text and "以往多由云溪镇人民政府办理" in text and "司法途径" in text and "判决" in text
    assert f'value="{like.pk}" checked' in text and "反映人说和它一样" in text
    assert 'name="from" value="stand=received"' in text
    assert signed_in(county, "county_clerk").get(path).status_code == 403
    assert signed_in(county, "shiqiao_officer").get(path).status_code == 404
    statements(officer, path)
    assert statements(officer, path) <= 9
    usual = officer.get(f"/desk/voices/{row.uid}/refer").text
    assert "以往多由云溪镇人民政府办理" in usual


def test_joining_by_pick_or_by_number(county: make.County, officer: Client) -> None:
    target = make.voice(county)
    picked, typed, none = (make.voice(county, text=f"路灯坏了 {n}") for n in range(3))
    assert act(officer, picked, "join", into=target.pk).status_code == 302
    assert act(officer, typed, "join", number=target.pk).status_code == 302
    refused = act(officer, none, "join")
    assert refused.status_code == 422 and "请选一件" in refused.text and 'id="join"' in refused.text
    assert Voice.objects.filter(joined_to=target).count() == 2


def test_words_for_a_step_that_is_over_are_given_back(county: make.County, officer: Client) -> None:
    row = make.voice(county)
    make.do("answer", county, row, "yunxi_clerk", text="镇里先答复了")
    late = act(officer, row, "answer", text="我写了很久的答复")
    assert late.status_code == 422 and "我写了很久的答复" in late.text and "新的变化" in late.text


def test_the_drawing_needs_two_places(county: make.County) -> None:
    row = make.voice(county, latitude=27.2, longitude=111.3)
    row.station.latitude = row.station.longitude = None
    assert sketch.drawing(row, []) == ""
    near = make.voice(county, text="<b>近处</b>", latitude=27.21, longitude=111.31)
    svg = sketch.drawing(row, [near])
    assert svg.count("<circle") == 2 and "<b>" not in svg and "http" not in svg
    row.station.latitude, row.station.longitude = 27.2, 111.3
    assert "0.0 公里" in sketch.said(row) and sketch.drawing(make.voice(county), [near]) == ""


# ── who has it open ──


def test_whoever_opens_a_voice_has_it_in_hand_and_others_see_it(county: make.County, officer: Client) -> None:
    row, other = make.voice(county), make.voice(county, text="村口垃圾没人清")
    clerk = signed_in(county, "yunxi_clerk")
    name = county.actor("yunxi_officer").name
    officer.get(page(row))
    assert f"{name}正在办" in clerk.get(QUEUE).text and NOTICE in clerk.get(page(row)).text
    assert "正在办" not in officer.get(page(row)).text
    assert Hold.objects.get(voice=row).person_id == county.accounts["yunxi_officer"].person_id
    # Sending one on, the desk passes over what somebody else has open.
    third = make.voice(county, text="自来水晚上停")
    sent = act(clerk, third, "answer", text="修好了", **{"from": "stand=received"})
    assert str(other.uid) in sent.url
    # Opening another lets go of the first.
    officer.get(page(other))
    assert NOTICE not in clerk.get(page(row)).text


def test_a_hold_is_advice(county: make.County, officer: Client) -> None:
    row = make.voice(county)
    officer.get(page(row))
    version = Voice.objects.get(pk=row.pk).version
    clerk = signed_in(county, "yunxi_clerk")
    taken = clerk.post(f"/desk/voices/{row.uid}/hold", {"from": "stand=received"})
    assert taken.url == page(row) and "正在办" not in clerk.get(taken.url).text
    assert "正在办" in officer.get(page(row)).text
    assert act(officer, row, "answer", text="换好了").status_code == 302
    assert version == 1 and Hold.objects.count() == 1


def test_too_late_one_keeps_the_words_not_the_code(county: make.County, officer: Client) -> None:
    row = make.voice(county)
    for verb in ("register", "answer"):
        make.do(verb, county, Voice.objects.get(pk=row.pk), **({"text": "换好了"} if verb == "answer" else {}))
    late = act(officer, row, "explain", reason="policy", text="晚了一步")
    assert (
        late.status_code == 422
        and '<textarea id="lost" class="kept" rows="5" readonly>晚了一步</textarea>' in late.text
    )


def test_what_was_sent_out_is_no_longer_held(county: make.County, officer: Client) -> None:
    row = make.voice(county)
    officer.get(page(row))
    make.do("register", county, row)
    make.do("refer", county, Voice.objects.get(pk=row.pk), unit=county.organs["traffic"].pk)
    unit = signed_in(county, "traffic_unit")
    assert unit.get(page(row)).status_code == 200
    assert "正在办" not in unit.get(page(row)).text and "正在办" not in unit.get(QUEUE).text


def test_a_hold_runs_out_and_is_renewed(county: make.County) -> None:
    row = make.voice(county)
    officer, clerk = county.actor("yunxi_officer"), county.actor("yunxi_clerk")

    def opened(actor, minutes: int) -> Hold | None:
        voice = queries.get_for(actor, row.uid, "hold__person")
        return hold(actor=actor, now=make.NOW + timedelta(minutes=minutes), voice=voice)

    first = opened(officer, 0)
    assert opened(officer, 4).until == first.until and opened(officer, 6).until > first.until
    assert opened(clerk, 20).person_id == officer.person
    assert opened(clerk, 22).person_id == clerk.person


def test_only_the_keeper_takes_over(county: make.County) -> None:
    row = make.voice(county)
    path = f"/desk/voices/{row.uid}/hold"
    assert signed_in(county, "county_clerk").post(path).status_code == 403
    assert signed_in(county, "shiqiao_officer").post(path).status_code == 404
    assert signed_in(county, "yunxi_officer").get(path).status_code == 405
    with pytest.raises(Denied):
        hold(actor=county.actor("yunxi_deputy"), now=make.NOW, voice=row, over=True)
    signed_in(county, "yunxi_deputy").get(page(row))
    assert not Hold.objects.exists()
