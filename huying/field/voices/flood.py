"""Telling a flood (刷屏) from a busy day: who sends, what is nearly the same, and a small piece of work. Pure.

Nothing here decides anything but “look at it first”: what looks like a flood is put aside for a person to judge.
"""

import hashlib
import ipaddress
import re
import unicodedata
from collections.abc import Mapping
from typing import Protocol

WINDOW = 3600
"""Seconds in which voices are counted together."""
WORTH = 10
"""Characters that are worth comparing: “路灯坏了” is what two neighbours say, too."""
BANDS, ROWS = 4, 2
"""Texts that share two thirds of their pairs of characters share a band in three of four cases, strangers hardly."""
_NOISE = re.compile(r"[\W\d_]+")


class Numbers(Protocol):
    """The playbook's numbers."""

    @property
    def sender_per_hour(self) -> int: ...
    @property
    def alike_per_hour(self) -> int: ...


def network(address: str) -> str:
    """The network an address lies in: one sender changes the last part as they like. "" for what is no address."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return ""
    if isinstance(found, ipaddress.IPv6Address) and found.ipv4_mapped:
        found = found.ipv4_mapped
    return str(ipaddress.ip_network((found, 24 if found.version == 4 else 56), strict=False))


def bands(text: str) -> list[str]:
    """Marks that nearly identical texts have in common, whatever digits, blanks and signs were put in between.

    Pairs of characters are put through ``BANDS * ROWS`` orders; of each the least pair stands for the text.
    """
    plain = _NOISE.sub("", unicodedata.normalize("NFKC", text).casefold())
    if len(plain) < WORTH:
        return []
    pairs = {plain[at : at + 2] for at in range(len(plain) - 1)}
    least = [min(orders) for orders in zip(*map(_marks, pairs), strict=True)]
    return [f"{band}:{''.join(least[band * ROWS : (band + 1) * ROWS])}" for band in range(BANDS)]


def keys(station: int, address: str, text: str) -> dict[str, str]:
    """What is counted of one voice: key -> "sender" or "alike". The counters keep only keyed hashes of these."""
    found = {f"flood:sender:{sender}": "sender"} if (sender := network(address)) else {}
    return found | {f"flood:alike:{station}:{band}": "alike" for band in bands(text)}


def told_by(counted: Mapping[str, int], whys: Mapping[str, str], numbers: Numbers) -> str:
    """The key by which a voice looks like a flood, the sender before the words; "" when it does not."""
    most = {"sender": numbers.sender_per_hour, "alike": numbers.alike_per_hour}
    return next((key for key, why in whys.items() if counted[key] > most[why]), "")


def solved(puzzle: str, nonce: str, bits: int) -> bool:
    """Whether SHA-256 of puzzle and nonce begins with that many zero bits."""
    found = hashlib.sha256(f"{puzzle}:{nonce}".encode()).digest()
    return bits > 0 and int.from_bytes(found, "big") >> (256 - bits) == 0


def _marks(pair: str) -> list[str]:
    """Where a pair of characters stands in each of the orders."""
    found = hashlib.blake2b(pair.encode(), digest_size=6 * BANDS * ROWS).hexdigest()
    return [found[at : at + 12] for at in range(0, len(found), 12)]
