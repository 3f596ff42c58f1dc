"""Tracking codes (查询码): shown once, kept only as a keyed hash.

Twelve letters and digits without look-alikes, the last of them a check character (Luhn mod 32), so that a slip of the
pen is seen before the database is asked. What the reader is told is the same for a wrong and an unknown code.
"""

import hashlib
import hmac
import unicodedata
import uuid

from django.conf import settings

ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
LENGTH = 12


def derive(command_id: uuid.UUID) -> str:
    """The code of a form's command id, as ``7KQD-M3XR-9TWP`` (55 bits): a double tap shows the same one."""
    number = int.from_bytes(_mac("voice-code", command_id.bytes, settings.SECRET_KEY), "big")
    symbols = "".join(ALPHABET[(number >> (5 * place)) & 31] for place in range(LENGTH - 1))
    symbols += ALPHABET[-_luhn(symbols + ALPHABET[0]) % len(ALPHABET)]
    return "-".join(symbols[at : at + 4] for at in range(0, LENGTH, 4))


def digest(code: str) -> str:
    """The keyed hash under which a voice is kept; blanks, dashes, case and full-width letters do not matter."""
    return _digest(code, settings.SECRET_KEY)


def digests(code: str) -> list[str]:
    """The hashes under which it may be kept: by today's secret and by those before it."""
    return [_digest(code, secret) for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)]


def _digest(code: str, secret: str) -> str:
    plain = unicodedata.normalize("NFKC", code).upper()
    symbols = "".join(char for char in plain if char in ALPHABET)[: LENGTH + 1]
    return _mac("voice-code-hash", symbols.encode(), secret).hex()


def possible(code: str) -> bool:
    """Whether the check character fits: any one wrong character is found, and nearly every swap of neighbours."""
    symbols = tidy(code).replace("-", "")
    return len(symbols) == LENGTH and _luhn(symbols) % len(ALPHABET) == 0


def _luhn(symbols: str) -> int:
    """Every second symbol from the right counts double, carried over within the alphabet."""
    total, size = 0, len(ALPHABET)
    for place, symbol in enumerate(reversed(symbols)):
        value = ALPHABET.index(symbol) * (1 + place % 2)
        total += value // size + value % size
    return total


def _mac(purpose: str, message: bytes, secret: str) -> bytes:
    return hmac.new(f"{purpose}:{secret}".encode(), message, hashlib.sha256).digest()


def tidy(code: str) -> str:
    """A typed code in the form it was shown, for addresses."""
    plain = unicodedata.normalize("NFKC", code).upper()
    symbols = "".join(char for char in plain if char in ALPHABET)[:LENGTH]
    return "-".join(symbols[at : at + 4] for at in range(0, len(symbols), 4))
