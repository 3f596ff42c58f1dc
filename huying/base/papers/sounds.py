"""Recordings (录音): what they are, whether a film hides in them, and how long they last. Pure."""

import struct
from collections.abc import Callable

MOST_BYTES = 4 * 1024 * 1024
MOST_SECONDS, GRACE = 180, 10
"""How long a voice note may be; a recorder that stops at three minutes is a little late."""
BOXED = frozenset({"video/mp4", "video/3gpp", "video/quicktime", "video/x-m4v", "audio/mp4"})
WEBM = frozenset({"video/webm", "video/x-matroska"})
_EBML, _CLUSTER = b"\x1a\x45\xdf\xa3", b"\x1f\x43\xb6\x75"
_FILMED = (b"V_VP8", b"V_VP9", b"V_AV1", b"V_MPEG", b"V_MS", b"V_THEORA")
_AMR = (12, 13, 15, 17, 19, 20, 26, 31, 5, 0, 0, 0, 0, 0, 0, 0)
_AMR_WIDE = (17, 23, 32, 36, 40, 46, 50, 58, 60, 5, 0, 0, 0, 0, 0, 0)
_KBITS = {
    3: (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 0),
    2: (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160, 0),
}


def type_of(data: bytes, guess: str) -> str:
    """The MIME type of a recording that shares its box with films; "" when it is a film or neither.

    Args:
        guess: what the first bytes say.
    """
    if guess in BOXED:
        found = _handlers(data)
        return "audio/mp4" if b"vide" not in found and (b"soun" in found or guess == "audio/mp4") else ""
    if guess in WEBM or data[:4] == _EBML:
        head = data[:65536]
        return "audio/webm" if b"A_" in head and not any(codec in head for codec in _FILMED) else ""
    if guess == "audio/ogg":
        return "" if b"theora" in data[:4096] else guess
    return ""


def seconds(data: bytes, mime: str) -> float | None:
    """How long it lasts; None where the file does not say."""
    try:
        return _LENGTHS[mime](data) if mime in _LENGTHS else None
    except (struct.error, IndexError, ValueError, ZeroDivisionError):
        return None


def _handlers(data: bytes) -> set[bytes]:
    """The kinds of tracks in a box of boxes."""
    found, at = set(), data.find(b"hdlr")
    while at >= 0:
        found.add(data[at + 12 : at + 16])
        at = data.find(b"hdlr", at + 4)
    return found


def _boxed(data: bytes) -> float | None:
    at = data.find(b"mvhd")
    if at < 0:
        return None
    wide = data[at + 4] == 1
    scale, length = struct.unpack_from(">IQ" if wide else ">II", data, at + (24 if wide else 16))
    return length / scale or None  # one that was written as it was recorded says 0


def _webm(data: bytes) -> float | None:
    """When the last part begins, in milliseconds as every recorder counts."""
    at = data.rfind(_CLUSTER)
    mark = data.find(b"\xe7", at + 5, at + 16) if at >= 0 else -1
    if mark < 0:
        return None
    size = data[mark + 1] & 0x7F
    return int.from_bytes(data[mark + 2 : mark + 2 + size], "big") / 1000 if size <= 8 else None


def _ogg(data: bytes) -> float | None:
    last, vorbis = data.rfind(b"OggS"), data.find(b"\x01vorbis")
    rate = struct.unpack_from("<I", data, vorbis + 12)[0] if vorbis >= 0 else 48_000
    granule: int = struct.unpack_from("<q", data, last + 6)[0]
    return granule / rate if granule >= 0 else None


def _wav(data: bytes) -> float | None:
    rate: int = struct.unpack_from("<I", data, 28)[0]
    return (len(data) - 44) / rate


def _amr(data: bytes) -> float | None:
    wide = data.startswith(b"#!AMR-WB\n")
    sizes, at, frames = (_AMR_WIDE, 9, 0) if wide else (_AMR, 6, 0)
    while at < len(data):
        at += 1 + sizes[data[at] >> 3 & 15]
        frames += 1
    return frames / 50


def _mp3(data: bytes) -> float | None:
    """By the rate of the first frame; of one whose rate changes nothing is said."""
    at = 0
    if data.startswith(b"ID3"):
        a, b, c, d = data[6:10]
        at = 10 + (a << 21 | b << 14 | c << 7 | d)
    if (
        data[at] != 0xFF
        or data[at + 1] & 0xE6 != 0xE2
        or any(word in data[at : at + 64] for word in (b"Xing", b"VBRI"))
    ):
        return None
    kbits = _KBITS[3 if data[at + 1] >> 3 & 3 == 3 else 2][data[at + 2] >> 4]
    return (len(data) - at) / (kbits * 125)


_LENGTHS: dict[str, Callable[[bytes], float | None]] = {
    "audio/mp4": _boxed,
    "audio/webm": _webm,
    "audio/ogg": _ogg,
    "audio/wav": _wav,
    "audio/amr": _amr,
    "audio/mpeg": _mp3,
}
