"""Which voices somebody reaches, by post or because they are published, and what they find among them."""

from collections.abc import Collection
from dataclasses import replace
from datetime import date, datetime, time, timedelta

from django.db.models import Q, QuerySet
from django.utils import timezone

from huying.base.search import queries as search
from huying.field.stations import queries as stations
from huying.field.voices import permissions
from huying.field.voices.commands.publication import PUBLIC_KIND
from huying.field.voices.commands.steps import facts_of
from huying.field.voices.disclosure import public
from huying.field.voices.models import Voice
from huying.field.voices.states import UNCOUNTED
from huying.kernel.actor import Actor, Role

ABOVE = (*permissions.CLERKS, Role.CONGRESS_LEADER, Role.DEPUTY)


def mine(actor: Actor, kept: list[int] | None = None) -> QuerySet[Voice]:
    """The voices an actor deals with or watches over by post: without what is merely public or was undone.

    ``kept`` is ``stations.queries.kept_by(actor)`` where the caller has it already (here and below).
    """
    return Voice.objects.filter(_reach(actor, kept)).exclude(state__in=UNCOUNTED)


def visible_to(actor: Actor) -> QuerySet[Voice]:
    """Everything the actor may read: by post, and what is published."""
    return Voice.objects.filter(Q(published=True) | _reach(actor, None))


def found_by(actor: Actor, words: str) -> QuerySet[Voice]:
    """What the actor may read and holds these words: in what they handle the citizen's own, else the published ones."""
    own = _reach(actor, None) & search.holding("voice", words)
    return Voice.objects.filter(own | search.holding(PUBLIC_KIND, words) & Q(published=True))


def handles(actor: Actor, voice: Voice) -> bool:
    """Whether the actor would read it unpublished, too: then also the citizen's own words and answers."""
    return permissions.may_read(actor, replace(facts_of(voice), published=False))


def _reach(actor: Actor, kept: list[int] | None) -> Q:
    kept = stations.kept_by(actor) if kept is None else kept
    reach = Q(station__in=kept)
    for post in actor.posts:
        if post.role in ABOVE and post.region:
            reach |= Q(region__startswith=post.region)
        if post.role in permissions.UNIT and post.organ:
            reach |= Q(unit=post.organ)
    if actor.person:
        reach |= Q(deputy=actor.person) | Q(speaker=actor.person) | Q(said_to=actor.person)
    return reach & (Q(confidential=False) | _in_confidence(actor, kept))


def _in_confidence(actor: Actor, kept: Collection[int]) -> Q:
    """What a visitor asked to be kept secret: the station's staff, the clerk of the unit that has it, the speaker."""
    clerks = [post.organ for post in actor.posts if post.role is Role.UNIT_CLERK and post.organ]
    own = Q(station__in=kept) | Q(unit__in=clerks)
    person = Q(deputy=actor.person) | Q(speaker=actor.person) | Q(said_to=actor.person)
    return own | person if actor.person else own


def similar(text: str, region: str, on: date, actor: Actor, *, but: int = 0, most: int = 5) -> list[Voice]:
    """Voices like this text in the county during the last half year that the actor may see, the closest first."""
    since = timezone.make_aware(datetime.combine(on - timedelta(days=183), time()))
    kind = "voice" if actor.signed_in else "voice_public"
    scored = search.similar(kind, text, region[:6], since, limit=most + 3, without=but)
    order = {pk: place for place, (pk, _) in enumerate(scored)}
    if not order:
        return []
    # What the index knows of an edited one are the citizen's own words: not for those who only read it.
    near = Voice.objects.filter(Q(published=True, original="") | _reach(actor, None)).select_related("station")
    seen = near if actor.signed_in else public()
    return sorted(seen.filter(pk__in=order), key=lambda row: order[row.pk])[:most]
