"""What every public page shares: the place it is about, the ways around, and a way on when nothing is there."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import get_language

from huying.base.organs import queries as organs
from huying.base.web import acts, pages
from huying.kernel.errors import Missing
from huying.kernel.words import N_
from huying.playbooks import shelf
from huying.playbooks.schema import Option
from huying.playbooks.shelf import Book

ROOMS = (
    ("/suggestions", N_("代表建议")),
    ("/voices", N_("民声")),
    ("/topics", N_("民情清单")),
    ("/surveys", N_("问卷")),
    ("/map", N_("地图")),
    ("/stations", N_("联络站")),
    ("/deputies", N_("人大代表")),
    ("/figures", N_("办理情况")),
    ("/playbook", N_("办事规则")),
    ("/about", N_("使用说明")),
)
LOST = N_("这个二维码或网址认不出来了，可能是旧的，也可能抄错了。您可以从这里接着走。")


class Place:
    """A congress's region as the address asks for it; the whole site's own when it asks for none or for nonsense.

    ``code`` is "" on a site where nothing is set up yet. ``towns`` are the other congresses one may choose;
    ``below`` the townships and streets inside the chosen place.
    """

    def __init__(self, asked: str = "") -> None:
        every = [row for row in organs.regions_under("") if row.level != "village"]
        self.top = min(every, key=lambda row: (len(row.code), row.code), default=None)
        self.towns = [row for row in every if row is not self.top and row.level in ("county", "town")]
        found = next((row for row in every if row.code == asked), self.top)
        self.code: str = found.code if found else ""
        self.name: str = found.name if found else ""
        self.chosen = found is not self.top
        self.below = [row for row in every if row is not found and row.code.startswith(self.code or "-")]

    @property
    def choices(self) -> list[tuple[str, str]]:
        """For a select of regions, the site's own first."""
        return [(row.code, row.name) for row in ([self.top] if self.top else []) + self.towns]

    def book(self) -> Book:
        """The playbook in force here today."""
        return organs.book_for(self.code, timezone.localdate()) if self.code else shelf.open_book("county")


def place(request: HttpRequest) -> Place:
    """The place that ``?region=`` names."""
    return Place(request.GET.get("region", ""))


def labels(options: tuple[Option, ...]) -> dict[str, str]:
    """A playbook's list as labels by code, in the reader's language."""
    language = get_language() or "zh-hans"
    return {option.code: option.shown(language) for option in options}


def show(request: HttpRequest, page: str, context: dict[str, Any], *, status: int = 200) -> HttpResponse:
    """A page of the portal; ``context["place"]`` stands in its head when it has one."""
    known = {"rooms": ROOMS, "here": "/" + request.path.strip("/").partition("/")[0], **context}
    known.setdefault("place", Place())
    return pages.render(request, f"portal/{page}.html", known, status=status)


def lost(request: HttpRequest) -> HttpResponse:
    """A poster's code that leads nowhere: 404 with a way on."""
    return show(request, "lost", {"reason": LOST}, status=404)


def gone(request: HttpRequest, refusal: Missing) -> HttpResponse:
    """What is not there, or is not public: the same answer."""
    return show(request, "lost", {"reason": acts.sentence(refusal)}, status=404)
