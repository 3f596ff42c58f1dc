"""Who may bring an old ledger in. Pure."""

from huying.field.imports.states import BY_ITSELF
from huying.kernel.actor import Actor, Post, Role
from huying.kernel.errors import Denied
from huying.kernel.words import N_

CLERKS = (Role.COMMITTEE_CLERK, Role.COMMITTEE_LEADER)
IMPORTERS = (Role.STATION_HEAD, *CLERKS)
WHO = N_("旧台账由站长或者本级、上级人大代工委导入。")


def importer(actor: Actor, region: str, station: int) -> Post | None:
    """The post in which the actor imports: head of this station, or clerk of its congress or of the one above."""
    head = actor.post(Role.STATION_HEAD, station=station) if station else None
    return head or next(
        (post for post in actor.posts if post.role in CLERKS and post.region and region.startswith(post.region)), None
    )


def check(actor: Actor, region: str, station: int, verb: str = "") -> Post | None:
    """The post in which the actor does ``verb`` with a batch of this region (and station); None for the house.

    Raises:
        Denied: with the reason, for people.
    """
    if actor.kind == "system":
        return None
    post = importer(actor, region, station)
    if post is None or verb in BY_ITSELF:
        raise Denied(WHO)
    return post
