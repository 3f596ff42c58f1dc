"""Who may do what to a suggestion: relation × role, as one table. Pure.

The same table is read by the commands and by the lists of buttons, so a button never promises what a command refuses.
A delegated post counts as a post, but a proposer's own acts hang on the person: nobody evaluates by delegation.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from huying.kernel.actor import Actor, Post, Role
from huying.kernel.errors import Denied
from huying.kernel.words import N_

COMMITTEE = (Role.COMMITTEE_CLERK, Role.COMMITTEE_LEADER)
"""代工委 at county level; a township presidium's clerk and chair hold the same roles for the township."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What a right may depend on.

    Args:
        region: the congress whose case it is.
        lead: person id of the leading proposer.
        invited: person ids asked to co-sign, whatever they answered.
        agreed: person ids who did co-sign.
        assigner: "government_office" or "presidium", from the playbook.
        evaluators: "lead" or "each", from the playbook.
        units: organ ids with an open task in the current round.
        unit: the organ whose task it is about, 0 when it is about the whole suggestion.
        role: that task's role: lead, separate or co; "" when none.
    """

    region: str
    lead: int
    invited: frozenset[int] = frozenset()
    agreed: frozenset[int] = frozenset()
    assigner: str = "government_office"
    evaluators: str = "lead"
    units: frozenset[int] = frozenset()
    unit: int = 0
    role: str = ""

    @property
    def proposers(self) -> frozenset[int]:
        return self.agreed | {self.lead}

    @property
    def jury(self) -> frozenset[int]:
        """Whose evaluation is asked for."""
        return self.proposers if self.evaluators == "each" else frozenset({self.lead})


Relation = Callable[[Actor, Facts], "Post | bool | None"]
"""The post in which the actor stands in this relation, True when it needs no post, None or False when they do not."""


def lead(actor: Actor, facts: Facts) -> Post | bool:
    """The leading proposer, in office or not: unfinished business stays theirs after the term (换届)."""
    if not actor.person or actor.person != facts.lead:
        return False
    return actor.post(Role.DEPUTY, region=facts.region) or True


def invited(actor: Actor, facts: Facts) -> Post | None:
    return actor.post(Role.DEPUTY, region=facts.region) if actor.person in facts.invited else None


def proposer(actor: Actor, facts: Facts) -> Post | bool:
    if not actor.person or actor.person not in facts.proposers:
        return False
    return actor.post(Role.DEPUTY, region=facts.region) or True


def juror(actor: Actor, facts: Facts) -> Post | bool:
    """A proposer whose evaluation counts and who holds no post in a unit that handles it (回避)."""
    if not actor.person or actor.person not in facts.jury:
        return False
    if any(post.organ in facts.units for post in actor.posts if post.role in (Role.UNIT_CLERK, Role.UNIT_HEAD)):
        return False
    return actor.post(Role.DEPUTY, region=facts.region) or True


def committee(actor: Actor, facts: Facts) -> Post | None:
    return actor.post(*COMMITTEE, region=facts.region)


def committee_leader(actor: Actor, facts: Facts) -> Post | None:
    return actor.post(Role.COMMITTEE_LEADER, region=facts.region)


def assigner(actor: Actor, facts: Facts) -> Post | None:
    """County: the government office; township: the presidium (代表法 第51条)."""
    roles = COMMITTEE if facts.assigner == "presidium" else (Role.GOVERNMENT_CLERK,)
    return actor.post(*roles, region=facts.region)


def unit_member(actor: Actor, facts: Facts) -> Post | None:
    return actor.post(Role.UNIT_CLERK, Role.UNIT_HEAD, organ=facts.unit) if facts.unit else None


def unit_head(actor: Actor, facts: Facts) -> Post | None:
    return actor.post(Role.UNIT_HEAD, organ=facts.unit) if facts.unit else None


def vetter(actor: Actor, facts: Facts) -> Post | None:
    return assigner(actor, facts) or committee(actor, facts)


def house(actor: Actor, facts: Facts) -> bool:
    """The clock's tick."""
    return actor.kind == "system"


_LEAD = N_("只有领衔代表可以这样做。")
_COMMITTEE = N_("这一步由本级代表工作机构办理。")
_LEADER = N_("不予立案要由代表工作机构负责人决定。")
_ASSIGNER = N_("这一步由交办机关办理。")
_UNIT = N_("只有承办这件建议的单位可以这样做。")
_HEAD = N_("要由承办单位负责人签。")
_JUROR = N_("测评由提出建议的代表本人作出，不能代办；在承办单位任职的应当回避。")
_HOUSE = N_("这一步由系统按时限自动办理。")

RIGHTS: Mapping[str, tuple[tuple[Relation, ...], str]] = {
    "edit": ((lead,), _LEAD),
    "invite": ((lead,), _LEAD),
    "cosign": ((invited,), N_("您没有收到这件建议的联名邀请。")),
    "submit": ((lead,), _LEAD),
    "discard": ((lead,), _LEAD),
    "withdraw": ((lead,), _LEAD),
    "ask_revision": ((committee,), _COMMITTEE),
    "refuse_filing": ((committee_leader,), _LEADER),
    "file": ((committee,), _COMMITTEE),
    "group": ((committee, assigner), _COMMITTEE),
    "ungroup": ((committee, assigner), _COMMITTEE),
    "assign": ((assigner,), _ASSIGNER),
    "assign_again": ((assigner,), _ASSIGNER),
    "grant_return": ((assigner,), _ASSIGNER),
    "refuse_return": ((assigner,), _ASSIGNER),
    "decide_extension": ((assigner,), _ASSIGNER),
    "accept": ((unit_member,), _UNIT),
    "deem_accepted": ((house,), _HOUSE),
    "take_over": ((house,), _HOUSE),
    "ask_return": ((unit_head,), _HEAD),
    "plan": ((unit_member,), _UNIT),
    "log_contact": ((unit_member,), _UNIT),
    "confirm_contact": ((proposer,), N_("沟通情况由当事的代表确认。")),
    "hand_opinion": ((unit_member,), _UNIT),
    "ask_extension": ((unit_head,), _HEAD),
    "draft_reply": ((unit_member,), _UNIT),
    "ask_signature": ((unit_member,), _UNIT),
    "sign": ((unit_head,), _HEAD),
    "vet": ((vetter,), N_("答复由交办机关或代表工作机构审核。")),
    "send_back": ((unit_head, vetter), N_("退回重拟由单位负责人或审核机关决定。")),
    "send": ((unit_member, vetter), _UNIT),
    "evaluate": ((juror,), _JUROR),
    "close_evaluation": ((committee, house), _COMMITTEE),
    "call_meeting": ((committee,), _COMMITTEE),
    "record_meeting": ((committee,), _COMMITTEE),
    "conclude": ((committee,), _COMMITTEE),
    "report_commitment": ((unit_member,), _UNIT),
    "keep_commitment": ((proposer,), N_("承诺是否兑现由提出建议的代表确认。")),
    "publish": ((committee,), _COMMITTEE),
    "archive": ((committee,), _COMMITTEE),
}


def check(verb: str, actor: Actor, facts: Facts) -> Post | None:
    """The post in which this actor may do ``verb`` (None when it needs none); Denied with the reason otherwise."""
    relations, reason = RIGHTS[verb]
    for relation in relations:
        found = relation(actor, facts)
        if found:
            return found if isinstance(found, Post) else None
    raise Denied(reason)


def check_draft(actor: Actor, region: str) -> Post:
    """Only a deputy in office raises a suggestion, and only to their own congress (代表法 第24、36条)."""
    post = actor.post(Role.DEPUTY, region=region)
    if post is None or post.on_behalf_of:
        raise Denied(N_("只有本级现任代表可以提出建议，不能代办。"))
    return post


def check_backdate(actor: Actor, facts: Facts) -> None:
    """Entering an earlier day (a paper form) moves clocks: for the assigning office or the committee only."""
    if not vetter(actor, facts):
        raise Denied(N_("日期早于今天的，要由交办机关或代表工作机构登记。"))
