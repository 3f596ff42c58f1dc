"""A flood is put aside and nobody notices but the desk, where people let it through or void it, one by one or all."""

import copy
import re
import uuid
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from huying.base.clocks import queries as clocks
from huying.base.ledger.models import Entry
from huying.base.ledger.tests.shared import shared
from huying.base.limits.models import Attempt
from huying.base.papers.models import Paper
from huying.base.search import queries as search
from huying.base.tallies import queries as tallies
from huying.field.voices import commands, flood, jobs, puzzle, queries
from huying.field.voices.models import Suspect, Voice, VoiceContact
from huying.field.voices.tests import make
from huying.field.voices.tests.test_commands import PNG
from huying.field.voices.tests.test_pages import signed_in
from huying.kernel.errors import BadMove, Denied
from huying.playbooks.schema import Flood

pytestmark = pytest.mark.django_db
SAME = "石桥村的自来水又黄又浑，请来看看"
NUMBERS = Flood()


@pytest.fixture(autouse=True)
def today() -> Iterator[None]:
    with time_machine.travel(make.NOW, tick=False):
        yield


county_once = shared(make.county)


@pytest.fixture
def county(county_once: make.County) -> make.County:
    return copy.deepcopy(county_once)


def say(client: Client, address: str = "203.0.113.7", **given: Any) -> Any:
    said = {"command_id": str(uuid.uuid4()), "text": SAME, "publish": "on", "seen": "1", **given}
    return client.post("/s/yunxi/speak", said, REMOTE_ADDR=address)


def flooded(county: make.County, n: int = 2, **more: Any) -> list[Voice]:
    """So many voices that were put aside."""
    rows = [make.voice(county, SAME, sender="203.0.113.7", **more) for _ in range(NUMBERS.alike_per_hour + n)]
    return rows[NUMBERS.alike_per_hour :]


@pytest.mark.parametrize(
    ("address", "net"),
    [
        ("203.0.113.7", "203.0.113.0/24"),
        ("::ffff:203.0.113.9", "203.0.113.0/24"),
        ("2001:db8:1:2ff::1", "2001:db8:1:200::/56"),
        ("", ""),
        ("nonsense", ""),
    ],
)
def test_a_sender_is_a_network(address: str, net: str) -> None:
    assert flood.network(address) == net


def test_nearly_the_same_words_have_a_mark_in_common_and_strangers_none() -> None:
    marks = set(flood.bands(SAME))
    assert len(marks) == flood.BANDS
    for like in (SAME + "！！", "1. " + SAME, "石桥村 的自来水　又黄又浑 请来看看 2号"):
        assert set(flood.bands(like)) & marks, like
    for other in (make.LAMP, "镇上的班车一天只有两趟，老人看病赶不上", "水管破了三天没有人来修，路上都是水"):
        assert not set(flood.bands(other)) & marks, other
    assert flood.bands("路灯坏了") == [] == flood.bands("")


def test_so_many_an_hour_are_let_in_and_what_comes_after_waits_for_a_person(county: make.County) -> None:
    rows = [make.voice(county, SAME, sender=f"198.51.{n}.1") for n in range(NUMBERS.alike_per_hour + 2)]
    assert [row.state for row in rows] == ["received"] * NUMBERS.alike_per_hour + ["held"] * 2
    assert set(Suspect.objects.values_list("why", flat=True)) == {"alike"}
    assert (
        make.voice(county, SAME, sender="198.51.100.1", station=county.shiqiao.pk, village=make.SHIQIAO).state
        == "received"
    )
    with time_machine.travel(make.NOW + timedelta(hours=1), tick=False):
        later = make.voice(county, SAME, now=make.NOW + timedelta(hours=1), sender="198.51.100.1")
    assert later.state == "received"


def test_a_sender_of_many_things_is_put_aside_and_others_are_not(county: make.County) -> None:
    words = [f"{make.LAMP[n:]}{SAME[: n + 3]}{'甲乙丙丁戊己庚辛'[n % 8] * (n + 2)}" for n in range(12)]
    texts = [words[n % 12][n // 12 :] for n in range(NUMBERS.sender_per_hour)]
    for text in texts:
        make.voice(county, text, sender="203.0.113.7", like=0)
    row = make.voice(county, "镇上的班车一天只有两趟", sender="203.0.113.99")
    assert row.state == "held" and row.suspect.why == "sender"
    assert make.voice(county, "镇上的班车一天只有两趟", sender="203.0.114.1").state == "received"
    assert make.voice(county, "镇上的班车一天只有两趟").state == "received"  # the desk, an import, the simulator


def test_what_is_put_aside_is_in_no_queue_no_figure_and_nobody_owes_it(county: make.County) -> None:
    before = tallies.by_key("voices", make.YUNXI)
    rows = flooded(county)
    pks = {row.pk for row in rows}
    officer = county.actor("yunxi_officer")
    assert not pks & set(queries.mine(officer).values_list("pk", flat=True))
    assert not {todo.voice.pk for todo in queries.todo_for(officer, make.TODAY)} & pks
    assert [clock for row in rows for clock in clocks.of(row.subject)] == []
    counted = tallies.by_key("voices", make.YUNXI)
    assert sum(counted.values()) - sum(before.values()) == NUMBERS.alike_per_hour
    assert not pks & set(
        Voice.objects.filter(search.holding("voice", "自来水", make.COUNTY)).values_list("pk", flat=True)
    )
    assert not pks & {row["pk"] for row in queries.recent(make.COUNTY, make.NOW - timedelta(days=1), 100)}
    with pytest.raises(Denied):
        commands.release(actor=county.actor("yunxi_deputy"), now=make.NOW, voice=rows[0].pk)
    with pytest.raises(BadMove):
        commands.publish(actor=officer, now=make.NOW, voice=rows[0].pk)


def test_whoever_sent_it_sees_what_they_would_see_otherwise(county: make.County, client: Client) -> None:
    flooded(county, 0)
    form = {"puzzle": puzzle.fresh(make.NOW - timedelta(minutes=1))}
    sent = say(client, **form)
    assert sent.status_code == 302 and Voice.objects.filter(state="held").count() == 1
    done = client.get(sent["Location"]).text
    code = re.search(r'translate="no">([0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4})<', done)[1]
    tracked = client.get(f"/track/{code}").text
    for page in (done, tracked):
        assert "登记" in page and "到期" in page
        assert not any(word in page for word in ("刷屏", "暂存", "放行", "held"))
    added = client.post(f"/track/{code}/add_words", {"command_id": str(uuid.uuid4()), "text": "今天更黄了"})
    assert added.status_code == 302 and "今天更黄了" in client.get(f"/track/{code}").text
    assert client.get(f"/track/{code}/slip").status_code == 200
    for address in (f"/api/v1/track/{code}",):
        told = client.get(address).json()
        assert told["state"] == "received" and "到期" in told["turn"]
    assert client.post(f"/track/{code}/withdraw", {"command_id": str(uuid.uuid4())}).status_code == 302
    assert "已撤回" in client.get(f"/track/{code}").text and not Suspect.objects.exists()


def test_the_counters_hold_neither_addresses_nor_words(county: make.County) -> None:
    flooded(county)
    held = [str(row.__dict__) for row in (*Attempt.objects.all(), *Suspect.objects.all(), *Entry.objects.all())]
    assert held and not any("203.0.113" in row or "自来水" in row for row in held)


def test_one_is_let_through_and_its_time_begins_today(county: make.County) -> None:
    row, other = flooded(county)
    after = make.NOW + timedelta(days=2)
    commands.release(actor=county.actor("yunxi_officer"), now=after, voice=row.pk)
    row.refresh_from_db()
    assert row.state == "received" and [clock.anchor for clock in clocks.of(row.subject)] == [after.date()]
    assert queries.counts(county.actor("yunxi_officer"))["held"] == 1 and Suspect.objects.get().voice == other
    assert Entry.objects.filter(subject=row.subject, verb="voice.released").count() == 1


def test_the_desk_looks_and_voids_all_of_a_group_with_a_line_each(county: make.County, settings, tmp_path) -> None:
    settings.MEDIA_ROOT = tmp_path
    rows = flooded(county, 3, phone="13800000000", photos=[make_photo()])
    officer = signed_in(county, "yunxi_officer")
    assert "疑似刷屏 3" in re.sub(r"\s+", " ", officer.get("/desk/voices/").text)
    page = officer.get("/desk/voices/flood").text
    assert "3 件" in page and SAME in page
    there = re.search(r"/desk/voices/flood/([0-9a-f]{32})", page)[0]
    whole = officer.get(there).text
    assert "内容、照片和联系方式删除" in whole and "这一组 3 件全部作废" in whole
    newest = rows[-1].pk
    late = make.voice(county, SAME, sender="203.0.113.7")
    gone = officer.post(f"{there}/discard", {"command_id": str(uuid.uuid4()), "upto": newest})
    assert gone.status_code == 302 and "作废了 3 件" in officer.get(gone["Location"]).text
    for row in rows:
        row.refresh_from_db()
        assert (row.state, row.exit, row.text, row.photos) == ("void", "flood", "", 0)
        assert Entry.objects.filter(subject=row.subject, verb="voice.discarded").count() == 1
    late.refresh_from_db()
    assert late.state == "held"  # came after the page was shown
    assert not VoiceContact.objects.filter(pk__in=[row.pk for row in rows]).exists()
    assert not Paper.objects.filter(subject__in=[row.subject for row in rows]).exists()
    one = officer.post(f"{there}/release", {"command_id": str(uuid.uuid4()), "upto": late.pk, "only": late.pk})
    assert one["Location"] == "/desk/voices/flood?done=release&n=1"
    late.refresh_from_db()
    assert late.state == "received"


def make_photo() -> SimpleUploadedFile:
    return SimpleUploadedFile("a.png", PNG, "image/png")


def test_each_button_of_the_page_says_which_it_means(county: make.County) -> None:
    rows = flooded(county, 3)
    officer, there = signed_in(county, "yunxi_officer"), f"/desk/voices/flood/{rows[0].suspect.group}"
    forms = _forms(officer.get(there).text)
    assert [at.rsplit("/", 1)[1] for at, _ in forms] == ["release", "discard"] * 4
    only = [given.get("only", "") for _, given in forms]
    assert only == ["", "", *(str(row.pk) for row in rows[::-1] for _ in "rd")]
    officer.post(*forms[-1])
    rows[0].refresh_from_db()
    assert rows[0].state == "void" and Voice.objects.filter(state="held").count() == 2
    officer.post(*forms[0])
    assert not Voice.objects.filter(state="held").exists()


def _forms(page: str) -> list[tuple[str, dict[str, str]]]:
    """The forms as a browser would send them."""
    found = re.findall(r'<form method="post" action="([^"]*/flood/[^"]*)"(.*?)</form>', page, re.S)
    return [(at, dict(re.findall(r'name="(\w+)" value="([^"]*)"', form))) for at, form in found]


def test_who_sent_what_was_voided_reads_so(county: make.County, client: Client) -> None:
    (row,) = flooded(county, 1)
    code = row.code
    commands.discard(actor=county.actor("county_clerk"), now=make.NOW, voice=row.pk)
    page = client.get(f"/track/{code}").text
    assert "看过以后没有收" in page and "再反映一次" in page


def test_only_those_of_the_place_see_and_decide(county: make.County) -> None:
    rows = flooded(county, 1)
    there = f"/desk/voices/flood/{rows[0].suspect.group}"
    post = {"command_id": str(uuid.uuid4()), "upto": rows[0].pk}
    for who, status in (("shiqiao_officer", 404), ("yunxi_officer", 200), ("yunxi_clerk", 200), ("county_clerk", 200)):
        assert signed_in(county, who).get(there).status_code == status, who
    signed_in(county, "shiqiao_officer").post(f"{there}/discard", post)
    rows[0].refresh_from_db()
    assert rows[0].state == "held"
    assert signed_in(county, "yunxi_deputy").get("/desk/voices/flood").status_code == 403
    assert signed_in(county, "yunxi_officer").post(f"{there}/answer", post).status_code == 404
    assert signed_in(county, "yunxi_officer").get("/desk/voices/flood/" + "0" * 32).status_code == 404


def test_no_job_lets_through_or_voids_anything(county: make.County) -> None:
    (row,) = flooded(county, 1)
    for job in (jobs.close_silent, jobs.remind, jobs.erase_old):
        job(make.NOW + timedelta(days=900))
    row.refresh_from_db()
    assert row.state == "held"


def test_the_page_takes_the_same_few_statements_however_many(county: make.County) -> None:
    officer = signed_in(county, "yunxi_officer")
    officer.get("/desk/voices/flood")
    taken = []
    for n in (2, 5):
        group = flooded(county, n)[0].suspect.group
        counted = []
        for path in ("/desk/voices/flood", f"/desk/voices/flood/{group}"):
            with CaptureQueriesContext(connection) as seen:
                assert officer.get(path).status_code == 200
            counted.append(len(seen))
        taken.append(counted)
    assert taken[0] == taken[1] and max(taken[0]) <= 9, taken


def test_during_a_flood_one_waits_or_the_phone_works_and_words_stay(county: make.County, client: Client) -> None:
    calm = client.get("/s/yunxi/speak").text
    assert "data-puzzle" not in calm and 'name="puzzle"' in calm
    flooded(county, 1)
    page = client.get("/s/yunxi/speak").text
    token = re.search(r'name="puzzle" value="([^"]+)"', page)[1]
    assert 'data-puzzle="16"' in page and "hasher.js" in page and "20 秒" in page
    too_soon = say(client, "198.51.100.1", text="我家门口的路塌了一块", puzzle=token)
    assert too_soon.status_code == 429 and "我家门口的路塌了一块" in too_soon.text and "20 秒" in too_soon.text
    assert f'value="{token}"' in too_soon.text  # nobody waits twice
    for bad in ("", "forged", token + "x"):
        assert say(client, "198.51.100.1", text="我家门口的路塌了一块", puzzle=bad).status_code == 429
    nonce = next(str(n) for n in range(10**7) if flood.solved(token, str(n), NUMBERS.puzzle_bits))
    solved = say(client, "198.51.100.1", text="我家门口的路塌了一块", puzzle=token, nonce=nonce)
    assert solved.status_code == 302
    waited = puzzle.fresh(make.NOW - timedelta(seconds=NUMBERS.wait_seconds))
    statuses = [
        say(client, "198.51.100.1", text=f"{'东南西北中里'[n]}边的路塌了一块", puzzle=waited).status_code
        for n in range(6)
    ]
    assert statuses == [302] * puzzle.USES + [429]
    assert say(client, text="村里的事", puzzle=puzzle.fresh(make.NOW - timedelta(days=2))).status_code == 429
