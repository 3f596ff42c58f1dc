"""A person's box of notices; and what could not be sent, for whoever runs the site."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET, require_POST

from huying.base.notices import commands, queries, sentences
from huying.base.web.acts import refuse, signed_in
from huying.base.web.pages import render
from huying.base.web.paging import number
from huying.kernel.actor import Actor
from huying.kernel.errors import HouseError, Missing
from huying.kernel.words import N_

DEEDS = {"again": commands.try_again, "drop": commands.drop}
DONE = {
    "again": N_("已经放回去，下一分钟再发。"),
    "drop": N_("不再发了，这一条已经从这里去掉。"),
}


def _actor(request: HttpRequest) -> Actor:
    actor: Actor = request.actor  # type: ignore[attr-defined]  # put there by people's middleware
    return actor


@signed_in
@require_GET
def box(request: HttpRequest) -> HttpResponse:
    """The box, newest first."""
    person = _actor(request).person
    page = queries.box(person, number(request.GET.get("before", "")))
    top = page.items[0][0].pk if page.items else 0
    return render(request, "notices/box.html", {"box": page, "top": top, "unread": queries.unread(person)})


@signed_in
@require_GET
def open_one(request: HttpRequest, pk: int) -> HttpResponse:
    """Open what a notice is about, and mark it read on the way. Marking twice changes nothing, so a GET may do it."""
    url = commands.read(_actor(request).person, pk, now=timezone.now()) if pk < 2**63 else None
    if not url or not url_has_allowed_host_and_scheme(url, allowed_hosts=None):
        return redirect("notices:box")
    return HttpResponseRedirect(url)


@signed_in
@require_POST
def read_all(request: HttpRequest) -> HttpResponse:
    """Mark as read what the box showed."""
    up_to = number(request.POST.get("up_to", ""))
    if up_to is not None:
        commands.read_all(_actor(request).person, up_to, now=timezone.now())
    return redirect("notices:box")


@signed_in
@require_GET
def outbox(request: HttpRequest) -> HttpResponse:
    """What could not be sent, why and since when."""
    try:
        rows = queries.outbox(_actor(request), timezone.now())
    except HouseError as refusal:
        return refuse(request, refusal)
    done = DONE.get(request.GET.get("done", ""))
    return render(request, "notices/outbox.html", {"rows": rows, "channels": sentences.CHANNELS, "done": done})


@signed_in
@require_POST
def again(request: HttpRequest) -> HttpResponse:
    """Send everything again that was given up."""
    try:
        commands.try_all_again(actor=_actor(request), now=timezone.now())
    except HouseError as refusal:
        return refuse(request, refusal)
    return redirect("/desk/outbox/?done=again")


@signed_in
@require_POST
def settle(request: HttpRequest, channel: str, pk: int, deed: str) -> HttpResponse:
    """Send one of them again, or no more."""
    try:
        if deed not in DEEDS or pk >= 2**63:
            raise Missing(commands.NOT_THERE)
        DEEDS[deed](actor=_actor(request), now=timezone.now(), channel=channel, pk=pk)
    except HouseError as refusal:
        return refuse(request, refusal)
    return redirect(f"/desk/outbox/?done={deed}")
