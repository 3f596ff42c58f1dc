"""Who may look after the outbox: whoever runs the site. They see what did not go and why, never what it said."""

from huying.kernel.actor import Actor, Post, Role
from huying.kernel.errors import Denied
from huying.kernel.words import N_


def check_mind_outbox(actor: Actor) -> Post:
    """Looking at what did not go out, sending it again or no more. Returns the post acted in."""
    post = actor.post(Role.SYSTEM_ADMIN)
    if post is None:
        raise Denied(N_("没发出去的通知由系统管理员处理。"))
    return post
