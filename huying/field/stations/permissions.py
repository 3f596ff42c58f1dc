"""Who may change the network of stations. Pure."""

from huying.kernel.actor import Actor, Post, Role
from huying.kernel.errors import Denied
from huying.kernel.words import N_

STAFF = (Role.STATION_HEAD, Role.STATION_OFFICER)
CLERKS = (Role.COMMITTEE_CLERK, Role.COMMITTEE_LEADER)


def clerk(actor: Actor, region: str) -> Post | None:
    """The clerk of the station's own congress, or of the congress above it (全县联络站网络由县人大统一规划)."""
    mine = [post for post in actor.posts if post.role in CLERKS and post.region and region.startswith(post.region)]
    return mine[0] if mine else None


def check_plan(actor: Actor, region: str) -> Post | None:
    """Open, merge, close, appoint: clerks of the congress only."""
    if actor.kind == "system":
        return None
    post = clerk(actor, region)
    if post is None:
        raise Denied(N_("联络站的设立、合并和人员由乡镇人大或县人大代工委安排。"))
    return post


def check_edit(actor: Actor, region: str, station: int) -> Post | None:
    """Edit the page of a station: its own staff too."""
    if actor.kind == "system":
        return None
    post = actor.post(*STAFF, station=station) or clerk(actor, region)
    if post is None:
        raise Denied(N_("只有本站人员和上级人大能修改联络站资料。"))
    return post
