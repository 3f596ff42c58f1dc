"""Division codes and the names of sessions: plain values in, plain values out."""

from huying.kernel.errors import Invalid
from huying.kernel.words import N_

LEVELS: dict[int, frozenset[str]] = {
    6: frozenset({"county"}),
    9: frozenset({"town", "street"}),
    12: frozenset({"village"}),
}
"""Digits of an official division code (GB/T 2260, GB/T 10114, 统计用区划代码) -> the levels it can name."""

_DIGITS = "零一二三四五六七八九"


def check_code(code: str, level: str) -> None:
    """Refuse a code that is no division code, or that does not fit ``level``."""
    if not (code.isascii() and code.isdigit()) or len(code) not in LEVELS:
        raise Invalid(N_("行政区划代码应为 6 位、9 位或 12 位数字。"), field="code")
    if level not in LEVELS[len(code)]:
        raise Invalid(N_("代码的位数与级别不符：县 6 位，乡镇、街道 9 位，村、社区 12 位。"), field="level")


def parent(code: str) -> str:
    """The code of the region right above, "" for a county."""
    return code[:-3] if len(code) in (9, 12) else ""


def prefixes(code: str) -> list[str]:
    """The code and every region around it, the nearest first: ``430599101`` -> ``[430599101, 430599]``."""
    return [code[:length] for length in (12, 9, 6) if length <= len(code)]


def home(code: str) -> str:
    """The congress whose register a place belongs to: its township for a village, itself otherwise."""
    return code[:9]


def numeral(number: int) -> str:
    """A number from 0 to 99 as a Chinese numeral: 18 -> 十八."""
    tens, ones = divmod(number, 10)
    if not tens:
        return _DIGITS[ones]
    return ("" if tens == 1 else _DIGITS[tens]) + "十" + (_DIGITS[ones] if ones else "")
