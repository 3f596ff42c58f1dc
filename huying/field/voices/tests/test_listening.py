"""A voice note says as much as words: kept, played to those who deal with it, never to the public; and full disks."""

import base64
import copy
import errno
import re
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from huying.base.ledger.models import Entry
from huying.base.ledger.tests.shared import shared
from huying.base.papers import store
from huying.base.papers.models import Paper
from huying.base.papers.tests.test_sounds import mp4, wav, webm
from huying.field.voices.models import Voice
from huying.field.voices.tests import make
from huying.field.voices.tests.test_commands import PNG
from huying.field.voices.tests.test_pages import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def today(settings: Any, tmp_path: Path) -> Iterator[None]:
    settings.MEDIA_ROOT = tmp_path
    with time_machine.travel(make.NOW, tick=False):
        yield


county_once = shared(make.county)


@pytest.fixture
def county(county_once: make.County) -> make.County:
    return copy.deepcopy(county_once)


def note(data: bytes = b"", name: str = "录音.webm") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data or webm(b"A_OPUS", seconds=9), "audio/webm")


def speak(client: Client, **given: Any) -> Any:
    return client.post("/s/yunxi/speak", {"command_id": str(uuid.uuid4()), "seen": "1", "publish": "on", **given})


def code_of(client: Client, sent: Any) -> str:
    return re.search(r'"no">([0-9A-Z-]{14})<', client.get(sent["Location"]).text)[1]


def files(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def test_a_voice_note_alone_is_enough_and_is_played_on_desk_and_track(county: make.County, client: Client) -> None:
    page = client.get("/s/yunxi/speak").text
    assert 'accept="audio/*" capture data-sound' in page and "最多 3 分钟" in page
    sent = speak(client, sound=note())
    assert sent.status_code == 302, sent.text
    row, paper = Voice.objects.get(), Paper.objects.get()
    assert (row.text, row.sounds, paper.kind, paper.mime, paper.audience) == ("", 1, "sound", "audio/webm", "parties")
    code, officer = code_of(client, sent), signed_in(county, "yunxi_officer")
    for who, there in (
        (client, f"/track/{code}/photo/{paper.uid}"),
        (officer, f"/desk/voices/{row.uid}/photo/{paper.uid}"),
    ):
        page = who.get(there.partition("/photo")[0]).text
        assert f'<audio controls preload="none" src="{there}"' in page and "<img" not in page.partition("<main")[2]
        played = who.get(there)
        assert (played["Content-Type"], played["Accept-Ranges"]) == ("audio/webm", "bytes")
        assert b"".join(played.streaming_content) == webm(b"A_OPUS", seconds=9)
    assert not [line for line in Entry.objects.filter(subject=row.subject) if "录音" in str(line.data)]


@pytest.mark.parametrize(
    ("asked", "status", "part", "said"),
    [
        ("bytes=0-1", 206, slice(0, 2), "bytes 0-1/{n}"),
        ("bytes=5-", 206, slice(5, None), "bytes 5-{last}/{n}"),
        ("bytes=-4", 206, slice(-4, None), None),
        ("bytes=0-999999", 206, slice(0, None), "bytes 0-{last}/{n}"),
        ("bytes=999999-", 416, slice(0, 0), "bytes */{n}"),
        ("bytes=-", 200, slice(0, None), None),
        ("lines=1-2", 200, slice(0, None), None),
    ],
)
def test_a_player_gets_the_part_it_asks_for(
    county: make.County, client: Client, asked: str, status: int, part: slice, said: str | None
) -> None:
    data = mp4(b"soun", seconds=8)
    code = code_of(client, speak(client, sound=note(data, "a.m4a")))
    got = client.get(f"/track/{code}/photo/{Paper.objects.get().uid}", headers={"Range": asked})
    assert got.status_code == status
    assert (b"".join(got.streaming_content) if got.streaming else got.content) == data[part]
    if said:
        assert got["Content-Range"] == said.format(n=len(data), last=len(data) - 1)


def test_it_is_never_public(county: make.County, client: Client) -> None:
    code_of(client, speak(client, text=make.LAMP, sound=note()))
    row, paper = Voice.objects.get(), Paper.objects.get()
    make.do("publish", county, row)
    for there in (f"/voices/{row.uid}", f"/api/v1/voices/published/{row.uid}", "/voices"):
        page = client.get(there)
        assert page.status_code == 200 and "audio" not in page.text and str(paper.uid) not in page.text
    assert client.get(f"/desk/voices/{row.uid}/photo/{paper.uid}").status_code == 302
    assert signed_in(county, "shiqiao_officer").get(f"/desk/voices/{row.uid}/photo/{paper.uid}").status_code == 404
    paper.refresh_from_db()
    assert paper.audience == "parties"


def test_a_program_sends_one_and_reads_it_back(county: make.County, client: Client) -> None:
    sound = {"name": "a.wav", "content": base64.b64encode(wav(2)).decode()}
    said = client.post("/api/v1/voices", {"station": "yunxi", "sound": sound}, content_type="application/json")
    assert said.status_code == 201, said.text
    code = said.json()["code"]
    added = {"text": "", "sound": sound}
    assert client.post(f"/api/v1/track/{code}/add_words", added, content_type="application/json").status_code == 200
    (paper, _) = client.get(f"/api/v1/track/{code}").json()["papers"]
    assert (paper["kind"], paper["mime"]) == ("sound", "audio/wav")
    got = client.get(paper["href"])
    assert b"".join(got.streaming_content) == wav(2) and got["Content-Type"] == "audio/wav"


def test_one_is_added_later(county: make.County, client: Client) -> None:
    code = code_of(client, speak(client, text=make.LAMP))
    added = client.post(f"/track/{code}/add_words", {"command_id": str(uuid.uuid4()), "sound": note(wav(3), "a.wav")})
    assert added.status_code == 302 and "<audio" in client.get(f"/track/{code}").text


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"sound": (wav(200), "a.wav")}, "3 分钟"),
        ({"sound": (b"<script>", "a.mp3")}, "收不了"),
        ({"sound": (PNG, "a.mp3")}, "不是录音"),
        ({"photos": (b"\xff\xd8\xff\xe0junk" * 20, "a.jpg.exe")}, "打不开"),
        ({"photos": (b"PK\x03\x04" + b"\0" * 60, "a.jpg")}, "打不开"),
    ],
)
def test_what_cannot_be_kept_is_said_and_nothing_half_is_kept(
    county: make.County, client: Client, tmp_path: Path, given: dict[str, tuple[bytes, str]], says: str
) -> None:
    sent = {name: SimpleUploadedFile(file, data) for name, (data, file) in given.items()}
    page = speak(client, text=make.LAMP, **sent)
    assert page.status_code == 422 and says in page.text and make.LAMP in page.text
    assert not Voice.objects.exists() and not Paper.objects.exists() and not files(tmp_path)


def test_a_full_disk_is_said_and_the_words_go_without_the_photo(
    county: make.County, client: Client, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: Any) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(store.os, "fsync", full)
    given = {"photos": SimpleUploadedFile("a.png", PNG), "sound": note()}
    page = speak(client, text=make.LAMP, **given)
    assert page.status_code == 422 and "磁盘满了" in page.text and make.LAMP in page.text
    assert not Voice.objects.exists() and not Paper.objects.exists() and not files(tmp_path)
    assert speak(client, text=make.LAMP).status_code == 302


def test_neither_words_nor_photo_nor_voice_is_nothing(county: make.County, client: Client) -> None:
    page = speak(client, text=" ")
    assert page.status_code == 422 and "录一段话" in page.text
