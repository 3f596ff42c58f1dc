"""What may be attached, and under which name: pure, without Django."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from huying.kernel.errors import Invalid
from huying.kernel.words import N_

MOST_FILES = 10
MOST_BYTES = 10 * 1024 * 1024
MOST_BYTES_TOGETHER = 40 * 1024 * 1024
NAME_LENGTH = 120
MOST_BOXES = 40

IMAGES = frozenset({"image/jpeg", "image/png", "image/webp"})
SOUNDS = frozenset({"audio/mp4", "audio/mpeg", "audio/amr", "audio/wav", "audio/webm", "audio/ogg"})
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
    "audio/webm": "webm",
    "audio/ogg": "ogg",
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


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle on a picture, in percent of its width and height from the upper left corner."""

    left: float
    top: float
    width: float
    height: float

    @property
    def right(self) -> float:
        return min(self.left + self.width, 100.0)

    @property
    def bottom(self) -> float:
        return min(self.top + self.height, 100.0)


def checked(boxes: Sequence[Box]) -> Sequence[Box]:
    """The boxes as they were drawn.

    Raises:
        Invalid: too many, or one that lies beside the picture or has no size.
    """
    if len(boxes) > MOST_BOXES:
        raise Invalid(N_("一张照片最多涂 %(most)s 块。"), field="boxes", most=MOST_BOXES)
    for box in boxes:
        sound = 0 <= box.left < 100 and 0 <= box.top < 100 and 0 < box.width <= 100 and 0 < box.height <= 100
        if not sound:  # also what is no number
            raise Invalid(N_("每一块都要在照片里面：左、上从 0 到 100，宽、高大于 0，都是百分数。"), field="boxes")
    return boxes


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
