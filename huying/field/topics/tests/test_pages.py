"""The pages without a script: what concentrates becomes a topic, is decided, published, printed."""

import copy
import io
import uuid
import zipfile
from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from huying.base.ledger.tests.shared import shared
from huying.base.people.tests.make import enter
from huying.field.topics.models import Topic, TopicVoice
from huying.field.topics.tests import make
from huying.field.topics.tests.make import COUNTY, LAMPS, YUNXI, do, say, topic_in

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def today() -> Iterator[None]:
    with time_machine.travel(make.NOW, tick=False):
        yield


county_once = shared(make.county)


@pytest.fixture
def county(county_once: make.County) -> make.County:
    return copy.deepcopy(county_once)


def desk(row: Topic, verb: str = "") -> str:
    return f"/desk/topics/{row.uid}{verb and '/'}{verb}"


def form(**given: Any) -> dict[str, Any]:
    return {"command_id": str(uuid.uuid4()), **given}


def signed_in(county: make.County, name: str) -> Client:
    return enter(county.accounts[name])


# ── what concentrates ──


def test_what_concentrates_is_put_on_the_list(county: make.County) -> None:
    clerk = signed_in(county, "yunxi_clerk")
    assert "最近没有集中反映的事" in clerk.get("/desk/topics/concentrations").text
    make.lamps(county)
    (found,) = make.counted(county)
    page = clerk.get("/desk/topics/concentrations").text
    assert "云溪镇" in page and "路灯" in page and LAMPS[0] in page and "列入民情清单" in page
    take = f"/desk/topics/concentrations/{found.uid}/take"
    assert "列入哪级人大的清单" not in clerk.get(take).text
    refused = clerk.post(take, form(title="", region=YUNXI))
    assert refused.status_code == 422 and "请填写这一项" in refused.text
    made = clerk.post(take, form(title="路灯不亮", summary="六个村", region=YUNXI))
    row = Topic.objects.get()
    assert made.status_code == 302 and made.url == desk(row) and row.size == 6
    assert "已在专题里" in clerk.get("/desk/topics/concentrations").text
    assert clerk.post(take, form(title="路灯不亮", region=YUNXI)).status_code == 422


def test_what_concentrates_is_dismissed_with_a_reason(county: make.County) -> None:
    make.lamps(county)
    (found,) = make.counted(county)
    clerk, at = signed_in(county, "county_clerk"), f"/desk/topics/concentrations/{found.uid}/dismiss"
    assert clerk.get(at).status_code == 200
    assert clerk.post(at, form(title="路灯", reason="", region=COUNTY)).status_code == 422
    assert clerk.post(at, form(title="路灯", reason="下月完工", region=COUNTY)).status_code == 302
    assert LAMPS[0] not in clerk.get("/desk/topics/concentrations").text
    assert "下月完工" in clerk.get(desk(Topic.objects.get())).text
    assert clerk.get(at).status_code == 404


def test_what_concentrates_joins_a_topic(county: make.County) -> None:
    row = make.proposed(county, said=[say(county, LAMPS[0]).uid])
    make.lamps(county)
    (found,) = make.counted(county)
    clerk, take = signed_in(county, "yunxi_clerk"), f"/desk/topics/concentrations/{found.uid}/take"
    assert "并入已有的专题" in clerk.get(take).text
    assert clerk.post(take, form(topic="99999")).status_code == 422
    assert clerk.post(take, form(topic=row.pk)).status_code == 302
    row.refresh_from_db()
    assert row.size == 7


def test_only_offices_take_what_concentrates(county: make.County) -> None:
    make.lamps(county)
    (found,) = make.counted(county)
    for who, status in (("yunxi_officer", 403), ("yunxi_deputy", 403), ("shiqiao_clerk", 404), ("traffic_unit", 403)):
        client = signed_in(county, who)
        for verb in ("take", "dismiss"):
            assert client.get(f"/desk/topics/concentrations/{found.uid}/{verb}").status_code == status
    assert "不列，写明理由" not in signed_in(county, "yunxi_officer").get("/desk/topics/concentrations").text
    assert Client().get("/desk/topics/concentrations").status_code == 302
    assert signed_in(county, "traffic_unit").get("/desk/topics/").status_code == 403


# ── one topic ──


def test_a_topic_is_decided_step_by_step(county: make.County) -> None:
    row = topic_in(county, "proposed")
    clerk, head = signed_in(county, "yunxi_clerk"), signed_in(county, "yunxi_head")
    page = clerk.get(desk(row)).text
    assert "6 件民声说的是这件事" in page and "每周多少件" in page and LAMPS[1] in page
    assert clerk.post(desk(row, "list"), form(version=row.version)).status_code == 302
    page = clerk.get(desk(row)).text
    assert "列入民情清单，等云溪镇人大领导定" in page and "这一步由本级人大的领导决定" in page and "移出" not in page
    assert clerk.post(desk(row, "supervise"), form(body="presidium", on="2026-11-18")).status_code == 403
    refused = head.post(desk(row, "supervise"), form(body="presidium", on="2026-11-30", note="镇长牵头"))
    assert refused.status_code == 422 and "开会的日子还没有到" in refused.text and "镇长牵头" in refused.text
    stale = head.post(desk(row, "supervise"), form(body="presidium", on="2026-11-18", version=1))
    assert stale.status_code == 422 and "有了新的变化" in stale.text
    given = form(body="presidium", on="2026-11-18", note="镇长牵头")
    assert head.post(desk(row, "supervise"), given).status_code == 302
    assert head.post(desk(row, "publish"), form()).status_code == 302
    assert clerk.post(desk(row, "end"), form(outcome="换了 40 盏")).status_code == 302
    page = clerk.get(desk(row)).text
    assert "换了 40 盏" in page and "主席团会议决定：镇长牵头" in page and "取消公开" not in page
    assert clerk.get(desk(row, "nonsense")).status_code == 404


def test_a_topic_is_edited_and_voices_are_put_in_and_taken_out(county: make.County) -> None:
    row, clerk = topic_in(county, "proposed"), signed_in(county, "yunxi_clerk")
    other = say(county, "卫生院门口路灯坏了，晚上看不见", 3)
    page = clerk.get(desk(row, "add")).text
    assert str(other.uid) in page and "卫生院门口" in page
    assert str(other.uid) in clerk.get(desk(row, "add") + "?q=卫生院").text
    assert "没有找到" in clerk.get(desk(row, "add") + "?q=没有这回事").text
    assert clerk.post(desk(row, "add"), form()).status_code == 422
    assert clerk.post(desk(row, "add"), form(said=[str(other.uid)])).status_code == 302
    assert TopicVoice.objects.filter(topic=row).count() == 7
    assert clerk.post(desk(row, "remove"), form(said=str(other.uid))).status_code == 302
    refused = clerk.post(desk(row, "remove"), form(said="nonsense"))
    assert refused.status_code == 422 and "不在专题里" in refused.text
    assert clerk.get(desk(row, "remove")).status_code == 302
    assert row.title in clerk.get(desk(row, "edit")).text
    assert clerk.post(desk(row, "edit"), form(title="")).status_code == 422
    assert clerk.post(desk(row, "edit"), form(title="灯要亮", category="roads")).status_code == 302
    assert "灯要亮" in clerk.get(desk(row)).text


def test_the_list_by_state(county: make.County) -> None:
    for state in ("proposed", "listed", "dropped"):
        topic_in(county, state, title=f"路灯 {state}")
    clerk = signed_in(county, "yunxi_clerk")
    page = clerk.get("/desk/topics/").text
    assert "路灯 proposed" in page and "路灯 listed" in page and "路灯 dropped" not in page
    assert "路灯 dropped" in clerk.get("/desk/topics/?state=dropped").text
    assert "路灯 listed" not in clerk.get("/desk/topics/?state=proposed").text
    assert "这里还没有专题" in clerk.get("/desk/topics/?state=ended").text
    assert clerk.get("/desk/topics/?state=nonsense&before=x").status_code == 200


def test_the_voices_behind_come_page_by_page(county: make.County) -> None:
    row = topic_in(county, "proposed")
    do("add", county, row, said=[voice.uid for _ in range(3) for voice in make.lamps(county)])
    clerk = signed_in(county, "yunxi_clerk")
    page = clerk.get(desk(row)).text
    assert page.count('name="said"') == 20 and "更早的" in page
    last = TopicVoice.objects.filter(topic=row).order_by("id")[4]
    assert clerk.get(f"{desk(row)}?before={last.pk}").text.count('name="said"') == 4
    assert "内容您不能查看" not in page


def test_a_voice_beyond_ones_rights_is_counted_not_opened(county: make.County) -> None:
    secret = say(county, LAMPS[0], publish=False)
    row = make.proposed(county, "county_clerk", COUNTY, said=[secret.uid])
    page = signed_in(county, "shiqiao_clerk").get(desk(row)).text
    assert "计入件数，内容您不能查看" in page and LAMPS[0] not in page and str(secret.uid) not in page


@pytest.mark.parametrize(("who", "status"), [("shiqiao_clerk", 404), ("traffic_unit", 403), ("yunxi_deputy", 200)])
def test_strangers_find_nothing(county: make.County, who: str, status: int) -> None:
    row, client = topic_in(county, "proposed"), signed_in(county, who)
    assert client.get(desk(row)).status_code == status
    assert client.post(desk(row, "list"), form()).status_code in (403, 404)


# ── in public, on paper ──


def test_only_what_is_published_is_public(county: make.County) -> None:
    row = topic_in(county, "supervision")
    assert "还没有公开的专题" in Client().get("/topics").text
    assert Client().get(f"/topics/{row.uid}").status_code == 404
    shown = TopicVoice.objects.filter(topic=row).order_by("-id").first().voice  # type: ignore[union-attr]
    make.voices.do("publish", county, shown, "county_clerk")
    do("publish", county, row, "yunxi_head")
    assert row.title in Client().get("/topics").text
    page = Client().get(f"/topics/{row.uid}").text
    assert "主任会议（第 32 次）决定：财经委牵头" in page and "每周多少件" in page and "云溪镇" in page
    assert f"/voices/{shown.uid}" in page and page.count("/voices/") == 1
    for text in LAMPS:
        assert (text in page) is (text == shown.text)
    do("unpublish", county, row, "yunxi_head")
    assert Client().get(f"/topics/{row.uid}").status_code == 404


def test_the_list_on_paper_and_as_excel(county: make.County) -> None:
    row = topic_in(county, "supervision", title="=1+1 路灯", summary="@SUM(A1)")
    topic_in(county, "proposed", title="还没有列入")
    clerk = signed_in(county, "yunxi_clerk")
    page = clerk.get(f"/desk/topics/paper?region={YUNXI}").text
    assert row.title in page and "主任会议" in page and "还没有列入" not in page
    book = clerk.get("/desk/topics/list.xlsx")
    with zipfile.ZipFile(io.BytesIO(book.content)) as file:
        sheet, words = file.read("xl/worksheets/sheet1.xml").decode(), file.read("xl/sharedStrings.xml").decode()
    assert "<f>" not in sheet and "=1+1 路灯" in words and "@SUM(A1)" in words and "还没有列入" not in words
    assert clerk.get("/desk/topics/paper?region=430599102").status_code == 404
    assert "清单上还没有专题" in signed_in(county, "shiqiao_clerk").get("/desk/topics/paper").text


def test_pages_ask_as_often_for_many_as_for_few(county: make.County) -> None:
    row = do("publish", county, topic_in(county, "supervision"), "yunxi_head")
    make.counted(county)
    clerk = signed_in(county, "yunxi_clerk")
    paths = [desk(row), "/desk/topics/", "/desk/topics/concentrations", "/desk/topics/paper", f"/topics/{row.uid}"]
    paths.append("/topics")
    for path in paths:
        clerk.get(path)
    few = [cost(clerk, path) for path in paths]
    topic_in(county, "listed")
    do("add", county, row, said=[voice.uid for voice in make.lamps(county) + make.lamps(county)])
    say(county, make.PIPES[0])
    assert [cost(clerk, path) for path in paths] == few
    assert max(few) <= 26


def cost(client: Client, path: str) -> int:
    with CaptureQueriesContext(connection) as counted:
        assert client.get(path).status_code == 200
    return len(counted)
