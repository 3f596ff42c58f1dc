"""What every operation of the API is made of: strict input, plain JSON out, refusals as problem details (RFC 9457).

Rooms write typed operations on a ``ninja.Router``; here is what they share. Who calls is settled in ``people.api``.
"""

import json
import uuid
from collections.abc import Iterable, Mapping
from typing import Annotated, Any

from django.core.files.base import ContentFile
from django.core.serializers.json import DjangoJSONEncoder
from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language, gettext
from ninja import Header, Schema
from pydantic import AfterValidator, Base64Bytes, BaseModel, BeforeValidator, ConfigDict, Field, model_validator
from pydantic import ValidationInfo as Info
from pydantic_core import PydanticCustomError

from huying.base.web import acts
from huying.kernel.actor import Actor
from huying.kernel.errors import BadMove, Denied, HouseError, Invalid, Missing, Stale, TooOften
from huying.kernel.words import N_

LOOSE = 20_000
"""As in forms: far above every limit. The command refuses with a sentence that counts; this only stops floods."""
MOST, PAGE = 100, 50
FILES = 10

Key = Annotated[
    uuid.UUID | None,
    BeforeValidator(lambda given: given.strip().strip('"') if isinstance(given, str) else given),
    Header(
        None,
        alias="Idempotency-Key",
        description="A UUID of your own for this one act. A repeat with the same key, by the same account, changes "
        "nothing and gets the first result.",
    ),
]


def _printable(text: str) -> str:
    if "\x00" in text:
        raise PydanticCustomError("string_unicode", "null character")
    return text


Number = Annotated[int, Field(ge=0, le=2**63 - 1)]
"""A primary key, or a count: what a database can hold."""
Version = Annotated[
    int | None,
    Field(ge=0, le=2**31 - 1, description="The version you were shown. When the case has moved on: 409 stale."),
]
Text = Annotated[str, Field(max_length=LOOSE), AfterValidator(_printable)]
Word = Annotated[str, Field(max_length=200), AfterValidator(_printable)]
Place = Annotated[str, Field(pattern=r"^([0-9]{6}|[0-9]{9}|[0-9]{12})$", description="Official division code.")]


def among(codes: Iterable[str]) -> Any:
    """For the description only: a code that is not on the list is refused by the command, in its own words."""
    return Field(json_schema_extra={"enum": [str(code) for code in codes]})


class Given(BaseModel):
    """A body: what is not asked for is refused."""

    model_config = ConfigDict(extra="forbid")

    def given(self) -> dict[str, Any]:
        """What the caller said, for a command; what was left out is left to the command. Files become uploads."""
        return {name: _plain(getattr(self, name)) for name in self.model_fields_set}


class Act(Given):
    """A verb on a case."""

    version: Version = None


class File(Given):
    """A file inside the body, which may be 2 MB in all; larger ones go through the pages."""

    name: Annotated[str, Field(min_length=1, max_length=200), AfterValidator(_printable)]
    content: Annotated[Base64Bytes, Field(description="base64")]


Files = Annotated[list[File], Field(max_length=FILES)]


def _plain(value: Any) -> Any:
    if isinstance(value, File):
        return ContentFile(value.content, value.name)
    if isinstance(value, list) and value and isinstance(value[0], File):
        return [ContentFile(file.content, file.name) for file in value]
    return value


class Asked(BaseModel):
    """A query string: an unknown name is refused, so that a mistyped filter never shows everything."""

    @model_validator(mode="after")
    def _known(self, info: Info) -> "Asked":
        request = (info.context or {}).get("request")
        unknown = set(request.GET) - set(type(self).model_fields) if request else set()
        if unknown:
            raise PydanticCustomError("extra_forbidden", "unknown", {"field": min(unknown)})
        return self


class Sized(Asked):
    """A page of a list, newest first; ``before`` is ``next`` of the page before."""

    before: Annotated[int | None, Field(ge=0, le=2**63 - 1)] = None
    size: Annotated[int, Field(ge=1, le=MOST)] = PAGE


class Done(Schema):
    """What a command led to: the case as it stands now."""

    uid: uuid.UUID
    state: str
    version: int


class VerbOut(Schema):
    """Something the caller may do, or may not do yet."""

    name: str
    label: str
    allowed: bool
    reason: str
    consequence: str


class PaperOut(Schema):
    """A file of a case; ``href`` gives it to this caller."""

    uid: uuid.UUID
    name: str
    kind: str
    mime: str
    size: int
    href: str


class Fault(Schema):
    """One thing that was wrong with what was sent; ``field`` is a path (``photos.0.name``), empty for the whole."""

    field: str
    detail: str


class Problem(Schema):
    """RFC 9457: ``type`` for programs, ``title`` and ``detail`` for people, in the language they accept."""

    type: str
    title: str
    status: int
    detail: str
    errors: list[Fault] = Field(default_factory=list)


TITLES = {
    "malformed": (400, N_("请求读不懂")),
    "unauthorized": (401, N_("需要令牌")),
    "denied": (403, N_("没有这个权限")),
    "missing": (404, N_("没有找到")),
    "bad-move": (409, N_("现在不能这样做")),
    "stale": (409, N_("已经有了新的变化")),
    "too-large": (413, N_("内容太大")),
    "invalid": (422, N_("填得不对")),
    "too-often": (429, N_("试得太多了")),
}
KINDS: Mapping[type[HouseError], str] = {
    Denied: "denied",
    Missing: "missing",
    Stale: "stale",
    BadMove: "bad-move",
    Invalid: "invalid",
    TooOften: "too-often",
}
FAULTS = {
    "missing": N_("请填写这一项。"),
    "extra_forbidden": N_("没有这一项，请照接口说明填写。"),
    "string_too_long": N_("最多 %(max_length)s 个字。"),
    "too_long": N_("最多 %(max_length)s 项。"),
    "greater_than_equal": N_("不能小于 %(ge)s。"),
    "less_than_equal": N_("不能大于 %(le)s。"),
    "string_pattern_mismatch": N_("格式不对，请照接口说明填写。"),
    "string_unicode": N_("里面有不能用的字符。"),
    "uuid_parsing": N_("要填编号（UUID）。"),
    "json": N_("请求正文要写成 JSON。"),
}
ODD = N_("这一项填得不对，请照接口说明填写。")


def reads(model: Any) -> dict[int, Any]:
    """The answers of an operation that reads."""
    return {200: model, **dict.fromkeys((401, 404, 422, 429), Problem)}


def writes(model: Any, status: int = 200) -> dict[int, Any]:
    """The answers of an operation that writes."""
    return {status: model, **dict.fromkeys((400, 401, 403, 404, 409, 413, 422, 429), Problem)}


def actor_of(request: HttpRequest) -> Actor:
    """Whoever calls; ``people.api`` has put it there."""
    found: Actor = request.actor  # type: ignore[attr-defined]  # set by people.api
    return found


def answer(data: Any, status: int = 200, kind: str = "application/json") -> HttpResponse:
    """Data as JSON, as it is: rows of ``values()`` are not validated a second time. Never cached."""
    text = json.dumps(data, cls=DjangoJSONEncoder, ensure_ascii=False, separators=(",", ":"))
    response = HttpResponse(text, status=status, content_type=kind)
    response["Cache-Control"] = "no-store"
    response["Content-Language"] = get_language() or "zh-hans"
    response["Vary"] = "Accept-Language, Authorization"
    return response


def picked(row: Any, *names: str) -> dict[str, Any]:
    """These attributes of anything."""
    return {name: getattr(row, name) for name in names}


def listed(rows: list[dict[str, Any]], size: int) -> tuple[list[dict[str, Any]], int | None]:
    """``size`` of up to ``size + 1`` rows, and the key of the next page; takes ``id`` out of the rows."""
    shown, more = rows[:size], len(rows) > size
    last = shown[-1]["id"] if more else None
    for row in shown:
        del row["id"]
    return shown, last


def page(rows: Any, fields: Iterable[str], *, before: int | None, size: int) -> tuple[list[dict[str, Any]], int | None]:
    """A page of a query's rows as values, newest first, and the key of the next one."""
    if before is not None:
        rows = rows.filter(pk__lt=before)
    return listed(list(rows.order_by("-pk").values("id", *fields)[: size + 1]), size)


def problem(kind: str, detail: str, errors: Iterable[tuple[str, str]] = ()) -> HttpResponse:
    """A refusal for programs and people."""
    status, title = TITLES[kind]
    told = {"type": f"urn:huying:problem:{kind}", "title": gettext(title), "status": status, "detail": detail}
    if faults := [{"field": field, "detail": text} for field, text in errors]:
        told["errors"] = faults
    response = answer(told, status, "application/problem+json")
    if status == 401:
        response["WWW-Authenticate"] = "Bearer"
    return response


def refusal(error: HouseError) -> HttpResponse:
    """A command's or query's refusal, in the very sentence that a page would show."""
    kind = next((name for known, name in KINDS.items() if isinstance(error, known)), "invalid")
    said = acts.sentence(error)
    response = problem(kind, said, [(error.field, said)] if error.field else [])
    if isinstance(error, TooOften):
        response["Retry-After"] = str(error.params.get("seconds", 60))
    return response


def faulty(errors: Iterable[Mapping[str, Any]]) -> HttpResponse:
    """What pydantic found wrong, in sentences, with the path of each."""
    told = [_fault(error) for error in errors]
    return problem("invalid", "".join(dict.fromkeys(text for _, text in told)), told)


def _fault(error: Mapping[str, Any]) -> tuple[str, str]:
    params = {key: str(value) for key, value in (error.get("ctx") or {}).items()}
    path = [
        str(part) for part in error.get("loc", ()) if part not in ("body", "query", "path", "header", "given", "asked")
    ]
    kind = "json" if error["type"] == "missing" and not path else error["type"]
    text = FAULTS.get(kind, ODD)
    return params.get("field") or ".".join(path), gettext(text) % params
