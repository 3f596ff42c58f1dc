"""Absurd input in every page and form that somebody can reach: a clear answer, never a fault of ours.

The suite sends some fields of each form an absurd value; ``HUYING_RAID=1`` sends every value to every field of every
role, which takes an hour.
"""

import io
import os
import uuid
from itertools import cycle
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from huying.base.papers.models import Paper
from huying.base.people.middleware import SECOND
from huying.field.stations.queries import qr_url
from huying.field.voices.models import Voice
from huying.field.voices.tests import make as voices
from huying.kernel.actor import Role
from huying.work.suggestions.models import Suggestion
from huying.work.suggestions.tests import make as suggest
from tests.faults.attack import ABSURD, EXTRA, LONG, SEGMENTS, Attack, query_names
from tests.journeys.make import House, house
from tests.journeys.test_voice_comes_home import raised

pytestmark = pytest.mark.django_db
ALL = bool(os.environ.get("HUYING_RAID"))
STARTS = ("/desk/", "/desk/suggestions/", "/desk/voices/", "/desk/stations/", "/desk/people/", "/desk/account/")
CAST = ("yunxi_officer", "clerk", "office", "lead", "roads_clerk", "roads_head", "auditor", "keeper")


@pytest.fixture
def busy(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> House:
    """A house with something to do for everybody, today."""
    monkeypatch.setattr(settings, "MEDIA_ROOT", tmp_path)
    h = house()
    rows = [h.speak(text) for text in ("桥头的灯坏了", "渡口没有护栏", "卫生室缺药", "班车不停", "井盖丢了")]
    h.at_station("register", rows[0])
    h.at_station("refer", rows[1], unit=h.county.organs["traffic"].pk)
    h.at_station("answer", rows[2], text="已经补上")
    raised(h, rows[3])
    suggest.start(h.world)
    suggest.submitted(h.world, "second")
    suggest.filed(h.world)
    suggest.signed(h.world, suggest.assigned(h.world, co=("police",)), opinions_missing="等不到")
    suggest.answered(h.world, "second", outcome="B")
    judged = suggest.judged(h.world, suggest.answered(h.world), "dissatisfied")
    suggest.member(h.world, "keeper", Role.SYSTEM_ADMIN, h.world.organs["congress"])
    h.do("clerk", "publish", suggestion=judged.pk, publication="full")
    return h


def entered(h: House, name: str) -> Client:
    account = h.world.accounts.get(name) or h.county.accounts.get(name)
    if account is None:
        account = voices.stations.people_of(h.county).accounts[name]
    client = Client()
    client.force_login(account)
    session = client.session
    session[SECOND] = True
    session.save()
    return client


def names() -> list[str]:
    source = (file.read_text() for file in Path("huying").rglob("*.py") if "tests" not in file.parts)
    return sorted(query_names("".join(source)) | {"before", "due", "lead", "number", "state", "category", "unit"})


@pytest.mark.slow
def test_no_page_and_no_form_breaks(busy: House) -> None:
    known: set[Any] = set()
    faults: dict[str, str] = {}
    wheel = cycle(ABSURD)
    for name in ("public", *CAST):
        attack = Attack(Client() if name == "public" else entered(busy, name), name)
        if name == "public":
            attack.crawl("/", "/speak", "/s/yunxi/speak", "/track", "/suggestions", "/voices", "/figures", each=1)
        else:
            attack.crawl(*STARTS, each=2 if ALL else 1)
        assert len(attack.pages) > 5, attack.pages
        if not ALL:
            attack.forms = {key: form for key, form in attack.forms.items() if key not in known}
            pages = {key: urls for key, urls in attack.pages.items() if key not in known}
            known |= {*attack.forms, *pages}
            attack.pages = pages
        attack.raid_queries(names(), ABSURD if ALL else ["²", "9" * 30])
        if ALL:
            attack.raid_paths(SEGMENTS)
            attack.raid_forms(ABSURD)
        else:
            attack.raid_paths(["9" * 30])
            attack.skirmish(wheel, each=4)
        faults |= attack.faults
    assert faults == {}


def test_nobody_gives_themselves_what_the_form_does_not_ask(busy: House) -> None:
    before = set(Voice.objects.values_list("pk", flat=True))
    own = {"command_id": str(uuid.uuid4()), "text": "灯坏了", "publish": "on"}
    code_hash = "a" * 64
    sent = Client().post("/s/yunxi/speak", {**EXTRA, "published": "1", "code_hash": code_hash, "exit": "unit", **own})
    assert sent.status_code == 302
    row = Voice.objects.exclude(pk__in=before).get()
    assert (row.state, row.version, row.published, row.exit, row.deputy) == ("received", 1, False, "", 0)
    assert row.code_hash != code_hash
    assert row.region.startswith("430599101")
    draft = Suggestion.objects.filter(state="draft").latest("pk")
    given = {
        **EXTRA,
        "command_id": str(uuid.uuid4()),
        "version": str(draft.version),
        "title": "关于路灯的建议",
        "body": "请把桥头村的路灯全部换新，并安排专人巡查。",
        "lead": "1",
        "number": "7",
        "lead_unit": "1",
        "published_at": "2026-01-01",
        "edition": "x",
    }
    entered(busy, "lead").post(f"/desk/suggestions/{draft.uid}/edit", given)
    after = Suggestion.objects.get(pk=draft.pk)
    assert (after.state, after.lead, after.number, after.lead_unit_id, after.published_at, after.edition) == (
        "draft",
        draft.lead,
        None,
        None,
        None,
        draft.edition,
    )


def test_a_forged_station_link_fills_nothing_in_and_takes_nothing_away(busy: House) -> None:
    good = qr_url(busy.county.yunxi)
    path, _, query = good.partition("?")
    for forged in (
        good[:-1] + ("A" if good[-1] != "A" else "B"),
        f"{path}?{query}&{query}",
        f"{path}?k=²",
        f"{path}?k=",
    ):
        answer = Client().get(forged)
        assert answer.status_code in (200, 404), forged
    assert Client().get(good).status_code == 200


PICTURE = io.BytesIO()
Image.new("RGB", (4, 4)).save(PICTURE, "PNG")
NAMES = (
    "../../../etc/cron.d/x.png",
    "..\\..\\x.png",
    "a\x00.png",
    "长" * 400 + ".png",
    "x.png\r\nSet-Cookie: a=b",
    "\u202egnp.exe",
    ".png",
    "CON.png",
    "'; DROP.png",
    "a/b.png",
)


def test_file_names_lead_nowhere(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    voices.county()
    monkeypatch.setattr(settings, "MEDIA_ROOT", tmp_path / "media")
    for name in NAMES:
        photo = SimpleUploadedFile("x.png", PICTURE.getvalue(), "image/png")
        photo._name = name  # type: ignore[attr-defined]  # past what Django cleans away, as a bad client would send it
        given = {"command_id": str(uuid.uuid4()), "text": "见照片", "publish": "on", "photos": photo}
        assert Client().post("/s/yunxi/speak", given).status_code in (302, 400, 422), name
    assert Paper.objects.count() > 5
    for paper in Paper.objects.all():
        assert (tmp_path / "media" / paper.path).resolve().is_relative_to(tmp_path / "media")
        assert not {"/", "\\", "\r", "\n", "\x00", "\u202e"} & set(paper.name), paper.name
        assert len(paper.name) <= 200
    assert {file.suffix for file in tmp_path.rglob("*") if file.is_file()} <= {".png", ".jpg", ".jpeg", ""}


BODIES: list[tuple[str, bytes]] = [
    ("multipart/form-data; boundary=x", b"garbage"),
    ("multipart/form-data", b"garbage"),
    (
        "multipart/form-data; boundary=x",
        b'--x\r\nContent-Disposition: form-data; name="text"\r\n'
        b"Content-Transfer-Encoding: base64\r\n\r\n!!\r\n--x--\r\n",
    ),
    ("application/json", b'{"text": "\\ud800"}'),
    ("application/x-www-form-urlencoded; charset=utf-99", b"text=a"),
    ("application/x-www-form-urlencoded; charset=utf-16", b"text=a"),
    ("application/x-www-form-urlencoded", b"text=%ED%A0%80%ff&command_id=%00"),
    ("application/x-www-form-urlencoded", b"&".join(b"a%d=1" % n for n in range(2000))),
    ("application/x-www-form-urlencoded", b"text=" + b"a" * 3_000_000),
    (
        "multipart/form-data; boundary=x",
        b"".join(
            b'--x\r\nContent-Disposition: form-data; name="photos"; filename="a%d.jpg"\r\n\r\nx\r\n' % n
            for n in range(150)
        )
        + b"--x--\r\n",
    ),
    ("\x00/;;;=", b"text=a"),
]


@pytest.mark.parametrize("where", ["/s/yunxi/speak", "/track", "/desk/login", "/preferences"])
def test_bodies_that_are_no_form(where: str) -> None:
    voices.county()
    for kind, body in BODIES:
        for strict in (True, False):
            answer = Client(enforce_csrf_checks=strict).generic("POST", where, body, content_type=kind)
            assert answer.status_code < 500, (where, kind, answer.status_code)
    assert Voice.objects.count() == 0


@pytest.mark.parametrize("value", ["a\x00b", "\ud800", LONG, 2**63, -1, 1e308, None, [], {}, True, "²"])
def test_json_that_is_no_voice(value: Any) -> None:
    """Each field of the API's voice with a wrong value, and one that it does not know."""
    voices.county()
    good = {"text": "桥头的灯坏了", "station": "yunxi"}
    for name in ("text", "station", "village", "place", "category", "phone", "contact", "publish", "state"):
        answer = Client().post("/api/v1/voices", {**good, name: value}, content_type="application/json")
        assert answer.status_code < 500, (name, answer.content)
        assert name != "state" or answer.status_code == 422
    assert set(Voice.objects.values_list("state", flat=True)) <= {"received"}
