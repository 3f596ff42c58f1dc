"""What may be attached, and under which name: pure, without Django."""

import re
import unicodedata
from dataclasses import dataclass

MOST_FILES = 10
MOST_BYTES = 10 * 1024 * 1024
MOST_BYTES_TOGETHER = 40 * 1024 * 1024
NAME_LENGTH = 120

IMAGES = frozenset({"image/jpeg", "image/png", "image/webp"})
SOUNDS = frozenset({"audio/mp4", "audio/mpeg", "audio/amr", "audio/wav"})
#: Shown inside the browser; everything else is handed over as a file to keep.
SHOWN = IMAGES | SOUNDS | {"application/pdf"}

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
XLS, CSV = "application/vnd.ms-excel", "text/csv"
EXTENSIONS = {
    "image/jpeg": "jpg",
    "image/png": "png",
    "image/webp": "webp",
    "audio/mp4": "m4a",
    "audio/mpeg": "mp3",
    "audio/amr": "amr",
    "audio/wav": "wav",
    "application/pdf": "pdf",
    DOCX: "docx",
    XLSX: "xlsx",
    XLS: "xls",
    CSV: "csv",
}

# A last part that looks like a file type (".php", ".jpeg", ".mp4"); ".22" of a date does not.
_LOOKS_LIKE_TYPE = re.compile(r"\.(?=[0-9]*[A-Za-z])[A-Za-z0-9]{1,5}$")
# Control, direction-turning and half characters can make a name look like another one.
_HIDDEN = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})


@dataclass(frozen=True, slots=True)
class Content:
    """What is really kept: bytes as they go to disk, their type, and a small picture for lists (or none)."""

    mime: str
    data: bytes
    thumb: bytes = b""


def clean_name(name: str, mime: str) -> str:
    """The name to show for a file of this type, at most 120 characters, ending in the type's own extension.

    Folders, hidden and direction-turning characters go; "报告.pdf.exe" holding a PDF becomes "报告.pdf". Rare
    characters of people's names, also those from private areas, stay.
    """
    base = unicodedata.normalize("NFC", name).replace("\\", "/").rsplit("/", 1)[-1]
    base = "".join(" " if char.isspace() else char for char in base)
    stem = "".join(char for char in base if unicodedata.category(char) not in _HIDDEN and char not in '<>:"|?*')
    stem = stem.strip(" .")
    while _LOOKS_LIKE_TYPE.search(stem):
        stem = _LOOKS_LIKE_TYPE.sub("", stem).strip(" .")
    extension = EXTENSIONS[mime]
    return f"{stem[: NAME_LENGTH - len(extension) - 1].strip() or '附件'}.{extension}"
