"""Gives every request its frame, which costs nothing until a page shows it."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from huying.front.desk.frame import Frame


class FrameMiddleware:
    """Sets ``request.desk`` for ``web/desk.html``."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.desk = Frame(request)  # type: ignore[attr-defined]
        return self.get_response(request)
