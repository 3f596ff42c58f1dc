"""Preferences of anybody, the style guide, and the pages for what went wrong."""

from typing import Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from huying.base.web import examples
from huying.base.web.pages import LARGE, render

YEAR = 365 * 24 * 3600
HIDDEN = ("csrfmiddlewaretoken", "command_id", "version", "password")


@require_POST
def preferences(request: HttpRequest) -> HttpResponse:
    """Large type or not, Chinese or English; remembered in this browser, back to the same page."""
    back = request.POST.get("next", "/")
    if not url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()}, require_https=request.is_secure()):
        back = "/"
    answer = HttpResponseRedirect(back)
    kind = {"max_age": YEAR, "samesite": "Lax", "secure": settings.SESSION_COOKIE_SECURE}
    if request.POST.get("large") in ("0", "1"):
        answer.set_cookie(LARGE, request.POST["large"], httponly=True, **kind)
    if request.POST.get("language") in dict(settings.LANGUAGES):
        answer.set_cookie(settings.LANGUAGE_COOKIE_NAME, request.POST["language"], httponly=True, **kind)
    return answer


def styleguide(request: HttpRequest) -> HttpResponse:
    """Every component on one page; for those who build, on demo and development sites or signed in."""
    if not (settings.DEBUG or settings.DEMO or request.actor.signed_in):  # type: ignore[attr-defined]  # set by people.middleware
        raise Http404
    context = examples.context()
    if request.GET.get("frame") == "desk":
        request.desk = context["desk"]  # type: ignore[attr-defined]  # read by web/desk.html
    return render(request, "web/styleguide.html", context)


def _page(request: HttpRequest, status: int, reason: str, **more: Any) -> HttpResponse:
    return render(request, "web/refused.html", {"status": status, "reason": reason, **more}, status=status)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    if isinstance(exception, RequestDataTooBig | TooManyFieldsSent | TooManyFilesSent):
        return _page(
            request, 413, gettext("一次送来的内容太多了，没有收下。请回到上一页，删短一些或者少传几张照片再交。")
        )
    return _page(request, 400, gettext("浏览器送来的内容不完整或不对。请回到上一页，刷新后再试。"))


def denied(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _page(request, 403, gettext("您现在的身份看不了这一页。如果工作需要，请找本单位的管理员。"))


def missing(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _page(request, 404, gettext("这个地址没有内容，可能是写错了，也可能您的身份看不到它。"))


def wrong_method(request: HttpRequest) -> HttpResponse:
    return _page(request, 405, gettext("这个地址要从页面上的按钮进来，不能直接打开。请回到上一页再试。"))


def broken(request: HttpRequest) -> HttpResponse:
    return _page(request, 500, gettext("不是您的错。已经提交成功的内容都在；刚才没有提交成功的，请过一会儿再试。"))


def csrf_failed(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The form is too old to be trusted; its words are shown so that they can be kept."""
    kept = [(key, text) for key, text in request.POST.items() if key not in HIDDEN and len(text) > 3]
    return _page(
        request,
        403,
        gettext("这张表单放得太久，或者浏览器关掉了 Cookie，系统不能确认是您提交的。请刷新页面再交一次。"),
        kept=kept,
    )
