"""Who may keep people, accounts, posts. 三员分立: one opens accounts, one gives rights, one reads the book."""

from collections.abc import Callable

from huying.base.organs.permissions import reaching
from huying.base.people.rules import PERSONAL
from huying.kernel.actor import Actor, Post, Role
from huying.kernel.errors import Denied
from huying.kernel.words import N_

COMMITTEE = (Role.COMMITTEE_CLERK, Role.COMMITTEE_LEADER)
STATION = (Role.STATION_HEAD, Role.STATION_OFFICER)
KEEPERS = (Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, *COMMITTEE)


def check_keep_people(actor: Actor, region: str) -> Post | None:
    """Entering a person, correcting their particulars. Returns the post acted in, None for the house itself."""
    return _reach(actor, region, N_("人员由本级系统管理员或者代工委登记。"), Role.SYSTEM_ADMIN, *COMMITTEE)


def check_keep_accounts(actor: Actor, region: str) -> Post | None:
    """Opening, closing an account, resetting its password or second factor."""
    return _reach(actor, region, N_("账号由本级系统管理员管理。"), Role.SYSTEM_ADMIN)


def check_seat(actor: Actor, region: str) -> Post | None:
    """Seats (代表资格): confirmed, suspended, ended."""
    return _reach(actor, region, N_("代表资格由本级代工委登记。"), *COMMITTEE)


def check_appoint(actor: Actor, person: int, role: Role, region: str) -> Post | None:
    """Giving or ending a post: the security administrator; a station's staff also the committee. Never one's own."""
    if actor.kind == "system":
        return None
    if person == actor.person:
        raise Denied(N_("不能给自己任免职务。"))
    if role is Role.DEPUTY:
        raise Denied(N_("代表由资格名册产生，请到代表名册登记。"))
    offices = (Role.SECURITY_ADMIN, *COMMITTEE) if role in STATION else (Role.SECURITY_ADMIN,)
    return _reach(actor, region, N_("职务由本级安全管理员任免。"), *offices)


def check_delegate(actor: Actor, holder: int, role: Role, region: str) -> Post | None:
    """Lending a post: its holder, or the security administrator. A deputy's or administrator's post cannot be lent."""
    if role in PERSONAL:
        raise Denied(N_("这个职务要由本人履行，不能代理。"))
    if actor.kind == "account" and actor.person == holder:
        return None
    return _reach(actor, region, N_("只能把自己的职务交人代理。"), Role.SECURITY_ADMIN)


def check_own(actor: Actor, account: int) -> None:
    """What only the owner of an account does: its password, keys, preferences, second factor."""
    if actor.kind == "system" or (actor.kind == "account" and actor.account == account):
        return
    raise Denied(N_("这是别人的账号。"))


def check_roster(actor: Actor) -> tuple[str, ...]:
    """Who may open the roster; returns the regions it covers for them."""
    return _regions(actor, N_("人员名册由管理员和代工委使用。"), *KEEPERS)


def check_register(actor: Actor) -> tuple[str, ...]:
    """Who may read the register: auditors, and the security administrator whose acts stand in it."""
    return _regions(actor, N_("登记册由审计员查阅。"), Role.AUDITOR, Role.SECURITY_ADMIN)


def _regions(actor: Actor, text: str, *roles: Role) -> tuple[str, ...]:
    found = tuple(post.region for post in actor.posts if post.role in roles and post.region and not post.on_behalf_of)
    if not found:
        raise Denied(text)
    return found


def _reach(actor: Actor, region: str, text: str, *roles: Role) -> Post | None:
    if actor.kind == "system":
        return None
    post = reaching(actor, region, *roles)
    if post is None:
        raise Denied(text)
    return post


def may(check: Callable[..., object], *facts: object) -> bool:
    """Whether a check would let it pass, for pages that show what somebody may do."""
    try:
        check(*facts)
    except Denied:
        return False
    return True
