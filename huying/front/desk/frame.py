"""What stands around every page of the desk: where one is, where one can go, who one is here, what is unread."""

from functools import cached_property

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext

from huying.base.notices import queries as notices
from huying.base.organs import queries as organs
from huying.kernel.actor import ROLE_LABELS, Actor, Role
from huying.kernel.words import N_
from huying.work.suggestions import office

STATION = (Role.STATION_HEAD, Role.STATION_OFFICER)
COMMITTEE = (Role.COMMITTEE_CLERK, Role.COMMITTEE_LEADER)
UNIT = (Role.UNIT_CLERK, Role.UNIT_HEAD)
ADMINS = (Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN)
VOICES = (*STATION, *COMMITTEE, *UNIT, Role.DEPUTY, Role.CONGRESS_LEADER)
TOPICS = (*STATION, *COMMITTEE, Role.SPECIAL_COMMITTEE, Role.CONGRESS_LEADER, Role.DEPUTY)
SUGGESTIONS = (
    *COMMITTEE,
    *UNIT,
    Role.DEPUTY,
    Role.GOVERNMENT_CLERK,
    Role.SPECIAL_COMMITTEE,
    Role.CONGRESS_LEADER,
    Role.AUDITOR,
)

Entry = tuple[str, str, bool, str]
"""Label, address, whether one is there, and a count or ""."""


class Frame:
    """Computed when a desk page asks for it, and then once; other pages pay nothing. One statement in all."""

    def __init__(self, request: HttpRequest) -> None:
        self._request = request

    @property
    def _actor(self) -> Actor:
        found: Actor = self._request.actor  # type: ignore[attr-defined]  # set by people.middleware
        return found

    @cached_property
    def place(self) -> str:
        """“呼应县人大”: the widest congress one works for."""
        region = min((post.region for post in self._actor.posts if post.region), key=len, default="")
        name = organs.names_of_regions([region]).get(region, "") if region else ""
        return gettext("%(place)s人大") % {"place": name} if name else gettext("呼应")

    @cached_property
    def posts(self) -> str:
        """One's posts in a line; a lent one says so."""
        held = organs.organs_by_id(post.organ for post in self._actor.posts if post.organ and post.role in UNIT)
        said = [name for post in self._actor.posts if (found := held.get(post.organ)) for name in (found.short,)]
        said += [
            gettext(ROLE_LABELS[post.role]) + (gettext("（代理）") if post.on_behalf_of else "")
            for post in self._actor.posts
        ]
        return " · ".join(dict.fromkeys(each for each in said if each))

    @cached_property
    def unread(self) -> str:
        n = notices.unread(self._actor.person)
        return f"{notices.MOST_SHOWN}+" if n > notices.MOST_SHOWN else str(n or "")

    @cached_property
    def nav(self) -> list[Entry]:
        """Where one can go, by one's posts."""
        listed = [(label, href, count) for label, href, count in self._entries()]
        path = self._request.path.replace("/desk/delegation/", "/desk/account/")
        path = path.replace("/desk/following/", "/desk/notices/")
        here = max((href for _, href, _ in listed if path.startswith(href)), key=len, default="")
        return [(label, href, href == here, count) for label, href, count in listed]

    def _entries(self) -> list[tuple[str, str, str]]:
        actor = self._actor
        if not actor.signed_in:
            return []
        found = [(gettext("待办"), "/desk/", ""), (gettext("通知"), "/desk/notices/", self.unread)]
        found += [(gettext(label), href, "") for roles, label, href in PLACES if actor.post(*roles)]
        if office.assigned_by(actor, timezone.localdate()):
            found.append((gettext("交办"), "/desk/suggestions/pool", ""))
        if office.vetted_by(actor):
            found.append((gettext("裁定和审核"), "/desk/suggestions/decisions", ""))
        return [*found, (gettext("查找"), "/desk/search", ""), (gettext("我的账号"), "/desk/account/", "")]


PLACES: tuple[tuple[tuple[Role, ...], str, str], ...] = (
    (VOICES, N_("民声"), "/desk/voices/"),
    ((Role.DEPUTY,), N_("随手拍"), "/desk/voices/snap"),
    (SUGGESTIONS, N_("代表建议"), "/desk/suggestions/"),
    (UNIT, N_("本单位承办"), "/desk/suggestions/inbox"),
    (COMMITTEE, N_("审查立案"), "/desk/suggestions/examine"),
    ((*STATION, *COMMITTEE), N_("联络站"), "/desk/stations/"),
    ((Role.STATION_HEAD, *COMMITTEE), N_("导入旧台账"), "/desk/imports/"),
    ((*STATION, *COMMITTEE, Role.SPECIAL_COMMITTEE, Role.CONGRESS_LEADER), N_("问卷"), "/desk/surveys/"),
    (TOPICS, N_("民情专题"), "/desk/topics/"),
    ((*ADMINS, *COMMITTEE), N_("人员名册"), "/desk/people/"),
    ((Role.SYSTEM_ADMIN, *COMMITTEE), N_("地区与机构"), "/desk/places/"),
    ((Role.SYSTEM_ADMIN,), N_("发送情况"), "/desk/outbox/"),
    ((Role.AUDITOR, Role.SECURITY_ADMIN), N_("登记册"), "/desk/people/register"),
)
"""Roles, label, address."""
