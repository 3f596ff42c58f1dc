"""A county with marked words in every place of a voice that not everybody reads, and the ways they could leak."""

import io
import re
import uuid
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote

from django.apps import apps
from django.core.files.base import ContentFile
from django.db import connection
from django.test import Client
from django.utils import timezone
from PIL import Image

from huying.base.notices import following
from huying.base.papers import queries as papers
from huying.base.papers.commands import Box
from huying.base.people.tests.make import enter
from huying.field.voices import queries
from huying.field.voices.followers import ROOM
from huying.field.voices.models import Voice
from huying.field.voices.tests import make
from tests.access.addresses import MARK, routes
from tests.api.caller import Caller

NAME, PHONE = "钟离翠莲", "13907390001"
SAID = f"请打{PHONE}找{NAME}女士，她家门口的路灯坏了一个多星期"
SHOWN = "有一位女士家门口的路灯坏了一个多星期"
PLACE, STREET = "桥头村7栋2单元501室", "桥头村〔门牌〕"
NORTH, EAST = 27.123456, 111.654321
ADDED, RETURNED, POLE = "我是村头第三家姓尉迟的", "这户和村支书有过节", "杆号云甲零七"
FILE = "钟离翠莲家门口"
ASKED, REPLIED = "您家水表号是壬戌几号", "水表号壬戌六零三"
SECRET, ALONG = "请不要说是我讲的，支书的弟弟占了晒谷场", "公冶长庚"
PRIVATE, WITHHELD = "村会计王富贵侵吞低保款", "卖假药的诊所是赵铁柱开的"

#: What is planted -> the marks by which it is known again, and who reads it besides the author.
PUBLIC, HANDLER, STATION = ("public", "unit", "station"), ("unit", "station"), ("station",)
READERS: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "wording for the public": (("有一位女士家门口的路灯",), PUBLIC),
    "street": ((STREET,), PUBLIC),
    "original words": ((f"找{NAME}", PHONE), HANDLER),
    "place in the citizen's words": (("7栋2单元501",), HANDLER),
    "answer to a question": ((POLE,), HANDLER),
    "words added later": (("村头第三家",), HANDLER),
    "between station and unit": (("村支书有过节",), HANDLER),
    "name of the photo's file": ((FILE,), HANDLER),
    "what the station asked, and the answer": (("水表号",), HANDLER),
    "said in confidence": (("占了晒谷场",), STATION),
    "who else came": ((ALONG,), STATION),
    "contact": (("欧冶子", "13788889999"), STATION),
    "a voice whose citizen said no": (("王富贵",), STATION),
    "a voice that was withheld": (("赵铁柱",), STATION),
    "exact place": (("27.1234", "111.6543"), ()),
}
KEPT_IN = {
    **dict.fromkeys(("voices.Voice", "voices.Remark", "voices.VoiceContact", "papers.Paper"), "the room itself"),
    "search.Document": "the index of those who handle it",
}
"""The tables that may hold what is planted; contact data is sealed even there."""


@dataclass
class World:
    """The county, the edited voice, three that nobody else reads, and the files of the first."""

    county: make.County
    shown: Voice
    private: Voice
    withheld: Voice
    secret: Voice

    def client(self, who: str) -> Client:
        account = {"station": "yunxi_officer", "unit": "yunxi_town_unit", "far": "shiqiao_officer"}.get(who)
        return enter(self.county.accounts[account]) if account else Client()

    def caller(self, who: str) -> Caller:
        account = {"station": "yunxi_officer", "unit": "yunxi_town_unit", "far": "shiqiao_officer"}.get(who)
        return Caller(self.county.accounts[account], timezone.now()) if account else Caller()

    @property
    def photos(self) -> list[uuid.UUID]:
        """The photo with a face, the one that nobody picked, and the first one's blackened copy, which is public."""
        return [row.uid for row in papers.of(self.shown.subject, ["public", "parties"])]


def picture() -> ContentFile:
    out = io.BytesIO()
    Image.effect_noise((320, 240), 60).save(out, "JPEG")
    return ContentFile(out.getvalue(), name=f"{FILE}.jpg")


def world() -> World:
    """One voice that is published in other words and with a unit; one private, one withheld. A stranger follows."""
    county = make.county()
    following.spread(make.later(-1), {"voice": ROOM})
    following.follow(county.actor("shiqiao_officer").person, "station", str(county.yunxi.pk), now=make.later(-1))
    said: dict[str, Any] = {"latitude": NORTH, "longitude": EAST, "place": PLACE, "contact": "欧冶子"}
    said |= {"category": "roads", "answers": {"lamp_post": POLE}, "phone": "13788889999"}
    row = make.voice(county, SAID, photos=[picture(), picture()], **said)
    row = make.do("add_words", county, row, "citizen", text=ADDED)
    town = county.organs["yunxi_town"].pk
    for verb, who, given in (
        ("refer", "yunxi_officer", {"unit": town}),
        ("unit_return", "yunxi_town_unit", {"reason": RETURNED}),
        ("ask", "yunxi_officer", {"text": ASKED}),
        ("add_words", "citizen", {"text": REPLIED}),
        ("refer", "yunxi_officer", {"unit": town}),
    ):
        row = make.do(verb, county, row, who, **given)
    face, _ = papers.of(row.subject, ["parties"])
    row = make.do("redact", county, row, paper=face.uid, boxes=[Box(10, 10, 30, 30)])
    row = make.do("publish", county, row, text=SHOWN, photos=[face.uid])
    private = make.voice(county, PRIVATE, publish=False)
    withheld = make.do("withhold", county, make.voice(county, WITHHELD), reason="unverified")
    came = {"channel": "reception", "confidential": True, "others": ALONG, "matter": "dispute"}
    secret = make.voice(county, SECRET, actor=county.actor("yunxi_officer"), **came)
    return World(county, row, private, withheld, secret)


def paths(made: World) -> Iterator[str]:
    """Every address there is, so that no new channel is forgotten, with each voice and each photo wherever one fits."""
    for route in (known for known in routes() if "openapi" not in known):
        names = [found[1] or found[2] for found in MARK.finditer(route)]
        every = [each.uid for each in (made.shown, made.private, made.withheld, made.secret)]
        uids = every if "uid" in names else [uuid.UUID(int=1)]
        for uid in uids:
            for paper in made.photos if {"paper", "uid"} <= set(names) else [uuid.UUID(int=7)]:
                values = {"uid": uid, "paper": paper, "code": _code(route), "fmt": "json", "verb": "publish"}
                yield "/" + MARK.sub(lambda found: str(values.get(found[1] or found[2], 1)), route).strip("^$")  # noqa: B023


def _code(route: str) -> str:
    return "voices" if route.startswith("data/") else "7KQD-M3XR-9TWP" if "track" in route else "yunxi"


def said(answer: Any) -> str:
    """Everything an answer says: its body, where it sends one, and the name of its file."""
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    if body.startswith(b"PK"):  # a workbook
        with zipfile.ZipFile(io.BytesIO(body)) as sheets:
            body = b"".join(sheets.read(name) for name in sheets.namelist())
    return f"{answer.headers} {body.decode(errors='replace')}"


def told(text: str, who: str) -> list[str]:
    """What ``who`` should not have been told and was."""
    plain = re.sub(r"\\u([0-9a-f]{4})", lambda found: chr(int(found[1], 16)), unquote(text))
    return [
        what
        for what, (marks, readers) in READERS.items()
        if who not in readers and any(mark in plain for mark in marks)
    ]


def tables() -> Iterator[tuple[str, str]]:
    """Every table with all that stands in it, as the database has it: what is sealed stays sealed."""
    for model in apps.get_models():
        with connection.cursor() as cursor:
            cursor.execute(f'SELECT * FROM "{model._meta.db_table}"')
            yield model._meta.label, "\n".join(str(row) for row in cursor.fetchall())


def found(made: World, who: str, words: str) -> int:
    """How many voices a search tells ``who`` of."""
    actor = made.county.actor({"far": "shiqiao_officer"}.get(who, "yunxi_officer"))
    return queries.public(words=words).count() if who == "public" else queries.found_by(actor, words).count()
