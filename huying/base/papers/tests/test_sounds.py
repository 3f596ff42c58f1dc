"""Recordings of every kind a phone makes: found by content, no film among them, measured where they say how long."""

import io
import struct
import wave
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile

from huying.base.papers import commands, queries, sniff, sounds
from huying.base.papers.models import Paper
from huying.base.papers.tests.make import CASE
from huying.kernel.actor import PUBLIC
from huying.kernel.errors import Invalid

NOW = datetime(2026, 3, 5, 9, tzinfo=UTC)
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def media(settings: Any, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


def wav(seconds: float) -> bytes:
    out = io.BytesIO()
    with wave.open(out, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(1)
        file.setframerate(8000)
        file.writeframes(b"\x80" * int(seconds * 8000))
    return out.getvalue()


def box(kind: bytes, *parts: bytes) -> bytes:
    body = b"".join(parts)
    return struct.pack(">I", len(body) + 8) + kind + body


def mp4(*tracks: bytes, seconds: int = 0, brand: bytes = b"isom") -> bytes:
    head = box(b"mvhd", b"\0" * 12, struct.pack(">II", 1000, seconds * 1000), b"\0" * 80)
    handlers = [box(b"trak", box(b"mdia", box(b"hdlr", b"\0" * 8, kind, b"\0" * 13))) for kind in tracks]
    return box(b"ftyp", brand, b"\0\0\2\0isomiso2mp41") + box(b"moov", head, *handlers) + b"\0" * 300


def webm(*codecs: bytes, seconds: int = 0) -> bytes:
    head = b"\x1a\x45\xdf\xa3\x9f\x42\x86\x81\x01\x42\xf7\x81\x01\x42\xf2\x81\x04\x42\xf3\x81\x08\x42\x82\x84webm"
    tracks = b"".join(b"\x86" + bytes([0x80 | len(codec)]) + codec for codec in codecs)
    last = b"\x1f\x43\xb6\x75\x01\xff\xff\xff\xff\xff\xff\xff\xe7\x84" + struct.pack(">I", seconds * 1000)
    return head + tracks + b"\0" * 300 + last + b"\0" * 60


def ogg(seconds: int, codec: bytes = b"OpusHead\1\1") -> bytes:
    page = b"OggS\0\2" + struct.pack("<q", 0) + b"\0" * 12 + b"\1\x13" + codec + b"\0" * 300
    return page + b"OggS\0\4" + struct.pack("<q", seconds * 48000) + b"\0" * 40


def amr(seconds: int) -> bytes:
    return b"#!AMR\n" + (b"\x3c" + b"\0" * 31) * (50 * seconds)


def mp3(seconds: int) -> bytes:
    tag = b"ID3\3\0\0\0\0\0\x0a" + b"\0" * 10
    return tag + b"\xff\xfb\x90\x00" + b"\0" * (16000 * seconds - 4)


@pytest.mark.parametrize(
    ("data", "mime", "long"),
    [
        (wav(7), "audio/wav", 7),
        (mp4(b"soun", seconds=65), "audio/mp4", 65),
        (mp4(b"soun", seconds=65, brand=b"M4A "), "audio/mp4", 65),
        (mp4(b"soun", brand=b"3gp4"), "audio/mp4", None),
        (webm(b"A_OPUS", seconds=12), "audio/webm", 12),
        (ogg(33), "audio/ogg", 33),
        (amr(3), "audio/amr", 3),
        (mp3(20), "audio/mpeg", 20),
    ],
    ids=["wav", "iphone", "m4a", "3gp", "webm", "ogg", "amr", "mp3"],
)
def test_a_recording_is_kept_as_it_is_and_measured(data: bytes, mime: str, long: float | None) -> None:
    assert sniff.type_of(data) == mime
    told = sounds.seconds(data, mime)
    assert told == pytest.approx(long, abs=0.1) if long else told is None
    paper = commands.attach_sound(CASE, ContentFile(data, "录音.exe"), audience="parties", actor=PUBLIC, now=NOW)
    assert (paper.mime, paper.kind, queries.bytes_of(paper)) == (mime, "sound", data)


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (wav(200), "3 分钟"),
        (amr(200), "3 分钟"),
        (webm(b"A_OPUS", seconds=400), "3 分钟"),
        (mp4(b"soun", seconds=300), "3 分钟"),
        (wav(1) + b"\0" * sounds.MOST_BYTES, "4 MB"),
        (mp4(b"soun", b"vide", seconds=5), "收不了"),
        (webm(b"V_VP8", b"A_OPUS", seconds=5), "收不了"),
        (ogg(5, b"\x80theora"), "收不了"),
        (b"%PDF-1.7\n" + b"x" * 300, "不是录音"),
        (b"<script>alert(1)</script>", "收不了"),
        (b"", "空的"),
    ],
    ids=[
        "long-wav",
        "long-amr",
        "long-webm",
        "long-m4a",
        "large",
        "film",
        "webm-film",
        "ogg-film",
        "pdf",
        "html",
        "empty",
    ],
)
def test_what_is_too_long_or_no_recording_is_refused_at_its_field(data: bytes, says: str, media: Path) -> None:
    with pytest.raises(Invalid, match=says) as refusal:
        commands.attach_sound(CASE, ContentFile(data, "a.m4a"), audience="parties", actor=PUBLIC, now=NOW)
    assert refusal.value.field == "sound"
    assert not Paper.objects.exists() and not [path for path in media.rglob("*") if path.is_file()]


@pytest.mark.parametrize("mime", sorted(sounds._LENGTHS))
def test_nonsense_has_no_length_and_breaks_nothing(mime: str) -> None:
    for junk in (b"", b"\xff" * 50, b"mvhd", b"OggS", b"RIFF", b"\x1f\x43\xb6\x75\xe7", b"ID3\3\0\0\0\0\0"):
        told = sounds.seconds(junk, mime)
        assert told is None or told < 1
