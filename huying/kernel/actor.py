"""Who acts, in which post.

A right comes from role x scope: a *post* (职务) says what somebody is, for which congress or township (a region-code
prefix), in which organ or unit, at which station, from when to when. Rooms add the relation (proposer, co-signer,
lead unit …) themselves.
"""

from dataclasses import dataclass, field
from enum import StrEnum

from huying.kernel.words import N_


class Role(StrEnum):
    """The posts that people hold. Values are stored; labels are shown."""

    DEPUTY = "deputy"
    STATION_HEAD = "station_head"
    STATION_OFFICER = "station_officer"
    COMMITTEE_CLERK = "committee_clerk"
    COMMITTEE_LEADER = "committee_leader"
    GOVERNMENT_CLERK = "government_clerk"
    UNIT_CLERK = "unit_clerk"
    UNIT_HEAD = "unit_head"
    SPECIAL_COMMITTEE = "special_committee"
    CONGRESS_LEADER = "congress_leader"
    SYSTEM_ADMIN = "system_admin"
    SECURITY_ADMIN = "security_admin"
    AUDITOR = "auditor"


ROLE_LABELS: dict[Role, str] = {
    Role.DEPUTY: N_("代表"),
    Role.STATION_HEAD: N_("站长"),
    Role.STATION_OFFICER: N_("联络员"),
    Role.COMMITTEE_CLERK: N_("代工委经办"),
    Role.COMMITTEE_LEADER: N_("代工委负责人"),
    Role.GOVERNMENT_CLERK: N_("政府办督查室"),
    Role.UNIT_CLERK: N_("承办单位经办"),
    Role.UNIT_HEAD: N_("承办单位负责人"),
    Role.SPECIAL_COMMITTEE: N_("专委会工委"),
    Role.CONGRESS_LEADER: N_("人大领导"),
    Role.SYSTEM_ADMIN: N_("系统管理员"),
    Role.SECURITY_ADMIN: N_("安全管理员"),
    Role.AUDITOR: N_("审计员"),
}


@dataclass(frozen=True, slots=True)
class Post:
    """One post somebody holds today.

    Args:
        id: the row's number, 0 for none.
        role: what they are.
        region: division code of the congress or township it is for ("430523", "430523101"); a longer code lies inside
            a shorter one. "" holds nowhere.
        organ: id of the organ or unit it belongs to, 0 for none.
        station: id of the station, 0 for none.
        on_behalf_of: for a dated delegation, the id of the person on whose behalf it is held; 0 otherwise.
    """

    id: int
    role: Role
    region: str = ""
    organ: int = 0
    station: int = 0
    on_behalf_of: int = 0


@dataclass(frozen=True, slots=True)
class Actor:
    """Whoever asks for something: a signed-in person, a citizen without account, or the house itself.

    Args:
        account: id of the account, 0 for the public and for the system.
        person: id of the person behind it, 0 for none.
        name: what to call them on their own pages; never written to the ledger.
        posts: every post in force now, delegations included.
        kind: "account", "public", "citizen" (holds a tracking code) or "system".
    """

    account: int = 0
    person: int = 0
    name: str = ""
    posts: tuple[Post, ...] = ()
    kind: str = "public"
    former_deputy: bool = field(default=False)

    def post(
        self, *roles: Role, region: str | None = None, organ: int | None = None, station: int | None = None
    ) -> Post | None:
        """The first post that fits all that is asked, or None.

        ``region`` fits a post of exactly that congress; use ``covers`` for reading downwards.
        """
        for post in self.posts:
            if (
                (not roles or post.role in roles)
                and (region is None or post.region == region)
                and (organ is None or post.organ == organ)
                and (station is None or post.station == station)
            ):
                return post
        return None

    def covers(self, region: str, *roles: Role) -> bool:
        """Whether one of these roles reaches ``region`` from above (its code is a prefix)."""
        return any(post.region and region.startswith(post.region) for post in self.posts if post.role in roles)

    @property
    def signed_in(self) -> bool:
        return self.kind == "account"


PUBLIC = Actor()
CITIZEN = Actor(kind="citizen")
SYSTEM = Actor(kind="system")
