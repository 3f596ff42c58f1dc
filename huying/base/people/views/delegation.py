"""Lending a post, and taking it back (授权代理)."""

from functools import partial
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from huying.base.organs import queries as organs
from huying.base.people import commands, forms, queries
from huying.base.people.rules import PERSONAL
from huying.base.web import acts, pages
from huying.base.web.acts import signed_in
from huying.kernel.actor import ROLE_LABELS, Post
from huying.kernel.errors import HouseError, Missing
from huying.kernel.words import N_

DONE = {
    "lent": N_("已经交出去，到了起始日代理人就能办；随时可以收回。"),
    "back": N_("已经收回，代理人不能再办这个职务的事。"),
}


@signed_in
@never_cache
@require_http_methods(["GET", "HEAD"])
def home(request: HttpRequest) -> HttpResponse:
    """What I lent, what I was lent, and what I may lend."""
    actor, today = request.actor, timezone.localdate()
    context = {
        "lendable": lendable(actor.posts),
        "organs": organs.organs_by_id(post.organ for post in actor.posts if post.organ),
        "regions": organs.names_of_regions(post.region for post in actor.posts),
        "delegations": queries.delegations_of(actor, today),
        "me": actor.person,
        "role_labels": ROLE_LABELS,
        "done": DONE.get(request.GET.get("done", "")),
    }
    return pages.render(request, "people/delegation.html", context)


@signed_in
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def lend(request: HttpRequest, post: int) -> HttpResponse:
    """Lend one of my posts."""
    held = next((row for row in lendable(request.actor.posts) if row.id == post), None)
    if held is None:
        return acts.refuse(request, Missing(N_("没有这个职务。")))
    today = timezone.localdate()
    people = [(row.pk, row.name) for row in queries.colleagues(held, today) if row.pk != request.actor.person]
    form = acts.form_for(forms.Lend, request, colleagues=people, initial={"since": today, "until": today})
    call: Any = partial(commands.delegate, actor=request.actor, now=timezone.now(), post=post)
    if request.method == "POST" and acts.perform(form, call) is not None:
        return redirect("/desk/delegation/?done=lent")
    context = {"form": form, "post": held, "nobody": not people, "role_labels": ROLE_LABELS}
    return pages.render(request, "people/lend.html", context, status=400 if form.errors else 200)


@signed_in
@require_POST
def revoke(request: HttpRequest, delegation: int) -> HttpResponse:
    """Take a lent post back at once."""
    try:
        commands.revoke_delegation(actor=request.actor, now=timezone.now(), delegation=delegation)
    except HouseError as error:
        return acts.refuse(request, error)
    return redirect("/desk/delegation/?done=back")


def lendable(posts: tuple[Post, ...]) -> list[Post]:
    """One's own posts that somebody else may hold for a while."""
    return [post for post in posts if not post.on_behalf_of and post.role not in PERSONAL]
