"""Answering with a page, or with one block of it for htmx."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template.loader import get_template
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
    inner = page.template.new_context({**known, "request": request})  # type: ignore[attr-defined]  # a Jinja2 template
    return HttpResponse("".join(page.template.blocks[block](inner)), status=status)  # type: ignore[attr-defined]
