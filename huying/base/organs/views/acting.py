"""What the pages of places share: which congress is looked at, the tabs, one page for every verb's form."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext

from huying.base.organs import permissions, queries
from huying.base.web import acts, pages
from huying.base.web.acts import ActForm
from huying.kernel.errors import Denied, Missing
from huying.kernel.words import N_

TABS = (
    ("regions", N_("地区")),
    ("bodies", N_("机构与承办单位")),
    ("sessions", N_("届次与会议")),
    ("playbook", N_("办法")),
    ("calendar", N_("日历")),
)


@dataclass(frozen=True, slots=True)
class Here:
    """The congress one is looking at, among those one keeps."""

    code: str
    name: str
    choices: list[tuple[str, str]]

    def at(self, page: str, **more: str) -> str:
        """The address of a page about this congress."""
        return f"{reverse(f'organs:{page}')}?{urlencode({'place': self.code, **more})}"


@dataclass(frozen=True, slots=True)
class Button:
    """A verb on a page; with a reason it may not be pressed."""

    label: str
    href: str
    reason: str = ""
    main: bool = False


def here(request: HttpRequest) -> Here:
    """The place asked for. Raises Denied for who keeps none, Missing for one they do not keep."""
    kept = permissions.check_look(request.actor)  # type: ignore[attr-defined]  # set by people.middleware
    choices = queries.places(kept)
    code = request.GET.get("place") or kept[0]
    name = dict(choices).get(code)
    if name is None:
        raise Missing(N_("没有这个地区。"))
    return Here(code, name, choices)


def button(label: str, href: str, check: Callable[..., object], *facts: object, main: bool = False) -> Button:
    """A verb, greyed with its reason when the check refuses."""
    try:
        check(*facts)
    except Denied as refusal:
        return Button(label, href, acts.sentence(refusal))
    return Button(label, href, main=main)


def show(request: HttpRequest, place: Here, page: str, context: dict[str, Any]) -> HttpResponse:
    """One of the five pages."""
    tabs = [(gettext(label), place.at(name), name == page, None) for name, label in TABS]
    shared = {"here": place, "tabs": tabs, "page": page, "today": timezone.localdate()}
    return pages.render(request, f"organs/{page}.html", {**shared, **context})


def act(
    request: HttpRequest,
    place: Here,
    form: ActForm,
    command: Callable[..., object],
    *,
    title: str,
    consequence: str,
    back: str,
    label: str = "",
) -> HttpResponse:
    """The form of one verb, its command, and back to the page it belongs to."""
    if request.method == "POST":
        call = partial(command, actor=request.actor, now=timezone.now())  # type: ignore[attr-defined]  # as above
        if acts.perform(form, call) is not None:
            return redirect(place.at(back))
    context = {"form": form, "title": title, "label": label or title, "consequence": consequence}
    context |= {"back": place.at(back), "section": gettext(dict(TABS)[back])}
    return pages.render(request, "organs/act.html", context, status=422 if form.errors else 200)
