"""The one door of GeoReport: switched on or not, which format, how often, in which language, who may read it where."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import wraps
from typing import Any

from django.conf import settings
from django.core.exceptions import BadRequest, SuspiciousOperation
from django.http import HttpRequest, HttpResponse
from django.http.multipartparser import MultiPartParserError
from django.utils import timezone, translation
from django.views.decorators.csrf import csrf_exempt

from huying.base.limits import commands as limits
from huying.base.limits.queries import address_of
from huying.base.web import acts, pages
from huying.front.opendata.formats import to_json, to_xml
from huying.kernel.errors import Denied, HouseError, Missing, TooOften
from huying.kernel.words import N_

TYPES = {"xml": "text/xml; charset=utf-8", "json": "application/json; charset=utf-8"}
READS, WINDOW = 600, 600
"""Readings from one address in ten minutes."""
FRESH = 60
"""Seconds for which others may keep an answer: what is taken back from public view is gone soon after."""
STATUS: dict[type[HouseError], int] = {Denied: 403, Missing: 404, TooOften: 429}
NOWHERE = N_("接口里没有这个地址。地址要以 .xml 或者 .json 结尾。")
MALFORMED = N_("请求读不懂，或者太大。")


@dataclass(frozen=True, slots=True)
class Told:
    """What a view answers: the root's name in XML, the value, and when it last changed."""

    name: str
    value: Any
    status: int = 200
    changed: datetime | None = None


View = Callable[..., Told]


def door(*methods: str) -> Callable[[View], Callable[..., HttpResponse]]:
    """Make ``view(request, …)`` answer these methods in the format the address ends in."""

    def guard(view: View) -> Callable[..., HttpResponse]:
        @csrf_exempt
        @wraps(view)
        def answered(request: HttpRequest, fmt: str = "", **given: Any) -> HttpResponse:
            with translation.override("en" if request.GET.get("lang", "").startswith("en") else settings.LANGUAGE_CODE):
                allowed = [*methods, "OPTIONS"] + (["HEAD"] if "GET" in methods else [])
                if request.method == "OPTIONS" and "open311" in settings.OPEN:
                    return _open(HttpResponse(status=204, headers={"Allow": ", ".join(allowed)}), methods)
                told = _ask(view, request, fmt, methods, given)
                response = _open(_fresh(request, _written(told, fmt), told), methods)
                if told.status == 405:
                    response["Allow"] = ", ".join(allowed)
                return response

        return answered

    return guard


def _ask(view: View, request: HttpRequest, fmt: str, methods: tuple[str, ...], given: dict[str, Any]) -> Told:
    try:
        if "open311" not in settings.OPEN or fmt not in TYPES:
            raise Missing(NOWHERE)
        if {"HEAD": "GET"}.get(request.method or "", request.method) not in methods:
            return fault(405, translation.gettext(N_("这个地址不这样用。")))
        if request.method != "POST":
            limits.hit(f"open311:{address_of(request)}", READS, WINDOW, timezone.now())
        return view(request, **given)
    except HouseError as error:
        status = next((code for kind, code in STATUS.items() if isinstance(error, kind)), 400)
        return fault(status, acts.sentence(error), error.params.get("seconds"))
    except (SuspiciousOperation, MultiPartParserError, BadRequest):
        return fault(400, translation.gettext(MALFORMED))


def fault(status: int, said: str, wait: object = None) -> Told:
    """The list of errors that the specification wants; ``wait`` are seconds until one may ask again."""
    return Told(
        "errors", [{"code": str(status), "description": said, **({"retry_after": wait} if wait else {})}], status
    )


def _written(told: Told, fmt: str) -> HttpResponse:
    text = to_json(told.value) if fmt == "json" else to_xml(told.name, told.value)
    response = HttpResponse(text, status=told.status, content_type=TYPES.get(fmt, TYPES["xml"]))
    response["Content-Language"] = translation.get_language() or ""
    if told.status == 429:
        response["Retry-After"] = str(told.value[0].get("retry_after", 60))
    return response


def _open(response: HttpResponse, methods: tuple[str, ...]) -> HttpResponse:
    """Pages of other sites may read, never write."""
    if "GET" in methods:
        response["Access-Control-Allow-Origin"] = "*"
        response["Access-Control-Allow-Methods"] = "GET, HEAD, OPTIONS"
    response["X-Robots-Tag"] = "noindex"
    return response


def _fresh(request: HttpRequest, response: HttpResponse, told: Told) -> HttpResponse:
    """Marks by which a program asks only for what is new; a write and a refusal are never kept."""
    if request.method not in ("GET", "HEAD") or told.status != 200:
        response["Cache-Control"] = "no-store"
        return response
    return pages.fresh(request, response, told.changed, FRESH)
