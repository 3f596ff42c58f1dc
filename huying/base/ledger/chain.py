"""The arithmetic of the chain: pure, so that anybody can check a seal with a few lines of their own."""

import hashlib
import json
import uuid
from collections.abc import Sequence
from typing import Any


def genesis(uid: uuid.UUID) -> str:
    """The hash before the first line of the case with this public id."""
    return hashlib.sha256(b"huying:" + uid.bytes).hexdigest()


def link(before: str, fields: Sequence[Any]) -> str:
    """The hash of a line with these fields, standing after a line with hash ``before``."""
    text = json.dumps(fields, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=str)
    return hashlib.sha256(f"{before}\n{text}".encode()).hexdigest()


def merkle_root(leaves: Sequence[str]) -> str:
    """The Merkle root (RFC 6962 §2.1) over hex hashes in the given order; of no leaves, the hash of nothing."""
    if not leaves:
        return hashlib.sha256(b"").hexdigest()
    level = [hashlib.sha256(b"\x00" + bytes.fromhex(leaf)).digest() for leaf in leaves]
    while len(level) > 1:
        pairs = [level[i : i + 2] for i in range(0, len(level), 2)]
        level = [hashlib.sha256(b"\x01" + pair[0] + pair[1]).digest() if len(pair) == 2 else pair[0] for pair in pairs]
    return level[0].hex()
