import copy
import re
import uuid
from collections.abc import Iterator

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from huying.base.ledger.tests.shared import shared
from huying.field.stations import queries as stations
from huying.field.voices import queries, views
from huying.field.voices.models import Voice
from huying.field.voices.states import STATES
from huying.field.voices.tests import make
from huying.field.voices.tests.test_commands import PNG

pytestmark = pytest.mark.django_db
SCRIPT = "<script>alert(1)</script>"


@pytest.fixture(autouse=True)
def today() -> Iterator[None]:
    with time_machine.travel(make.NOW, tick=False):
        yield


county_once = shared(make.county)


@pytest.fixture
def county(county_once: make.County) -> make.County:
    return copy.deepcopy(county_once)


def signed_in(county: make.County, name: str) -> Client:
    client = Client()
    client.force_login(county.accounts[name])
    return client


def say(client: Client, path: str = "/s/yunxi/speak", **given):
    data = {"command_id": str(uuid.uuid4()), "text": make.LAMP, "publish": "on", **given}
    return client.post(path, data)


def test_a_citizen_speaks_and_follows(county: make.County, client: Client) -> None:
    page = client.get("/s/yunxi/speak")
    assert page.status_code == 200 and "桥头村" in page.text and county.yunxi.name in page.text
    sent = say(client, village=make.QIAOTOU, phone="13800000000")
    done = client.get(sent.url)
    row = Voice.objects.get()
    assert (row.channel, row.region, row.station_id) == ("qr", make.QIAOTOU, county.yunxi.pk)
    code = queries.by_command(uuid.UUID(sent.url.rsplit("/", 1)[1])).code
    assert code in done.text and "<svg" in done.text and done["Cache-Control"] == "no-store"
    found = client.post("/track", {"command_id": str(uuid.uuid4()), "code": f" {code.lower().replace('-', '')} "})
    assert found.status_code == 302 and found.url == f"/track/{code}"
    page = client.get(found.url)
    assert make.LAMP in page.text and "登记" in page.text and "13800000000" not in page.text
    assert page["X-Robots-Tag"] == "noindex"


def test_where_the_phone_says_it_is_is_kept_and_a_receipt_printed(county: make.County, client: Client) -> None:
    sent = say(client, latitude="27.001200", longitude="111.200000")
    row = Voice.objects.get()
    assert (row.latitude, row.longitude, row.datum) == (27.0012, 111.2, "wgs84")
    done = client.get(sent.url).text
    assert re.search("日 周.前，云溪镇", done) and "5 个工作日" in done
    code = queries.by_command(uuid.UUID(sent.url.rsplit("/", 1)[1])).code
    slip = client.get(f"/track/{code}/slip")
    assert code in slip.text and "<svg" in slip.text and slip["Cache-Control"] == "no-store"
    assert say(client, latitude="27", longitude="").status_code == 422
    assert say(client, latitude="abc", longitude="111").status_code == 422


def test_what_one_may_answer_stands_in_the_readers_language(county: make.County, client: Client) -> None:
    done = client.get(say(client, phone="13800000000").url).text
    code = re.search(r'class="code" translate="no">([0-9A-Z-]+)<', done)[1]
    assert "您留了联系方式" in client.get(f"/track/{code}").text
    make.do("answer", county, Voice.objects.get(), text="已经请电工换好")
    client.cookies["django_language"] = "en"
    page = client.get(f"/track/{code}").text
    assert "<span>Not solved yet</span>" in page and "解决了一部分" not in page


def test_a_code_of_no_station_leads_to_the_stations(county: make.County, client: Client) -> None:
    page = client.get("/s/nowhere/speak")
    assert page.status_code == 404 and 'href="/stations"' in page.text


def test_a_double_tap_is_one_voice(county: make.County, client: Client) -> None:
    key = str(uuid.uuid4())
    first, second = say(client, command_id=key), say(client, command_id=key)
    assert first.url == second.url and Voice.objects.count() == 1


@pytest.mark.parametrize("path", ["/speak", "/s/main/speak", "/track"])
def test_pages_open_without_an_account(county: make.County, client: Client, path: str) -> None:
    assert client.get(path).status_code == 200


def test_without_a_station_one_is_chosen(county: make.County, client: Client) -> None:
    refused = say(client, "/speak")
    assert refused.status_code == 422 and make.LAMP in refused.text and "联络站" in refused.text
    assert say(client, "/speak", station="shiqiao").status_code == 302
    assert Voice.objects.get().channel == "web"


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"text": ""}, "才知道是什么事"),
        ({"text": "字" * 10_000}, "写了 10000 个字"),
        ({"text": "\u202e\u200b\x07"}, "才知道是什么事"),
        ({"phone": "打我"}, "电话号码好像不对"),
        ({"village": "110101001001"}, "不在本县"),
        ({"category": "x"}, "请从列出的项目里选"),
        ({"command_id": "nonsense"}, ""),
    ],
)
def test_what_is_refused_is_given_back(county: make.County, client: Client, given: dict, sentence: str) -> None:
    page = say(client, **given)
    assert page.status_code == 422 and sentence in page.text and Voice.objects.count() == 0
    assert given.get("text", make.LAMP).strip()[:50] in page.text or "\u202e" in given["text"]


def test_nul_and_script(county: make.County, client: Client) -> None:
    sent = say(client, text=f"{SCRIPT}路灯\x00坏了", contact=SCRIPT, place=SCRIPT)
    if sent.status_code == 422:  # Django's own field refuses NUL with a sentence
        assert "路灯" in sent.text and SCRIPT not in sent.text
        sent = say(client, text=f"{SCRIPT}路灯坏了", contact=SCRIPT, place=SCRIPT)
    code = queries.by_command(uuid.UUID(sent.url.rsplit("/", 1)[1])).code
    assert SCRIPT not in client.get(f"/track/{code}").text
    row = Voice.objects.get()
    page = signed_in(county, "yunxi_officer").get(f"/desk/voices/{row.uid}").text
    assert SCRIPT not in page and "&lt;script&gt;" in page
    assert SCRIPT not in signed_in(county, "yunxi_officer").get("/desk/voices/").text


def test_signed_links_prefill_and_forged_ones_are_forgiven(county: make.County, client: Client) -> None:
    link = stations.qr_url(county.yunxi, place="村口第二盏灯").replace("/s/yunxi", "/s/yunxi/speak")
    assert "村口第二盏灯" in client.get(link).text
    for bad in (link[:-2] + "xx", "/s/yunxi/speak?k=%01", "/s/yunxi/speak?k=1:2:3"):
        page = client.get(bad)
        assert page.status_code == 200 and "村口第二盏灯" not in page.text and "不要紧" in page.text
    assert client.get("/s/nowhere/speak").status_code == 404


def test_similar_ones_come_before_sending(county: make.County, client: Client) -> None:
    row = make.voice(county)
    make.do("publish", county, row)
    text = "桥头小学门口路灯坏了好几天，放学很黑"
    asked = say(client, text=text)
    assert asked.status_code == 200 and "我也一样" in asked.text and Voice.objects.count() == 1
    assert say(client, text=text, seen="1", like=str(row.pk)).status_code == 302
    assert Voice.objects.exclude(pk=row.pk).get().like_id == row.pk
    part = client.post("/speak/beside", {"text": text, "station": "yunxi"}, headers={"HX-Request": "true"})
    assert "我也一样" in part.text and "<html" not in part.text and 'name="seen"' in part.text


def test_a_tampered_form_does_no_harm(county: make.County, client: Client) -> None:
    private = make.voice(county)
    assert say(client, like=str(private.pk), version="3").status_code == 302
    assert say(client, like="999999", seen="1").status_code == 302
    assert say(client, like="x").status_code == 422
    assert not Voice.objects.exclude(like=None).exists()


def test_too_often_never_loses_the_text(county: make.County, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(views, "SPEAK_LIMIT", 1)
    assert say(client).status_code == 302
    slow = say(client)
    assert slow.status_code == 429 and make.LAMP in slow.text and Voice.objects.count() == 1


def test_guessed_codes(county: make.County, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    make.voice(county)
    monkeypatch.setattr(views, "TRACK_LIMIT", 4)
    answers = [client.get(f"/track/{guess}") for guess in ("7KQD-M3XR-9TWP", "1", "%01")]
    assert {page.status_code for page in answers} == {404} and all("没有查到" in page.text for page in answers)
    post = {"command_id": str(uuid.uuid4()), "code": "AAAA-BBBB-CCCC"}
    assert client.post("/track", post).status_code == 404
    assert client.post("/track", post).status_code == 429


def test_the_citizen_answers_to_the_end(county: make.County, client: Client) -> None:
    key = uuid.uuid4()
    row = make.voice(county, command_id=key)
    make.do("answer", county, row, text="已经请电工换好")
    code = queries.by_command(key).code
    page = client.get(f"/track/{code}")
    assert "已经请电工换好" in page.text and "这件事解决了吗" in page.text
    wrong = client.post(
        f"/track/{code}/confirm", {"command_id": str(uuid.uuid4()), "version": row.version + 9, "verdict": "solved"}
    )
    assert wrong.status_code == 422 and "新的变化" in wrong.text
    given = {"command_id": str(uuid.uuid4()), "verdict": "partly", "reason": "还有一盏"}
    assert client.post(f"/track/{code}/confirm", given).status_code == 302
    assert client.post(f"/track/{code}/confirm", given).status_code == 302
    row.refresh_from_db()
    assert (row.state, row.verdict) == ("closed", "partly")
    assert "您说解决了一部分" in client.get(f"/track/{code}").text


@pytest.mark.parametrize("verb", ["register", "refer", "close", "publish", "x"])
def test_a_code_opens_no_desk_verb(county: make.County, client: Client, verb: str) -> None:
    key = uuid.uuid4()
    make.voice(county, command_id=key)
    code = queries.by_command(key).code
    assert client.post(f"/track/{code}/{verb}", {"command_id": str(uuid.uuid4())}).status_code == 404


def test_photos_pass_the_gate(county: make.County, client: Client, settings, tmp_path) -> None:
    settings.MEDIA_ROOT = tmp_path
    sent = say(client, text="", photos=[SimpleUploadedFile("灯.png", PNG, "image/png")])
    assert sent.status_code == 302
    row = Voice.objects.get()
    code = queries.by_command(uuid.UUID(sent.url.rsplit("/", 1)[1])).code
    page = client.get(f"/track/{code}").text
    path = page.partition('href="/track/')[2].partition('"')[0]
    assert client.get(f"/track/{path}").status_code == 200
    paper = path.rsplit("/", 1)[1]
    desk = f"/desk/voices/{row.uid}/photo/{paper}"
    assert signed_in(county, "yunxi_officer").get(desk).status_code == 200
    assert signed_in(county, "shiqiao_officer").get(desk).status_code == 404
    assert client.get(desk).status_code == 302
    other = uuid.uuid4()
    make.voice(county, command_id=other)
    assert client.get(f"/track/{queries.by_command(other).code}/photo/{paper}").status_code == 404


READERS = {
    "yunxi_officer": 200, "yunxi_clerk": 200, "county_clerk": 200, "yunxi_deputy": 200, "yunxi_town_unit": 200,
    "traffic_unit": 404, "shiqiao_officer": 404, "shiqiao_clerk": 404, "shiqiao_deputy": 404,
}  # fmt: skip


@pytest.mark.parametrize("state", STATES)
def test_the_page_of_every_state_for_every_role(county: make.County, state: str) -> None:
    row = make.voice_in(county, state, contact="王大姐")
    for name, status in READERS.items():
        wanted = 404 if name == "yunxi_town_unit" and state not in ("referred", "answered") else status
        page = signed_in(county, name).get(f"/desk/voices/{row.uid}")
        assert page.status_code == wanted, name
        assert ("王大姐" in page.text) is (name in ("yunxi_officer", "yunxi_clerk") and state != "void")
    assert Client().get(f"/desk/voices/{row.uid}").status_code == 302


def act(client: Client, row: Voice, verb: str, **given):
    return client.post(
        f"/desk/voices/{row.uid}/{verb}", {"command_id": str(uuid.uuid4()), "version": row.version, **given}
    )


def test_the_way_home_in_the_browser(county: make.County) -> None:
    row = make.voice(county)
    officer, unit = signed_in(county, "yunxi_officer"), signed_in(county, "yunxi_town_unit")
    town = county.organs["yunxi_town"].pk
    for client, verb, given in (
        (officer, "register", {}),
        (officer, "refer", {"unit": town, "note": "属于镇里能办的事"}),
        (unit, "unit_accept", {}),
        (unit, "unit_answer", {"text": "灯头已换"}),
        (officer, "report_back", {"text": "镇里已换好", "solved": "true"}),
        (officer, "publish", {}),
    ):
        answer = act(client, row, verb, **given)
        assert answer.status_code == 302, (verb, answer.text[-600:])
        row.refresh_from_db()
    assert row.state == "reported" and row.published


def test_the_wrong_role_is_refused(county: make.County) -> None:
    row = make.voice(county)
    assert act(signed_in(county, "yunxi_deputy"), row, "register").status_code == 403
    assert act(signed_in(county, "county_clerk"), row, "answer", text="好").status_code == 403
    assert act(signed_in(county, "shiqiao_officer"), row, "register").status_code == 404
    assert act(Client(), row, "register").status_code == 302
    assert Voice.objects.get().version == 1


def test_a_stale_form_keeps_the_words(county: make.County) -> None:
    row = make.voice(county)
    make.do("add_words", county, row, "citizen", text="又坏一盏")
    page = act(signed_in(county, "yunxi_officer"), row, "answer", text="这是我写的答复")
    assert page.status_code == 422 and "这是我写的答复" in page.text and "新的变化" in page.text


def test_an_empty_answer_and_an_unknown_verb(county: make.County) -> None:
    row, officer = make.voice(county), signed_in(county, "yunxi_officer")
    assert act(officer, row, "answer", text=" ").status_code == 422
    assert act(officer, row, "explode").status_code == 404
    assert act(officer, row, "unit_answer", text="x").status_code == 403


def test_words_survive_an_ended_session(county: make.County) -> None:
    row, client = make.voice(county), Client()
    typed = act(client, row, "answer", text="我写了很久的答复")
    assert typed.status_code == 302 and "/desk/login" in typed.url
    client.force_login(county.accounts["yunxi_officer"])
    assert "我写了很久的答复" in client.get(f"/desk/voices/{row.uid}/answer").text


def test_a_visitor_is_registered_by_the_station_only(county: make.County) -> None:
    officer = signed_in(county, "yunxi_officer")
    assert officer.get("/desk/voices/new").status_code == 200
    sent = say(officer, "/desk/voices/new", channel="reception", contact="王大姐")
    assert sent.status_code == 302 and Voice.objects.get().on_behalf
    assert say(officer, "/desk/voices/new", channel="qr").status_code == 422
    assert signed_in(county, "county_clerk").get("/desk/voices/new").status_code == 403


def test_what_is_added_after_publication_stays_with_those_who_deal_with_it(county: make.County) -> None:
    row = make.do("publish", county, make.voice_in(county, "reported"))
    make.do("add_words", county, row, "citizen", text="其实是隔壁老王弄坏的")
    page = f"/desk/voices/{row.uid}"
    for stranger in ("traffic_unit", "shiqiao_officer"):
        assert "反映人补充" in (said := signed_in(county, stranger).get(page).text)
        assert "老王" not in said
    assert "老王" in signed_in(county, "yunxi_officer").get(page).text
    assert "老王" not in Client().get(f"/voices/{row.uid}").text


def test_sending_a_voice_takes_at_most_fourteen_statements(county: make.County, client: Client) -> None:
    make.do("publish", county, make.voice(county, text="石桥头的路面塌了一块"))
    say(client)
    for given, most in (({}, 14), ({"phone": "13800000000", "village": make.QIAOTOU, "seen": "1"}, 14)):
        say(client, **given)
        with CaptureQueriesContext(connection) as seen:
            assert say(client, **given).status_code == 302
        assert len(seen) <= most, [query["sql"][:90] for query in seen]
