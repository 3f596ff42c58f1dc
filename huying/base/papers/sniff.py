"""Finding out what a file is from what is in it; what it calls itself counts for nothing."""

import io
import zipfile

import filetype

from huying.base.papers import sounds
from huying.base.papers.rules import DOCX, XLSX
from huying.kernel.errors import Invalid
from huying.kernel.words import N_

_SAME = {
    "image/jpeg": "image/jpeg",
    "image/png": "image/png",
    "image/apng": "image/png",
    "image/webp": "image/webp",
    "image/gif": "image/gif",
    "application/pdf": "application/pdf",
    "audio/mpeg": "audio/mpeg",
    "audio/amr": "audio/amr",
    "audio/x-wav": "audio/wav",
}
_ZIPS = frozenset({"application/zip", DOCX, XLSX, "application/epub+zip"})
_MOST_UNPACKED = 200 * 1024 * 1024
_MOST_MEMBERS = 2000


def type_of(data: bytes) -> str:
    """The MIME type of what is in ``data``; refuses what the house does not keep, saying what to send instead."""
    found = filetype.guess_mime(data) or ""
    if found in ("image/heic", "image/heif", "image/avif"):
        raise Invalid(
            N_("这张照片是 HEIC 格式，许多电脑打不开。请在手机“设置－相机－格式”里选“兼容性最佳”，或者截屏后再发。"),
            field="files",
        )
    if data[:4] == b"PK\x03\x04" or found in _ZIPS:
        return _office_type(data)
    if sound := sounds.type_of(data, found):
        return sound
    if found in _SAME:
        return _SAME[found]
    raise Invalid(
        N_("这个文件的类型收不了。可以发照片（JPG、PNG、WebP、GIF）、PDF、Word（docx）、Excel（xlsx）和录音。"),
        field="files",
    )


def _office_type(data: bytes) -> str:
    """A docx or xlsx by the members it must have; other archives, macros and zip bombs are refused."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = archive.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError) as fault:
        raise Invalid(N_("这个文件打不开，可能没有传完。请再选一次。"), field="files") from fault
    names = {member.filename for member in members}
    if len(members) > _MOST_MEMBERS or sum(member.file_size for member in members) > _MOST_UNPACKED:
        raise Invalid(N_("这个文件解开后太大，收不了。请另存一份小一些的再发。"), field="files")
    if any(name.lower().endswith("vbaproject.bin") for name in names):
        raise Invalid(N_("这个文件里有宏，收不了。请另存为不带宏的 docx 或 xlsx 再发。"), field="files")
    if "[Content_Types].xml" in names:
        if "word/document.xml" in names:
            return DOCX
        if "xl/workbook.xml" in names:
            return XLSX
    raise Invalid(N_("压缩包收不了，请把里面的文件一个一个发。"), field="files")
