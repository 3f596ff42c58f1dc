"""Who may change the map of bodies: the system administrator; what the congress decides, its committee (代工委)."""

from huying.kernel.actor import Actor, Post, Role
from huying.kernel.errors import Denied
from huying.kernel.words import N_

COMMITTEE = (Role.COMMITTEE_LEADER, Role.COMMITTEE_CLERK)


def reaching(actor: Actor, region: str, *roles: Role) -> Post | None:
    """The actor's first own post in one of these roles that reaches ``region`` from above; never a delegated one."""
    for post in actor.posts:
        if post.role in roles and post.region and region.startswith(post.region) and not post.on_behalf_of:
            return post
    return None


def check_arrange(actor: Actor, region: str) -> Post | None:
    """Regions, organs and units. Returns the post acted in; None for the house itself."""
    return _check(actor, region, N_("只有本级的系统管理员可以调整机构和地区。"), Role.SYSTEM_ADMIN)


def check_decide(actor: Actor, region: str) -> Post | None:
    """What the congress decides: terms, sessions, its playbook, local rest days."""
    text = N_("届次、会议、办法和工作日由本级代工委设置。")
    return _check(actor, region, text, *COMMITTEE)


def check_look(actor: Actor) -> tuple[str, ...]:
    """Who may open the pages of places; returns the regions they keep, the widest first."""
    kept = {
        p.region for p in actor.posts if p.role in (Role.SYSTEM_ADMIN, *COMMITTEE) and p.region and not p.on_behalf_of
    }
    if not kept:
        raise Denied(N_("地区与机构由系统管理员和代工委维护。"))
    return tuple(sorted(kept, key=lambda code: (len(code), code)))


def _check(actor: Actor, region: str, text: str, *roles: Role) -> Post | None:
    if actor.kind == "system":
        return None
    post = reaching(actor, region, *roles)
    if post is None:
        raise Denied(text)
    return post
