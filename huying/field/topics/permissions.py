"""Who proposes, who decides, who reads. Pure."""

from dataclasses import dataclass

from huying.kernel.actor import Actor, Post, Role
from huying.kernel.errors import Denied
from huying.kernel.words import N_

OFFICE = (Role.COMMITTEE_CLERK, Role.COMMITTEE_LEADER)
DECIDERS = (Role.COMMITTEE_LEADER, Role.CONGRESS_LEADER)
READERS = (
    *OFFICE,
    Role.CONGRESS_LEADER,
    Role.SPECIAL_COMMITTEE,
    Role.DEPUTY,
    Role.STATION_HEAD,
    Role.STATION_OFFICER,
)
NOT_OFFICE = N_("民情专题由本级人大代工委或者乡镇人大提出。")
DECISIONS = frozenset({"supervise", "schedule", "publish", "unpublish"})


@dataclass(frozen=True, slots=True)
class Facts:
    """What the rights on a topic depend on."""

    region: str


def check_propose(actor: Actor, region: str) -> Post:
    """Begin a topic: the office of exactly this congress."""
    post = actor.post(*OFFICE, region=region)
    if post is None:
        raise Denied(NOT_OFFICE)
    return post


def check(verb: str, actor: Actor, facts: Facts) -> Post:
    """The post in which ``actor`` does ``verb``.

    Raises:
        Denied: with the reason, for people.
    """
    if verb in DECISIONS:
        post, reason = actor.post(*DECIDERS, region=facts.region), N_("这一步由本级人大的领导决定。")
    elif verb == "end":
        post, reason = actor.post(*OFFICE, *DECIDERS, region=facts.region), N_("结果由提出专题的人大写明。")
    else:
        post, reason = actor.post(*OFFICE, region=facts.region), N_("这个专题由提出它的人大经办。")
    if post is None:
        raise Denied(reason)
    return post


def reads(actor: Actor) -> list[str]:
    """The congresses that the actor works for or speaks in, as division codes."""
    return sorted({post.region for post in actor.posts if post.role in READERS and post.region})


def may_read(actor: Actor, facts: Facts) -> bool:
    """Everybody of the congress, of those above it and of those inside it."""
    return any(code.startswith(facts.region) or facts.region.startswith(code) for code in reads(actor))
