"""Answering with a page, or with one block of it for htmx."""

import hashlib
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template.backends.utils import csrf_input_lazy, csrf_token_lazy
from django.template.loader import get_template
from django.utils.cache import get_conditional_response
from django.utils.http import http_date, quote_etag
from django.utils.translation import get_language

LARGE = "large"
"""Cookie of the large type (长辈版)."""


def render(
    request: HttpRequest,
    template: str,
    context: dict[str, Any] | None = None,
    *,
    block: str | None = None,
    status: int = 200,
) -> HttpResponse:
    """The page, or only ``block`` of it (a partial is a block of the page that uses it).

    Args:
        template: "voices/case.html".
        context: what the page shows; ``actor``, ``large`` and ``language`` are added.
        block: name of the one block to send, for an htmx request.
    """
    known = {
        "actor": getattr(request, "actor", None),
        "large": request.COOKIES.get(LARGE) == "1",
        "language": get_language(),
        **(context or {}),
    }
    page = get_template(template)
    if block is None:
        return HttpResponse(page.render(known, request), status=status)
    inner = page.template.new_context(  # type: ignore[attr-defined]  # a Jinja2 template
        {**known, "request": request, "csrf_input": csrf_input_lazy(request), "csrf_token": csrf_token_lazy(request)}
    )
    # The first step runs the page's own imports and links its blocks with those of the frames it extends.
    next(page.template.root_render_func(inner), None)  # type: ignore[attr-defined]
    return HttpResponse("".join(inner.blocks[block][0](inner)), status=status)


def fresh(
    request: HttpRequest, response: HttpResponse, changed: datetime | None, seconds: int, *, private: bool = False
) -> HttpResponse:
    """An answer for programs with ETag and Last-Modified, or 304 to whoever shows that ETag.

    The date is told and not believed: a list also changes when something is taken back from public view.

    Args:
        seconds: for which it may be kept; by its reader alone when it is ``private``.
    """
    etag = quote_etag(hashlib.sha256(response.content).hexdigest()[:32])
    response["ETag"] = etag
    response["Cache-Control"] = f"{'private' if private else 'public'}, max-age={seconds}"
    if changed:
        response["Last-Modified"] = http_date(int(changed.timestamp()))
    return get_conditional_response(request, etag, None, response) or response
