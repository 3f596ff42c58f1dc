"""Tracking codes (查询码): shown once, kept only as a keyed hash."""

import hashlib
import hmac
import unicodedata
import uuid

from django.conf import settings

ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
LENGTH = 12


def derive(command_id: uuid.UUID) -> str:
    """The code of a form's command id, as ``7KQD-M3XR-9TWP`` (60 bits): a double tap shows the same one."""
    number = int.from_bytes(_mac("voice-code", command_id.bytes), "big")
    symbols = "".join(ALPHABET[(number >> (5 * place)) & 31] for place in range(LENGTH))
    return "-".join(symbols[at : at + 4] for at in range(0, LENGTH, 4))


def digest(code: str) -> str:
    """The keyed hash under which a voice is found; blanks, dashes, case and full-width letters do not matter."""
    plain = unicodedata.normalize("NFKC", code).upper()
    symbols = "".join(char for char in plain if char in ALPHABET)[: LENGTH + 1]
    return _mac("voice-code-hash", symbols.encode()).hex()


def _mac(purpose: str, message: bytes) -> bytes:
    return hmac.new(f"{purpose}:{settings.SECRET_KEY}".encode(), message, hashlib.sha256).digest()


def tidy(code: str) -> str:
    """A typed code in the form it was shown, for addresses."""
    plain = unicodedata.normalize("NFKC", code).upper()
    symbols = "".join(char for char in plain if char in ALPHABET)[:LENGTH]
    return "-".join(symbols[at : at + 4] for at in range(0, len(symbols), 4))
