"""A county with stations on the map and voices published or not, made by the rooms' commands only."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.http import HttpResponse
from django.test import Client

from huying.base.people import commands as people
from huying.field.stations import commands as stations
from huying.field.voices.queries import Voice
from huying.field.voices.tests import make as voices
from huying.field.voices.tests.make import COUNTY, NOW, QIAOTOU, SHIQIAO, YUNXI, County
from huying.kernel.actor import SYSTEM

__all__ = ["BASE", "COUNTY", "HOSTILE", "NOW", "PHONE", "QIAOTOU", "SHIQIAO", "YUNXI", "Api"]

BASE = "/open311/v2"
FULL = ("/data/", "/open311/")
HOSTILE = "<script>alert('呼')</script> ]]> & \"x\" <![CDATA["
PHONE = "13973912345"
EVERYTHING = ("open311", "voices", "suggestions", "stations", "figures")


@dataclass
class Api:
    """Somebody's program; ``status`` is the last answer's, ``response`` the whole of it."""

    county: County
    key: str
    client: Client
    status: int = 0
    response: Any = None

    def get(self, path: str, query: dict[str, Any] | None = None, **headers: str) -> Any:
        """What it answers: plain values for JSON, text for the rest."""
        return self._heard(self.client.get(path if path.startswith(FULL) else f"{BASE}{path}", query, headers=headers))

    def post(self, *, fmt: str = "json", key: str | None = None, **given: Any) -> Any:
        """Report; names with ``__`` are attributes: ``passable__="no"``."""
        told = {f"attribute[{name[:-2]}]" if name.endswith("__") else name: value for name, value in given.items()}
        headers = {name: told.pop(name) for name in ("Idempotency-Key",) if name in told}
        told = {"api_key": self.key if key is None else key, **told}
        return self._heard(self.client.post(f"{BASE}/requests.{fmt}", told, headers=headers))

    def _heard(self, response: HttpResponse) -> Any:
        self.response, self.status = response, response.status_code
        json = response.headers.get("Content-Type", "").startswith("application/json")
        return response.json() if json else response.content.decode()  # type: ignore[attr-defined]


def api(**more: Any) -> Api:
    """The voices' county; the stations of 云溪镇 and 石桥镇 have coordinates, 云溪镇's officer has a key."""
    county = voices.county()
    for station, at in ((county.yunxi, (27.1, 111.3)), (county.shiqiao, (27.2, 111.4))):
        stations.edit_station(actor=SYSTEM, now=NOW, station=station.pk, latitude=at[0], longitude=at[1])
    return Api(county, token(county), Client(**more))


def token(county: County, who: str = "yunxi_officer", days: int = 30) -> str:
    account = county.accounts[who]
    issued = people.issue_token(actor=county.actor(who), now=NOW, account=account.pk, name="随手拍", days=days)
    return str(issued.raw)  # type: ignore[attr-defined]


def published(
    county: County, text: str = "桥头村口的路灯坏了半个月", ago: timedelta | None = None, **more: Any
) -> Voice:
    """A published voice with a name and a phone, said so long ago."""
    said: dict[str, Any] = {"contact": "李大爷", "phone": PHONE, "category": "roads", **more}
    row = voices.voice(county, text, now=NOW - (ago or timedelta()), **said)
    return voices.do("publish", county, row, now=NOW)
