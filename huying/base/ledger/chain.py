"""The arithmetic of the chain: pure, so that anybody can check a seal with a few lines of their own."""

import hashlib
import json
import uuid
from collections.abc import Iterable, Sequence
from typing import Any


def genesis(uid: uuid.UUID) -> str:
    """The hash before the first line of the case with this public id."""
    return hashlib.sha256(b"huying:" + uid.bytes).hexdigest()


def link(before: str, fields: Sequence[Any]) -> str:
    """The hash of a line with these fields, standing after a line with hash ``before``."""
    text = json.dumps(fields, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=str)
    return hashlib.sha256(f"{before}\n{text}".encode()).hexdigest()


def plain(data: Any) -> bool:
    """Whether a payload reads back from any database exactly as written: texts, whole numbers, yes/no, lists, maps.

    A fraction or a number as a key would come back in another form and break the chain without anybody's fault.
    """
    if isinstance(data, dict):
        return all(isinstance(key, str) and plain(value) for key, value in data.items())
    if isinstance(data, list | tuple):
        return all(plain(value) for value in data)
    return data is None or isinstance(data, str | int)


def _leaf(leaf: str) -> bytes:
    return hashlib.sha256(b"\x00" + bytes.fromhex(leaf)).digest()


def _node(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\x01" + left + right).digest()


def _above(level: list[bytes]) -> list[bytes]:
    pairs = [level[i : i + 2] for i in range(0, len(level), 2)]
    return [_node(*pair) if len(pair) == 2 else pair[0] for pair in pairs]


def merkle_root(leaves: Sequence[str]) -> str:
    """The Merkle root (RFC 6962 §2.1) over hex hashes in the given order; of no leaves, the hash of nothing."""
    if not leaves:
        return hashlib.sha256(b"").hexdigest()
    level = [_leaf(leaf) for leaf in leaves]
    while len(level) > 1:
        level = _above(level)
    return level[0].hex()


def proof(leaves: Sequence[str], index: int) -> list[tuple[str, str]]:
    """The inclusion proof of one leaf (RFC 6962 §2.1.1): each neighbour's side ("left", "right") and hex hash, upwards.

    Raises:
        IndexError: there is no such leaf.
    """
    if not 0 <= index < len(leaves):
        raise IndexError(index)
    path = []
    level = [_leaf(leaf) for leaf in leaves]
    while len(level) > 1:
        neighbour = index ^ 1
        if neighbour < len(level):
            path.append(("left" if neighbour < index else "right", level[neighbour].hex()))
        level, index = _above(level), index // 2
    return path


def climb(leaf: str, path: Iterable[tuple[str, str]]) -> str:
    """The root that a leaf and its proof lead to; equal to the published root when the leaf is under it."""
    at = _leaf(leaf)
    for side, neighbour in path:
        other = bytes.fromhex(neighbour)
        at = _node(other, at) if side == "left" else _node(at, other)
    return at.hex()
