"""What is kept no longer: who goes when, what stays, and that the chain holds."""

import copy
import json
import uuid
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from huying.base.ledger.checking import verify
from huying.base.ledger.queries import timeline
from huying.base.ledger.tests.shared import shared
from huying.base.organs import commands as organs
from huying.base.papers import queries as papers
from huying.base.papers import store
from huying.base.papers.tests import make as papers_make
from huying.base.people.tests.make import enter
from huying.config.cli import main
from huying.field.voices import commands, jobs, queries, retention
from huying.field.voices.models import Remark, Voice
from huying.field.voices.tests import make
from huying.kernel.actor import SYSTEM
from huying.kernel.errors import Denied
from tests.access import planted

pytestmark = pytest.mark.django_db
OURS = """extends = "county"
id = "ours"
name = "我县办法"
effective = 2026-01-01
[voices]
retention_days = 100
anonymise_days = 400
"""

county_once = shared(make.county)


@pytest.fixture
def county(county_once: make.County, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> make.County:
    (tmp_path / "ours.toml").write_text(OURS, "utf-8")
    monkeypatch.setenv("HUYING_PLAYBOOKS", str(tmp_path))
    organs.adopt_playbook(actor=SYSTEM, now=make.NOW, region=make.COUNTY, playbook="ours", since=date(2026, 1, 1))
    return copy.deepcopy(county_once)


def closed(county: make.County, **more: Any) -> Voice:
    photo = papers_make.upload(papers_make.picture(), "翠莲家.jpg")
    row = make.voice_in(county, "closed", text="翠莲家门口的路灯坏了", photos=[photo], contact="翠莲", **more)
    return make.do("publish", county, row, text="有人家门口的路灯坏了", photos=[queries.sent(row)[0].uid])


def kinds(days: int, ahead: int = 0) -> list[str]:
    return [each.kind for kind in retention.KINDS for each in retention.due(kind, make.later(days), ahead=ahead)]


def test_contact_goes_first_and_words_later(county: make.County) -> None:
    row = closed(county)
    assert kinds(50) == [] and kinds(50, ahead=60) == ["contact"]
    assert kinds(101) == ["contact"] and kinds(401) == ["contact", "words"]
    assert next(retention.due("words", make.later(500))).on == date.fromordinal(make.TODAY.toordinal() + 400)
    assert jobs.anonymise_old(make.later(399)) == 0 and jobs.erase_old(make.later(101)) == 1
    assert kinds(401) == ["words"]
    row.refresh_from_db()
    assert "翠莲" in row.words


def test_nothing_goes_while_somebody_works_on_it_or_the_playbook_keeps_it(county: make.County) -> None:
    make.voice_in(county, "referred", contact="翠莲")
    assert kinds(4000) == []
    other = make.voice_in(county, "closed", text="旧办法下的一件")
    make.do("reopen", county, other)
    assert kinds(4000) == []


def test_words_go_and_the_record_stays(county: make.County) -> None:
    key = uuid.uuid4()
    row = closed(county, command_id=key, latitude=27.1, longitude=111.2, place="翠莲家", category="roads")
    paths = [store.root() / path for each in papers.of(row.subject, ["public"]) for path in (each.path, each.thumb)]
    assert all(path.exists() for path in paths)
    before = [entry.verb for entry in timeline(row.subject, ["public", "parties"])]
    assert jobs.anonymise_old(make.later(401)) == 1 and jobs.anonymise_old(make.later(402)) == 0
    row.refresh_from_db()
    assert (row.state, row.verdict, row.category, row.published) == ("closed", "solved", "roads", True)
    assert (row.original, row.place, row.latitude, row.answers, row.photos) == ("", "", None, {}, 0)
    assert row.text == "（已按保存期限匿名处理）" == set(Remark.objects.values_list("text", flat=True)).pop()
    assert [entry.verb for entry in timeline(row.subject, ["public", "parties"])] == [*before, "voice.anonymised"]
    assert verify().faults == []
    assert papers.of(row.subject, ["public", "parties"]) == []
    assert "翠莲" not in "".join(rows for _, rows in planted.tables())
    assert list(queries.public(words="门口")) == [] and list(queries.public()) == [row]
    page = Client().get(f"/voices/{row.uid}").text + Client().get(f"/track/{queries.by_command(key).code}").text
    assert page.count("已按保存期限匿名处理") >= 2
    for verb in ("reopen", "unpublish", "withhold", "erase"):
        with pytest.raises(Denied):
            make.do(verb, county, row, **({"reason": "personal"} if verb == "withhold" else {}))


def test_files_go_with_the_words(county: make.County, django_capture_on_commit_callbacks: Any) -> None:
    row = closed(county)
    path = store.root() / papers.of(row.subject, ["public"])[0].path
    with django_capture_on_commit_callbacks(execute=True):
        commands.anonymise(actor=SYSTEM, now=make.later(401), voice=row.pk)
    assert not path.exists()


def test_nobody_anonymises_by_hand(county: make.County) -> None:
    with pytest.raises(Denied):
        make.do("anonymise", county, closed(county), "county_clerk")


def test_the_command_lists_and_does(county: make.County, capsys: pytest.CaptureFixture[str]) -> None:
    row = closed(county)
    at = ["--now", make.later(401).isoformat()]
    assert main(["retention", "--dry-run", "--json", *at]) == 0
    told = json.loads(capsys.readouterr().out)
    assert {each["kind"] for each in told["due"]} == {"contact", "words"} and told["done"] == {}
    assert main(["retention", "--dry-run", *at]) == 0
    assert f"匿名处理原话、地点和照片  {row.uid}" in capsys.readouterr().out
    assert main(["retention", "--json", *at]) == 0
    assert json.loads(capsys.readouterr().out)["done"] == {"contact": 1, "words": 1}
    assert main(["retention", "--dry-run", *at]) == 0
    assert capsys.readouterr().out.strip() == "到期 0 件。"


def test_the_committee_sees_what_is_going(
    county: make.County, time_machine: Any, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(3):
        closed(county)
    time_machine.move_to(make.later(390))
    clerk = enter(county.accounts["county_clerk"])
    clerk.get("/desk/voices/retention")
    with django_assert_max_num_queries(12):
        page = clerk.get("/desk/voices/retention").text
    assert page.count("有人家门口的路灯坏了") == 6 and "翠莲" not in page
    assert enter(county.accounts["yunxi_officer"]).get("/desk/voices/retention").status_code == 403
