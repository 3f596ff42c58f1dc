"""The pages of the desk, from the file to the undoing."""

import copy
import io
import re
import uuid
from datetime import timedelta
from typing import Any

import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from huying.base.ledger.tests.shared import shared
from huying.base.people.tests.make import enter
from huying.field.imports import commands, jobs, queries, reading, refused, work
from huying.field.imports.models import Batch
from huying.field.imports.tests import make
from huying.field.voices.models import Voice

pytestmark = pytest.mark.django_db
FORMULA = '=HYPERLINK("http://evil","点我")'


county_once = shared(make.county)


@pytest.fixture
def county(county_once: make.County) -> make.County:
    return copy.deepcopy(county_once)


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(work, "BREATH", 0)
    monkeypatch.setattr("huying.field.imports.views.timezone.now", lambda: make.NOW)


def signed_in(county: make.County, name: str = "county_clerk") -> Client:
    return enter(county.accounts[name])


def send(client: Client, data: bytes, name: str = "台账.csv", **given: str) -> Any:
    file = SimpleUploadedFile(name, data)
    form = {"file": file, "source": "12345 热线", "station": "0", "command_id": str(uuid.uuid4()), **given}
    return client.post("/desk/imports/new", form)


def press(client: Client, batch: Batch, verb: str) -> Any:
    given = {"command_id": str(uuid.uuid4()), "version": str(queries.fresh(batch).version)}
    return client.post(f"/desk/imports/{batch.uid}/{verb}", given)


def planned(client: Client, batch: Batch, **given: str) -> Any:
    form = {name: str(at) for name, at in batch.columns.items()}
    base = {"command_id": str(uuid.uuid4()), "version": str(batch.version), "datum": "wgs84"}
    return client.post(f"/desk/imports/{batch.uid}/plan", {**base, **form, **given})


def test_from_the_file_to_the_undoing(county: make.County) -> None:
    client = signed_in(county)
    rows = (make.HEADERS, make.LAMP, make.OPEN, make.row(number="3", said_on="2025-02-30"))
    assert "还没有导入过" in client.get("/desk/imports/").text
    sent = send(client, make.as_csv(rows, "gb18030"))
    batch = Batch.objects.get()
    assert sent.url == f"/desk/imports/{batch.uid}"
    page = client.get(sent.url).text
    assert "请核对每一列是什么" in page and "路灯坏了一个多星期" in page and "来电时间" in page
    assert planned(client, batch).url == sent.url
    page = client.get(sent.url).text
    assert "2 行可以导入，1 行有问题" in page and "日历上没有这一天" in page and "2025-02-30" in page
    assert not Voice.objects.exists()
    press(client, batch, "start")
    assert Voice.objects.count() == 2
    assert "进来 2 件，没有进来 1 行" in client.get(sent.url).text
    page = client.get(f"/desk/imports/{batch.uid}/undo").text
    assert "会撤销 2 件" in page
    press(client, batch, "undo")
    assert "撤了 2 件" in client.get(sent.url).text
    assert "12345 热线" in client.get("/desk/imports/").text


def test_columns_may_be_changed_and_what_is_missing_is_said(county: make.County) -> None:
    client = signed_in(county)
    send(client, make.as_csv([("何时", "何事", "何地"), ("2025-03-01", "路灯坏了", "云溪镇")]))
    batch = Batch.objects.get()
    assert batch.columns == {}
    page = planned(client, batch, town="2")
    assert page.status_code == 422 and page.text.count("请选是哪一列") == 4  # at the field and in the summary
    batch = queries.fresh(batch)
    planned(client, batch, said_on="0", text="1", town="2")
    assert queries.fresh(batch).good == 1


def test_another_sheet_is_read_anew(county: make.County) -> None:
    client = signed_in(county)
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        book.add_worksheet("封面").write_row(0, 0, ["呼应县", "2025"])
        book.worksheets()[0].write_row(1, 0, ["甲", "乙"])
        page = book.add_worksheet("台账")
        for at, row in enumerate(make.LEDGER):
            page.write_row(at, 0, row)
    send(client, out.getvalue(), "台账.xlsx")
    batch = Batch.objects.get()
    assert batch.sheets == ["封面", "台账"] and 'name="sheet"' in client.get(f"/desk/imports/{batch.uid}").text
    for sheet in ("没有这张", "台账"):
        given = {"command_id": str(uuid.uuid4()), "version": str(batch.version), "sheet": sheet}
        client.post(f"/desk/imports/{batch.uid}/sheet", given)
    batch = queries.fresh(batch)
    assert (batch.sheet, batch.state, batch.columns["text"]) == ("台账", "uploaded", 8)
    planned(client, batch)
    assert queries.fresh(batch).good == 2


@pytest.mark.parametrize(
    ("data", "said"), [(b"", "空"), (b"<table>", "其实是网页"), (make.as_csv([make.HEADERS]), "只有表头")]
)
def test_a_bad_file_is_told_on_the_form(county: make.County, data: bytes, said: str) -> None:
    page = send(signed_in(county), data)
    assert page.status_code == 422 and said in page.text
    assert not Batch.objects.exists()


def test_the_refused_rows_come_back_harmless_and_may_be_sent_again(county: make.County) -> None:
    evil = make.row(number="@1", text=FORMULA, phone="-x", village="+1")
    client = signed_in(county)
    batch = make.checked(county, (make.HEADERS, make.LAMP, evil))
    answer = client.get(f"/desk/imports/{batch.uid}/refused.csv")
    assert answer.content.startswith(b"\xef\xbb\xbf") and answer["Cache-Control"] == "no-store"
    lines = answer.content.decode("utf-8-sig")
    assert "'@1" in lines and "\"'=HYPERLINK" in lines and "'-x" in lines and "'+1" in lines
    assert "电话号码好像不对" in lines and "路灯坏了" not in lines
    xlsx = client.get(f"/desk/imports/{batch.uid}/refused.xlsx").content
    assert b"<f>" not in xlsx
    mended = make.as_csv([line[:-2] for line in refused.lines(batch)])
    mended = mended.decode("utf-8-sig").replace("-x", "13907390002").encode()
    again = make.done(county, mended)
    assert again.made == 1 and Voice.objects.get().text == FORMULA


def test_nothing_a_ledger_holds_becomes_markup(county: make.County) -> None:
    evil = "<script>alert(1)</script>"
    batch = make.checked(county, ((*make.HEADERS, evil), (*make.row(said_on=evil, town=evil), evil)), source=evil)
    client = signed_in(county)
    for page in (f"/desk/imports/{batch.uid}", "/desk/imports/"):
        assert evil not in client.get(page).text
    commands.drop(actor=county.actor("county_clerk"), now=make.NOW, batch=batch.pk)


def test_what_takes_longer_goes_on_in_the_worker(county: make.County, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("huying.field.imports.views.AT_ONCE", 0)
    monkeypatch.setattr(work, "CHUNK", 1)
    client = signed_in(county)
    batch = make.checked(county)
    press(client, batch, "start")
    page = client.get(f"/desk/imports/{batch.uid}").text
    assert "正在导入，进来了 1 件，还有 1 件" in page and 'hx-trigger="every' in page and "<progress" in page
    press(client, batch, "stop")
    assert "停下了" in client.get(f"/desk/imports/{batch.uid}").text
    make.go_on(batch)
    press(client, batch, "start")
    assert make.go_on(batch).made == 2
    assert 'hx-trigger="every' not in client.get(f"/desk/imports/{batch.uid}").text


def test_strangers_find_nothing(county: make.County) -> None:
    batch = make.done(county, (make.HEADERS, make.LAMP, make.row(number="2", phone="找村长")))
    addresses = ["", "/undo", "/refused.csv", "/refused.xlsx"]
    for who in ("yunxi_head", "yunxi_clerk", "yunxi_officer", "yunxi_deputy", "traffic_unit"):
        client = signed_in(county, who)
        for end in addresses:
            assert client.get(f"/desk/imports/{batch.uid}{end}").status_code == 404, (who, end)
        assert press(client, batch, "undo").status_code == 404
        listed = client.get("/desk/imports/")
        assert listed.status_code == (200 if who in ("yunxi_head", "yunxi_clerk") else 403)
        assert str(batch.uid) not in listed.text
        if who in ("yunxi_officer", "yunxi_deputy"):
            assert client.get("/desk/imports/new").status_code == 403
            assert send(client, make.as_csv(make.LEDGER)).status_code == 403
    for end in addresses:
        assert Client().get(f"/desk/imports/{batch.uid}{end}").status_code == 302


def test_a_head_sees_and_chooses_the_own_station_only(county: make.County) -> None:
    client = signed_in(county, "yunxi_head")
    page = client.get("/desk/imports/new").text
    assert county.yunxi.name in page and county.shiqiao.name not in page and "看表里写的" not in page
    assert send(client, make.as_csv(make.LEDGER), station=str(county.shiqiao.pk)).status_code == 422
    send(client, make.as_csv(make.LEDGER), station=str(county.yunxi.pk))
    assert Batch.objects.get().station == county.yunxi


def test_a_voice_brought_in_by_mistake_is_undone_on_its_own_page(county: make.County) -> None:
    make.done(county)
    row = Voice.objects.get(state="received")
    page = signed_in(county).get(f"/desk/voices/{row.uid}").text
    assert f"/desk/voices/{row.uid}/undo" in page
    form = {"command_id": str(uuid.uuid4()), "version": str(row.version)}
    signed_in(county).post(f"/desk/voices/{row.uid}/undo", form)
    row.refresh_from_db()
    assert (row.state, row.text) == ("void", "")


def test_pages_ask_the_same_however_long_the_ledger(county: make.County) -> None:
    client = signed_in(county)
    counts = []
    for n in (3, 120):
        rows = [make.row(number=str(i), said_on="x") for i in range(n)]
        batch = make.checked(county, (make.HEADERS, make.LAMP, *rows), source=f"{n}")
        client.get(f"/desk/imports/{batch.uid}")
        with CaptureQueriesContext(connection) as seen:
            page = client.get(f"/desk/imports/{batch.uid}").text
        counts.append(len(seen))
    assert counts[0] == counts[1]
    after = re.search(r"\?after=(\d+)", page)
    assert after and "第一页" not in page
    assert page.count("看不懂这个日期") == 50
    assert client.get(f"/desk/imports/{batch.uid}?after={after[1]}").text.count("看不懂这个日期") == 50


def test_after_thirty_days_the_page_stands_without_the_file(county: make.County) -> None:
    batch = make.done(county, (make.HEADERS, make.LAMP, make.row(number="2", phone="找村长")))
    jobs.clear_old(make.NOW + timedelta(days=31))
    client = signed_in(county)
    page = client.get(f"/desk/imports/{batch.uid}").text
    assert "已经按期删除" in page and "refused.csv" not in page
    assert client.get(f"/desk/imports/{batch.uid}/refused.csv").status_code == 404


def test_the_lines_of_a_refused_file_have_its_headers(county: make.County) -> None:
    batch = make.checked(county, (make.HEADERS, make.row(phone="x")))
    head, line = refused.lines(batch)
    assert head[:-2] == list(make.HEADERS) and line[-2] == "2" and len(line) == len(head)
    assert reading.kind_of(refused.as_xlsx(batch)).endswith("sheet")
