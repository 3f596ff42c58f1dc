"""Names and numbers of stations. Pure."""

import unicodedata

from huying.kernel.errors import Invalid
from huying.kernel.words import N_

ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"
CODE_LENGTH = 6


def line(text: str, *, field: str, limit: int, needed: bool = False) -> str:
    """One line of text without control or bidirectional characters.

    Raises:
        Invalid: empty though needed, or longer than ``limit`` characters.
    """
    kept = "".join(
        " " if char in "\r\n\t" else char
        for char in unicodedata.normalize("NFC", text)
        if char in "\r\n\t" or unicodedata.category(char) not in ("Cc", "Cf", "Cs", "Cn")
    )
    said = " ".join(kept.split())
    if needed and not said:
        raise Invalid(N_("这一项要填。"), field=field)
    if len(said) > limit:
        raise Invalid(N_("最多 %(limit)d 个字。"), field=field, limit=limit)
    return said


def zones(names: list[str]) -> list[str]:
    """The functional zones (功能分区), at most 20, each named once."""
    found = [line(name, field="zones", limit=30) for name in names[:20]]
    return list(dict.fromkeys(name for name in found if name))


def code(number: int) -> str:
    """The short code of a station's address from any number: small letters and digits that nobody confuses."""
    symbols = ""
    for _ in range(CODE_LENGTH):
        number, place = divmod(number, len(ALPHABET))
        symbols += ALPHABET[place]
    return symbols


def clean_code(given: str) -> str:
    """A code as somebody typed it from a poster."""
    return "".join(char for char in unicodedata.normalize("NFKC", given).lower() if char.isalnum())[:12]
