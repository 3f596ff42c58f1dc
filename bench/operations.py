"""What is asked of the product: one operation is one request of one person, with the bars it has to keep."""

import itertools
import re
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote, urlencode

Cast = dict[str, Any]

# Two-character words that no sentence of the simulator holds; one per size, planted PLANTED times at every size.
WORDS = ("窨井", "鼢鼠", "桫椤")
PLANTED = 40
COMMON, COMMONEST = "路灯", "没有"


@dataclass(frozen=True, slots=True)
class Request:
    path: str
    method: str = "GET"
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""


@dataclass(frozen=True, slots=True)
class Operation:
    """One row of the table.

    Args:
        ask: the request, fresh each time; takes the cast (``bench.inside.cast``) and what ``before`` returned.
        status: the right answer's status.
        ms, statements: the bars; 0 where there is none.
        found: how many hits of the planted word a page shows (for recall), where it is a search.
    """

    name: str
    ask: Callable[[Cast], Request]
    status: int = 200
    ms: float = 0
    statements: int = 0
    found: re.Pattern[str] | None = None


def _get(path: str, who: str = "") -> Callable[[Cast], Request]:
    def ask(cast: Cast) -> Request:
        headers = {"Cookie": f"sessionid={cast[who]}"} if who else {}
        return Request(path.format(**{key: quote(str(value)) for key, value in cast.items()}), headers=headers)

    return ask


def _json(path: str) -> Callable[[Cast], Request]:
    return lambda cast: Request(path.format(**cast), headers={"Authorization": f"Bearer {cast['key']}"})


_turns = itertools.count(1)
_SENTENCES = (
    "{a}边的排水沟堵了{n}天，一下雨水就漫到{b}门口，老人小孩走路都要绕开，盼望尽快派人疏通。",
    "{a}通往{b}的机耕路塌了{n}米，收割机进不去，眼看就要误了农时，请帮助修好。",
    "{a}的垃圾桶{n}天没有人收，苍蝇多，气味大，{b}的住户都关着窗，希望定时清运。",
)
_PLACES = ("老榨油坊", "供销社", "东头晒谷坪", "水碾桥", "樟树湾", "粮站后院", "打米厂", "石拱桥", "瓦窑背", "渡口")


def _voice(cast: Cast, *, seen: bool) -> Request:
    """A citizen's form, as a browser posts it; every time other words from another network, or it would be a flood."""
    turn = next(_turns)
    first, second = _PLACES[turn % 10], _PLACES[(turn // 10 + 3) % 10]
    said = _SENTENCES[turn % 3].format(a=first, b=second, n=turn % 97 + 2)
    mixed = "".join(sorted(said, key=lambda c: hash((c, turn))))
    token = cast["csrf"]
    fields = {
        "csrfmiddlewaretoken": token,
        "command_id": str(uuid.uuid4()),
        "text": f"{said}{mixed}" if seen else f"第{turn}遍：{mixed}",
        "phone": "13900001234",
        "contact": "何秀英",
        "place": first,
        "publish": "on",
        "seen": "1" if seen else "",
    }
    headers = {
        "Content-Type": "application/x-www-form-urlencoded",
        "Cookie": f"csrftoken={token}",
        "X-Forwarded-For": f"10.{turn & 255}.{turn >> 8 & 255}.7",
    }
    return Request(f"/s/{cast['station']}/speak", "POST", headers, urlencode(fields).encode())


def operations() -> list[Operation]:
    """Every row, the yardstick first."""
    suggestion = re.compile(r"/desk/suggestions/([0-9a-f-]{36})\b(?!/)")
    voice = re.compile(r"/desk/voices/([0-9a-f-]{36})\b(?!/)")
    return [
        Operation("do-nothing page", _get("/bench/nothing")),
        Operation("voice sent", lambda cast: _voice(cast, seen=True), 302, 8, 12),
        Operation("voice sent, like ones looked for", lambda cast: _voice(cast, seen=False), 302, 8, 12),
        Operation("speak page", _get("/s/{station}/speak")),
        Operation("suggestions list, 50 by status", _get("/desk/suggestions/?state=concluded", "clerk"), 200, 15, 8),
        Operation("voices triage list", _get("/desk/voices/?stand=received", "officer"), 200, 15, 8),
        Operation("voices list, whole county", _get("/desk/voices/?stand=closed", "clerk"), 200, 15, 8),
        Operation("JSON list of 50", _json("/api/v1/suggestions?state=concluded&size=50"), 200, 8, 4),
        Operation("suggestion page, {case_lines} lines", _get("/desk/suggestions/{case}", "clerk"), 200, 15, 12),
        Operation("suggestion page, {long_lines} lines", _get("/desk/suggestions/{long}", "clerk")),
        Operation("voice page (desk)", _get("/desk/voices/{voice}", "officer"), 200, 15, 12),
        Operation(
            "search, 2 rare characters", _get("/desk/suggestions/?words={word}", "clerk"), 200, 20, 6, suggestion
        ),
        Operation("search in voices", _get("/desk/voices/?q={word}", "clerk"), 200, 20, 6, voice),
        Operation(
            "search, 2 common characters", _get(f"/desk/suggestions/?words={quote(COMMON)}", "clerk"), 200, 20, 6
        ),
        Operation(
            "search in voices, 2 common characters", _get(f"/desk/voices/?q={quote(COMMON)}", "clerk"), 200, 20, 6
        ),
        Operation(
            "search in voices, in one of seven", _get(f"/desk/voices/?q={quote(COMMONEST)}", "clerk"), 200, 20, 6
        ),
        Operation("search everything (desk)", _get("/desk/search?q={word}", "clerk"), 200, 20, 6),
        Operation("figures by unit and status", _get("/figures?by=unit"), 200, 15, 6),
        Operation("portal: first page", _get("/")),
        Operation("portal: suggestions", _get("/suggestions")),
        Operation("portal: voices", _get("/voices")),
        Operation("portal: map", _get("/map")),
        Operation("portal: station page", _get("/s/{station}")),
        Operation("desk home, committee", _get("/desk/", "clerk")),
        Operation("desk home, deputy", _get("/desk/", "deputy")),
    ]
