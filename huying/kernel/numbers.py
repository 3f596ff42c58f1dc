"""Identifiers that people or machines read: time-ordered ids, a citizen's tracking code, numbers in a series."""

import os
import time
import unicodedata
import uuid

from huying.kernel.errors import Invalid
from huying.kernel.words import N_

# 29 signs (a prime, so that the check character finds every single slip and every swap of two signs). Left out, because
# they are read as another: 0 O, 1 I L, 5 S are kept apart by leaving S out, U and V by leaving U out.
ALPHABET = "23456789ABCDEFGHJKMNPQRTVWXYZ"
_BASE = len(ALPHABET)
_BODY = 11


def uuid7() -> uuid.UUID:
    """A random id whose first 48 bits are the time in milliseconds (RFC 9562 §5.7), so that new rows lie together."""
    millis = time.time_ns() // 1_000_000
    value = (millis << 80) | int.from_bytes(os.urandom(10), "big")
    value = (value & ~(0xF << 76)) | (0x7 << 76)
    value = (value & ~(0x3 << 62)) | (0x2 << 62)
    return uuid.UUID(int=value)


def code_from(secret: bytes) -> str:
    """A tracking code (查询码) such as "7KQD-M3XR-9TWC" made of ``secret``; the same secret gives the same code.

    Eleven signs carry 53 bits, the twelfth is the check character.

    Args:
        secret: at least 16 bytes that nobody can guess, such as an HMAC.
    """
    if len(secret) < 16:
        raise ValueError("a tracking code needs at least 16 bytes of secret")
    number = int.from_bytes(secret, "big")
    body = ""
    for _ in range(_BODY):
        number, digit = divmod(number, _BASE)
        body += ALPHABET[digit]
    return _grouped(body + _check(body))


def new_code() -> str:
    """A fresh random tracking code."""
    return code_from(os.urandom(16))


def normal_code(text: str) -> str:
    """The code as it was given out, from what a person typed: lower case, full-width, any spaces and dashes.

    Raises:
        Invalid: not a code, or a slip in it (its check character does not fit).
    """
    signs = "".join(sign for sign in unicodedata.normalize("NFKC", text).upper() if sign.isalnum())
    if len(signs) != _BODY + 1:
        raise Invalid(N_("查询码是 12 位字母和数字，例如 7KQD-M3XR-9TWC，请核对位数。"), field="code")
    if wrong := next((sign for sign in signs if sign not in ALPHABET), ""):
        raise Invalid(N_("查询码里没有“%(sign)s”，请对照回执再看一遍。"), field="code", sign=wrong)
    if _check(signs[:_BODY]) != signs[_BODY]:
        raise Invalid(N_("查询码有一位不对，请对照回执再看一遍。"), field="code")
    return _grouped(signs)


def numbered(number: int, pattern: str = "第 {n} 号") -> str:
    """A number of a gapless series as people say it: "第 47 号". ``{n}`` in ``pattern`` is the place of the number."""
    return pattern.replace("{n}", str(number))


def _check(body: str) -> str:
    return ALPHABET[sum(place * ALPHABET.index(sign) for place, sign in enumerate(body, start=2)) % _BASE]


def _grouped(signs: str) -> str:
    return "-".join((signs[:4], signs[4:8], signs[8:]))
