"""Who asks, who answers, who reads. Pure."""

from dataclasses import dataclass

from huying.kernel.actor import Actor, Post, Role
from huying.kernel.errors import Denied
from huying.kernel.words import N_

ASKERS = (Role.COMMITTEE_CLERK, Role.COMMITTEE_LEADER, Role.SPECIAL_COMMITTEE)
WATCHERS = (Role.COMMITTEE_LEADER, Role.CONGRESS_LEADER)
HOSTS = (*ASKERS, Role.STATION_HEAD, Role.STATION_OFFICER)
ENDED = ("closed", "published")


@dataclass(frozen=True, slots=True)
class Facts:
    """What the rights of a questionnaire depend on."""

    region: str
    organ: int
    state: str = "draft"
    public: bool = True


def check_ask(actor: Actor, region: str) -> Post:
    """Begin a questionnaire: the congress's own office or one of its committees."""
    post = actor.post(*ASKERS, region=region)
    if post is None:
        raise Denied(N_("问卷由本级人大的代工委、专委会工委或乡镇人大发起。"))
    return post


def desk(actor: Actor, facts: Facts) -> Post | None:
    """The post of somebody at the asking desk (发起单位)."""
    return actor.post(*ASKERS, region=facts.region, organ=facts.organ)


def check_run(actor: Actor, facts: Facts) -> Post | None:
    """Everything after the beginning: the asking desk alone; the clock may close."""
    if actor.kind == "system":
        return None
    post = desk(actor, facts)
    if post is None:
        raise Denied(N_("这份问卷由发起单位管理。"))
    return post


def may_see(actor: Actor, facts: Facts) -> bool:
    """Its page at the desk: the asking desk always, leaders above once it is closed."""
    return desk(actor, facts) is not None or (facts.state in ENDED and actor.covers(facts.region, *WATCHERS))


def may_propose(actor: Actor, facts: Facts) -> bool:
    """Make a topic (民情专题) of what was answered: the congress's own office."""
    return actor.post(Role.COMMITTEE_CLERK, Role.COMMITTEE_LEADER, region=facts.region) is not None


def may_host(actor: Actor, facts: Facts) -> bool:
    """Hang up its poster and put it on a tablet: offices and stations inside its region, while it is open to all."""
    inside = any(post.role in HOSTS and post.region.startswith(facts.region) for post in actor.posts)
    return facts.public and facts.state == "open" and inside
