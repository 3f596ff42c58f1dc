import errno
import io
import os
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from PIL import Image

from huying.base.papers import commands, images, jobs, queries, rules, sniff, store, views
from huying.base.papers.models import Paper
from huying.base.papers.tests.make import CASE, archive, located_photo, picture, upload
from huying.kernel.actor import CITIZEN
from huying.kernel.errors import Invalid, Missing

NOW = datetime(2026, 7, 1, 3, 0, tzinfo=UTC)
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def media(settings: Any, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


def keep(data: bytes, name: str = "照片.jpg", **more: Any) -> Paper:
    given = {"kind": "photo", "audience": "parties", "actor": CITIZEN, "now": NOW} | more
    return commands.attach(CASE, upload(data, name), **given)


def files(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def test_a_photo_is_turned_upright_and_loses_place_camera_and_note(media: Path) -> None:
    paper = keep(located_photo())
    data = queries.bytes_of(paper)
    with Image.open(io.BytesIO(data)) as image:
        assert image.size == (200, 400)
        assert not image.getexif()
        assert "comment" not in image.info
    assert b"SECRET" not in data
    assert b"SECRET" not in (media / paper.thumb).read_bytes()


@pytest.mark.slow
def test_a_30_megapixel_photo_comes_down_to_2560_and_gets_a_thumbnail(media: Path) -> None:
    paper = keep(picture(size=(6000, 5000), quality=30))
    with Image.open(media / paper.path) as image:
        assert max(image.size) == 2560
    with Image.open(media / paper.thumb) as image:
        assert max(image.size) == 480


@pytest.mark.parametrize("kind", ["PNG", "WEBP", "GIF"])
def test_a_moving_picture_keeps_its_first_frame(kind: str) -> None:
    frames = [Image.new("RGB", (20, 20), colour) for colour in ("red", "blue", "green")]
    out = io.BytesIO()
    frames[0].save(out, kind, save_all=True, append_images=frames[1:])
    content = images.anew(out.getvalue(), sniff.type_of(out.getvalue()))
    assert content.mime == ("image/webp" if kind == "WEBP" else "image/png")
    with Image.open(io.BytesIO(content.data)) as image:
        assert getattr(image, "n_frames", 1) == 1
        assert image.convert("RGB").getpixel((5, 5))[0] > 200


def test_clear_pictures_and_odd_modes_survive() -> None:
    assert keep(picture("PNG", mode="RGBA"), "印章.png").mime == "image/png"
    assert keep(picture("JPEG", mode="CMYK")).mime == "image/jpeg"
    assert keep(picture("PNG", mode="1"), "扫描.png").mime == "image/png"


@pytest.mark.slow
def test_too_many_pixels_are_refused_before_they_are_read() -> None:
    bomb = io.BytesIO()
    Image.new("1", (20000, 20000)).save(bomb, "PNG")
    with pytest.raises(Invalid, match="像素太多"):
        keep(bomb.getvalue(), "b.png")


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "空的"),
        (b"<script>alert(1)</script>", "收不了"),
        (b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", "收不了"),
        (b"MZ\x90\x00" + b"\0" * 300, "收不了"),
        (picture()[:300], "打不开"),
        (b"\xff\xd8\xff\xe0" + b"junk" * 100, "打不开"),
        (b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + b"\0" * 300, "HEIC"),
        (archive("a.txt"), "压缩包"),
        (archive("[Content_Types].xml", "word/document.xml", "word/vbaProject.bin"), "宏"),
        (archive("[Content_Types].xml", "word/document.xml", body=b"0" * 120_000_000), "解开后太大"),
        (archive("[Content_Types].xml", "word/document.xml")[:60], "打不开"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "收不了"),
        (picture() + b"\0" * rules.MOST_BYTES, "10 MB"),
    ],
    ids=["empty", "html", "svg", "exe", "cut", "fake", "heic", "zip", "macro", "bomb", "cut-zip", "doc", "large"],
)
def test_what_cannot_be_kept_is_refused_with_a_sentence(data: bytes, says: str, media: Path) -> None:
    with pytest.raises(Invalid, match=says) as refusal:
        keep(data)
    assert refusal.value.field == "files"
    assert not files(media)
    assert not Paper.objects.exists()


@pytest.mark.parametrize(
    ("data", "mime"),
    [
        (b"%PDF-1.7\n" + b"x" * 300, "application/pdf"),
        (archive("[Content_Types].xml", "word/document.xml"), rules.DOCX),
        (archive("[Content_Types].xml", "xl/workbook.xml"), rules.XLSX),
        (b"\0\0\0\x18ftypM4A \0\0\0\0" + b"\0" * 300, "audio/mp4"),
        (b"ID3\x03" + b"\0" * 300, "audio/mpeg"),
        (b"#!AMR\n" + b"\0" * 300, "audio/amr"),
        (b"RIFF\x24\0\0\0WAVEfmt " + b"\0" * 300, "audio/wav"),
    ],
)
def test_papers_and_voice_notes_are_kept_as_they_are(data: bytes, mime: str) -> None:
    paper = keep(data, "材料.exe")
    assert (paper.mime, queries.bytes_of(paper)) == (mime, data)
    assert paper.name.endswith(rules.EXTENSIONS[mime])


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("../../etc/passwd", "passwd.pdf"),
        ("C:\\Users\\王\\报告.pdf", "报告.pdf"),
        ("报告.pdf.exe", "报告.pdf"),
        ("photo.php.pdf", "photo.pdf"),
        ("2026.11.22 纪要.PDF", "2026.11.22 纪要.pdf"),
        ("关于\u202efdp.exe", "关于fdp.pdf"),
        ("a\r\nSet-Cookie: x=1.pdf", "a  Set-Cookie x=1.pdf"),
        ("𠮷田䶮的材料.pdf", "𠮷田䶮的材料.pdf"),
        (".htaccess", "htaccess.pdf"),
        ("\0\0", "附件.pdf"),
        ("字" * 300 + ".pdf", "字" * 116 + ".pdf"),
    ],
)
def test_names_are_cleaned(given: str, kept: str) -> None:
    assert rules.clean_name(given, "application/pdf") == kept


def test_files_are_found_only_through_their_case_and_audience() -> None:
    paper = keep(picture(), audience="sealed")
    assert queries.of("voice:1", ["public", "parties"]) == []
    assert queries.of("voice:1", ["sealed"]) == [paper]
    assert queries.of_many(["voice:1", "voice:2"], ["sealed"]) == {"voice:1": [paper]}
    assert queries.open_for("voice:1", str(paper.uid), ["sealed"]) == paper
    for subject, uid, audience in [
        ("voice:2", str(paper.uid), "sealed"),
        ("voice:1", str(paper.uid), "parties"),
        ("voice:1", "no-uuid", "sealed"),
    ]:
        with pytest.raises(Missing):
            queries.open_for(subject, uid, [audience])


def test_a_file_is_sent_unguessed_and_named_for_every_browser() -> None:
    shown = views.send(keep(picture(), "井盖 坏了.jpg"))
    assert shown["Content-Disposition"] == "inline; filename*=utf-8''%E4%BA%95%E7%9B%96%20%E5%9D%8F%E4%BA%86.jpg"
    assert (shown["X-Content-Type-Options"], shown["Content-Type"]) == ("nosniff", "image/jpeg")
    assert shown["Cache-Control"].startswith("private")
    handed = views.send(keep(archive("[Content_Types].xml", "word/document.xml"), "函.docx"))
    assert handed["Content-Disposition"].startswith("attachment")
    small = views.send(keep(picture(size=(900, 900))), thumb=True)
    with Image.open(io.BytesIO(b"".join(small.streaming_content))) as image:  # type: ignore[arg-type]
        assert image.size == (480, 480)


def test_a_file_gone_from_disk_is_missing(media: Path) -> None:
    paper = keep(picture())
    (media / paper.path).unlink()
    with pytest.raises(Missing):
        views.send(paper)


def test_ten_files_an_act_and_all_or_none(media: Path) -> None:
    given = {"kind": "photo", "audience": "parties", "actor": CITIZEN, "now": NOW}
    with pytest.raises(Invalid, match="最多"):
        commands.attach_all(CASE, [upload(picture())] * 11, **given)  # type: ignore[arg-type]
    with pytest.raises(Invalid, match="打不开"):
        commands.attach_all(CASE, [upload(picture()), upload(picture()[:200])], **given)  # type: ignore[arg-type]
    assert not files(media)
    assert not Paper.objects.exists()
    assert len(commands.attach_all(CASE, [upload(picture()), upload(picture())], **given)) == 2  # type: ignore[arg-type]


def test_a_full_disk_is_said_and_leaves_nothing(media: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(Invalid, match="磁盘满了"):
        keep(picture())
    assert not files(media)


def test_a_rolled_back_act_leaves_a_file_that_the_sweep_takes(media: Path) -> None:
    kept = keep(picture())

    def act() -> None:
        with transaction.atomic():
            keep(picture())
            raise RuntimeError

    with pytest.raises(RuntimeError):
        act()
    assert len(files(media)) == 4
    for file in files(media):
        os.utime(file, (NOW.timestamp(), NOW.timestamp()))
    assert jobs.sweep(NOW + timedelta(minutes=30)) == 0
    assert jobs.sweep(NOW + timedelta(hours=2)) == 2
    assert {path.relative_to(store.root()).as_posix() for path in files(media)} == {kept.path, kept.thumb}
