"""What one follows (关注): cases, places, categories. It stands on the desk, which may ask every room for names."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_POST, require_safe

from huying.base.notices import following
from huying.base.notices.following import KINDS, Topic
from huying.base.organs import queries as organs
from huying.base.web import acts, pages
from huying.field.stations import queries as stations
from huying.field.voices import queries as voices
from huying.kernel.actor import Actor
from huying.kernel.errors import HouseError, Missing
from huying.kernel.words import N_
from huying.work.suggestions import queries as suggestions

GONE = N_("没有这一项，或者您不能查看，关注不了。")
DONE = {"follow": N_("关注上了，有新的就通知您。"), "unfollow": N_("不再关注了。")}


@dataclass(frozen=True, slots=True)
class Followed:
    """One thing that is or can be followed. Without a ``url`` it cannot be read any more."""

    kind: str
    target: str
    label: str
    title: str
    url: str


def _actor(request: HttpRequest) -> Actor:
    found: Actor = request.actor  # type: ignore[attr-defined]  # set by people.middleware
    return found


@acts.signed_in
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Everything I follow, and what I could."""
    actor = _actor(request)
    mine = following.followed(actor.person)
    context = {
        "rows": _named(actor, mine),
        "choices": _choices(actor, set(mine)),
        "done": DONE.get(request.GET.get("done", "")),
    }
    return pages.render(request, "desk/following.html", context)


@acts.signed_in
@require_safe
def ask(request: HttpRequest) -> HttpResponse:
    """One thing: follow it, or no more."""
    actor, topic = _actor(request), (request.GET.get("kind", ""), request.GET.get("target", "")[:50])
    (row,) = _named(actor, [topic])
    if not row.url:
        return acts.refuse(request, Missing(GONE))
    context = {"row": row, "followed": following.follows(actor.person, *topic)}
    return pages.render(request, "desk/follow.html", context)


@acts.signed_in
@require_POST
def change(request: HttpRequest) -> HttpResponse:
    """Follow, or follow no more; nothing is asked of what one leaves."""
    actor, topic = _actor(request), (request.POST.get("kind", ""), request.POST.get("target", "")[:50])
    if request.POST.get("deed") == "unfollow":
        following.unfollow(actor.person, *topic)
        return redirect("/desk/following/?done=unfollow")
    try:
        if not _named(actor, [topic])[0].url:
            raise Missing(GONE)
        following.follow(actor.person, *topic, now=timezone.now())
    except HouseError as refusal:
        return acts.refuse(request, refusal)
    return redirect("/desk/following/?done=follow")


def _named(actor: Actor, topics: list[Topic]) -> list[Followed]:
    """What each is called and where it is read, as far as the actor may. Five statements at most."""
    known: dict[Topic, tuple[str, str]] = {}
    asked = {kind: [target for each, target in topics if each == kind] for kind in KINDS}
    if uids := _uids(asked["voice"]):
        for row in voices.visible_to(actor).filter(uid__in=uids):
            known["voice", str(row.uid)] = (row.headline or gettext("（只有照片）"), f"/desk/voices/{row.uid}")
    if uids := _uids(asked["suggestion"]):
        for case in suggestions.visible_to(actor).filter(uid__in=uids):
            known["suggestion", str(case.uid)] = (case.title, f"/desk/suggestions/{case.uid}")
        for case in suggestions.public().filter(uid__in=uids):
            known.setdefault(("suggestion", str(case.uid)), (case.title, f"/suggestions/{case.uid}"))
    numbers = [int(target) for target in asked["station"] if target.isascii() and target.isdigit() and len(target) < 19]
    for pk, place in (stations.by_id(numbers) if numbers else {}).items():
        known["station", str(pk)] = (place.name, f"/s/{place.code}")
    for code, name in organs.names_of_regions(asked["village"]).items():
        known["village", code] = (name, f"/voices?village={code}")
    for target in asked["category"]:
        if label := _category(target):
            known["category", target] = (label, f"/voices?category={target.partition(':')[2]}")
    gone = (gettext("现在看不到了"), "")
    return [Followed(kind, target, KINDS.get(kind, ""), *known.get((kind, target), gone)) for kind, target in topics]


def _uids(targets: Iterable[str]) -> list[UUID]:
    found = []
    for target in targets:
        try:
            found.append(UUID(target))
        except ValueError:
            continue
    return found


def _category(target: str) -> str:
    """“道路交通（呼应县）”, "" when the county or its playbook does not know it."""
    region, _, code = target.partition(":")
    name = organs.names_of_regions([region]).get(region)
    return f"{label}（{name}）" if name and (label := _categories(region).get(code)) else ""


def _categories(region: str) -> dict[str, str]:
    language = get_language() or "zh-hans"
    options = organs.book_for(region, timezone.localdate()).voices.categories
    return {option.code: option.shown(language) for option in options}


def _choices(actor: Actor, mine: set[Topic]) -> list[tuple[str, str, list[tuple[str, str]]]]:
    """What can be followed where the actor works and is not yet: kind, its label, (target, name)."""
    region = min((post.region for post in actor.posts if post.region), key=len, default="")
    if not region:
        return []
    county = region[:6]
    every = {
        "station": [(str(row.pk), row.name) for row in stations.network(region)],
        "village": [(row.code, row.name) for row in organs.regions_under(region, "village")],
        "category": [(f"{county}:{code}", label) for code, label in _categories(county).items()],
    }
    return [(kind, KINDS[kind], [each for each in rows if (kind, each[0]) not in mine]) for kind, rows in every.items()]
