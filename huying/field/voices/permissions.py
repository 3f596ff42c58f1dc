"""Who may do what to a voice. Pure: the page's buttons and the commands ask the same functions.

The keeper of a voice is the staff of its station and the congress clerk of its township. A unit acts only on what is
referred to it. A citizen who holds the tracking code acts as ``Actor(kind="citizen")``; the door has checked the code.
"""

from collections.abc import Callable
from dataclasses import dataclass

from huying.kernel.actor import Actor, Post, Role
from huying.kernel.errors import Denied
from huying.kernel.words import N_

STAFF = (Role.STATION_HEAD, Role.STATION_OFFICER)
CLERKS = (Role.COMMITTEE_CLERK, Role.COMMITTEE_LEADER)
DESK = (*STAFF, *CLERKS)
UNIT = (Role.UNIT_CLERK, Role.UNIT_HEAD)
REOPENINGS = (
    2  # a citizen's “还没有” brings a voice back this often; after that it is closed as not solved, and counted so
)

WHOLE = frozenset(
    (
        *("publish", "unpublish", "withhold", "withdraw", "confirm", "close", "leave_contact", "reissue_code", "erase"),
        *("ask", "split", "reopen", "revisit", "undo", "fold"),
    )
)
"""What is done with the whole voice, never with a part of it."""
OPEN_ONLY = frozenset(("publish", "join", "pass_up"))
"""What is not done with a voice that a visitor asked to be kept secret."""
CHECK_FIRST = N_("这里的办法要求先到现场核查，再反馈群众。请先记下核查情况。")


@dataclass(frozen=True, slots=True)
class Facts:
    """What a right may depend on. ``station`` is the one that keeps the voice today (after a merger, the new one)."""

    state: str
    region: str
    station: int
    unit: int = 0
    deputy: int = 0
    speaker: int = 0
    said_to: int = 0
    on_behalf: bool = False
    consent: bool = True
    published: bool = False
    withheld: bool = False
    anonymised: bool = False
    share_contact: bool = False
    reopened: int = 0
    imported: bool = False
    waiting: bool = False
    unchecked: bool = False
    visiting: bool = False
    part: bool = False
    confidential: bool = False
    dispute: bool = False


def keeper(actor: Actor, facts: Facts) -> Post | None:
    """The post in which the actor keeps this voice: station staff, or the clerk of its township's congress.

    What a visitor asked to be kept secret stays with the station's staff and the clerk of the unit that has it.
    """
    staff = actor.post(*STAFF, station=facts.station)
    return staff if facts.confidential else staff or actor.post(*CLERKS, region=facts.region[:9])


def overseer(actor: Actor, facts: Facts) -> Post | None:
    """The keeper, or the committee of the congress above."""
    above = [post for post in actor.posts if post.role in CLERKS and _reaches(post, facts)]
    return keeper(actor, facts) or (above[0] if above else None)


def importer(actor: Actor, facts: Facts) -> Post | None:
    """The post in which the actor brings an old ledger in: the station's head, a clerk of its congress or above."""
    head = actor.post(Role.STATION_HEAD, station=facts.station)
    return head or next((post for post in actor.posts if post.role in CLERKS and _reaches(post, facts)), None)


def unit_post(actor: Actor, facts: Facts) -> Post | None:
    """The post in the unit that the voice is referred to."""
    roles = (Role.UNIT_CLERK,) if facts.confidential else UNIT
    return actor.post(*roles, organ=facts.unit) if facts.unit else None


def deputy_post(actor: Actor, facts: Facts) -> Post | None:
    """The mandate in a congress whose region the voice lies in."""
    mine = [post for post in actor.posts if post.role is Role.DEPUTY and _reaches(post, facts)]
    return mine[0] if mine else None


def may_read(actor: Actor, facts: Facts) -> bool:
    """Whether the actor sees the matter: anybody when published; else keeper, committee above, unit, deputies."""
    return (
        facts.published
        or actor.kind == "system"
        or bool(overseer(actor, facts) or unit_post(actor, facts) or deputy_post(actor, facts))
        or (not facts.confidential and actor.covers(facts.region, Role.CONGRESS_LEADER))
        or bool(actor.person and actor.person in (facts.deputy, facts.speaker, facts.said_to))
    )


def may_gather(actor: Actor, facts: Facts) -> bool:
    """Put it into a topic (民情专题): the office of a congress in which it lies."""
    offices = (Role.COMMITTEE_CLERK, Role.COMMITTEE_LEADER)
    return facts.state != "void" and any(
        post.role in offices and post.region and facts.region.startswith(post.region) for post in actor.posts
    )


def may_read_contact(actor: Actor, facts: Facts) -> bool:
    """Whether the actor sees who spoke: the keeper; the unit that is handling it when the citizen agreed."""
    at_unit = facts.share_contact and facts.state == "referred" and unit_post(actor, facts) is not None
    return keeper(actor, facts) is not None or at_unit


def check_receive(actor: Actor, channel: str, station: int, region: str) -> Post | None:
    """Anybody speaks by QR, web or API; words taken at the desk or by phone need a post at the station."""
    facts = Facts(state="", region=region, station=station)
    if channel in ("reception", "phone"):
        return _need(keeper(actor, facts), N_("只有这个联络站的人员能登记来访来电。"))
    if channel == "import" and actor.kind != "system":
        return _need(importer(actor, facts), N_("旧台账由站长或者本级、上级人大代工委导入。"))
    if channel == "deputy":
        return _need(actor.post(Role.DEPUTY), N_("只有代表能用“随手拍”。"))
    return None


def check(verb: str, actor: Actor, facts: Facts) -> Post | None:
    """The post in which ``actor`` does ``verb``, None for a citizen or the house.

    Raises:
        Denied: with the reason, for people.
    """
    if facts.anonymised:
        raise Denied(N_("这件民声已经按保存期限匿名处理，不能再办理。"))
    if facts.part and verb in WHOLE:
        if actor.kind == "system":
            return None
        raise Denied(N_("这是从一件民声里拆分出来的一件事，请在原件上办。"))
    if facts.confidential and verb in OPEN_ONLY:
        raise Denied(N_("来访人要求保密，不能公开、并入别的民声，也不能转为代表建议。"))
    return CHECKS[verb](actor, facts)


def _reaches(post: Post, facts: Facts) -> bool:
    return bool(post.region) and facts.region.startswith(post.region) and not facts.confidential


def _need(post: Post | None, reason: str) -> Post:
    if post is None:
        raise Denied(reason)
    return post


def _keep(actor: Actor, facts: Facts) -> Post:
    return _need(keeper(actor, facts), N_("这件民声由所在联络站和乡镇人大经办，您不是经办人。"))


def _answer(actor: Actor, facts: Facts) -> Post | None:
    """The keeper; what an old ledger says was answered, also whoever brought it in."""
    if facts.imported and (actor.kind == "system" or (post := importer(actor, facts))):
        return None if actor.kind == "system" else post
    return _keep(actor, facts)


def _undo(actor: Actor, facts: Facts) -> Post | None:
    if not facts.imported:
        raise Denied(N_("只有从旧台账导入的民声能撤销导入。"))
    return None if actor.kind == "system" else _need(importer(actor, facts), N_("只有站长和人大代工委能撤销导入。"))


def _unit(actor: Actor, facts: Facts) -> Post:
    return _need(unit_post(actor, facts), N_("这件民声没有转给您的单位。"))


def _pass_up(actor: Actor, facts: Facts) -> Post | None:
    if actor.kind == "system":
        return None
    post = deputy_post(actor, facts) or keeper(actor, facts)
    if facts.state == "raised" and actor.person != facts.deputy:
        raise Denied(N_("这件民声已经由一位代表接过去了。"))
    return _need(post, N_("只有本地代表或经办人能把它转为代表建议。"))


def _bring_home(actor: Actor, facts: Facts) -> Post | None:
    if actor.kind == "system":
        return None
    if facts.state != "raised":
        post = _keep(actor, facts)
        if facts.unchecked:
            raise Denied(CHECK_FIRST)
        if facts.state == "split":
            raise Denied(N_("拆开的几件都有了结果，会自动一次反馈群众。"))
        return post
    taker = deputy_post(actor, facts) if actor.person and actor.person == facts.deputy else None
    return _need(taker or overseer(actor, facts), N_("建议办理期间，由提出建议的代表或人大反馈结果。"))


def _citizen_or_keeper(actor: Actor, facts: Facts) -> Post | None:
    return None if actor.kind == "citizen" or _is_speaker(actor, facts) else _answer(actor, facts)


def _reopen(actor: Actor, facts: Facts) -> Post | None:
    if actor.kind == "citizen" or _is_speaker(actor, facts):
        if not (facts.state == "reported" or facts.visiting) or facts.reopened >= REOPENINGS:
            raise Denied(N_("这件事已经了结。如果又有新情况，请再反映一次，我们会接着办。"))
        return None
    return _need(overseer(actor, facts), N_("只有经办人和上级人大能重新办理。"))


def _withdraw(actor: Actor, facts: Facts) -> Post | None:
    if actor.kind == "citizen" or _is_speaker(actor, facts):
        return None
    if not facts.on_behalf:
        raise Denied(N_("只有反映人本人能撤回。"))
    return _keep(actor, facts)


def _close(actor: Actor, facts: Facts) -> None:
    if actor.kind != "system":
        raise Denied(N_("群众的评价期满后自动了结，不用人工操作。"))


def _house(actor: Actor, facts: Facts) -> None:
    if actor.kind != "system":
        raise Denied(N_("疑似刷屏由系统暂存，不用人工操作。"))


def _look(actor: Actor, facts: Facts) -> Post:
    return _need(overseer(actor, facts), N_("疑似刷屏的由联络站和人大工委看过再定。"))


def _anonymise(actor: Actor, facts: Facts) -> None:
    if actor.kind != "system":
        raise Denied(N_("保存期限到了自动处理，不用人工操作。"))


def _publish(actor: Actor, facts: Facts) -> Post:
    post = _need(overseer(actor, facts), N_("只有经办人和上级人大能决定公开。"))
    if not facts.consent:
        raise Denied(N_("反映人选择了不公开。"))
    if facts.published:
        raise Denied(N_("这件民声已经公开。"))
    return post


def _unpublish(actor: Actor, facts: Facts) -> Post:
    post = _need(overseer(actor, facts), N_("只有经办人和上级人大能取消公开。"))
    if not facts.published:
        raise Denied(N_("这件民声没有公开。"))
    return post


def _withhold(actor: Actor, facts: Facts) -> Post:
    post = _need(overseer(actor, facts), N_("只有经办人和上级人大能决定不公开。"))
    if not facts.consent:
        raise Denied(N_("反映人选择了不公开，不用另作决定。"))
    if facts.withheld:
        raise Denied(N_("这件民声已经决定不予公开。"))
    return post


def _redact(actor: Actor, facts: Facts) -> Post:
    post = _need(overseer(actor, facts), N_("只有经办人和上级人大能涂黑照片。"))
    if facts.published:
        raise Denied(N_("这件民声已经公开。请先取消公开，再处理照片。"))
    return post


def _erase(actor: Actor, facts: Facts) -> Post | None:
    return None if actor.kind in ("citizen", "system") or _is_speaker(actor, facts) else _keep(actor, facts)


def _ask(actor: Actor, facts: Facts) -> Post:
    post = _keep(actor, facts)
    if facts.waiting:
        raise Denied(N_("已经问过一次，还在等群众回答。等到了，或者先点“不再等补充”，再问。"))
    return post


def _stop_waiting(actor: Actor, facts: Facts) -> Post | None:
    post = None if actor.kind == "system" else _keep(actor, facts)
    if not facts.waiting:
        raise Denied(N_("现在没有在等群众补充。"))
    return post


def _ask_again(actor: Actor, facts: Facts) -> None:
    if actor.kind != "system":
        raise Denied(N_("到了回访的日子会自动提醒，不用人工操作。"))


def _mediate(actor: Actor, facts: Facts) -> Post:
    post = _keep(actor, facts)
    if not facts.dispute:
        raise Denied(N_("只有登记为矛盾调处的来访才记录调处。"))
    return post


def _revisit(actor: Actor, facts: Facts) -> Post | None:
    post = _citizen_or_keeper(actor, facts)
    if not facts.visiting:
        raise Denied(N_("这件民声现在不用回访。"))
    return post


def _is_speaker(actor: Actor, facts: Facts) -> bool:
    return bool(actor.person) and actor.person == facts.speaker


CHECKS: dict[str, Callable[[Actor, Facts], Post | None]] = {
    **dict.fromkeys(("register", "refer", "guide", "join", "explain", "send_back", "reissue_code"), _keep),
    **dict.fromkeys(("unit_accept", "unit_return", "unit_answer"), _unit),
    **dict.fromkeys(("fall_back", "report_back"), _bring_home),
    **dict.fromkeys(("confirm", "add_words", "leave_contact"), _citizen_or_keeper),
    "answer": _answer,
    "pass_up": _pass_up,
    "reopen": _reopen,
    "close": _close,
    "withdraw": _withdraw,
    "publish": _publish,
    "unpublish": _unpublish,
    "withhold": _withhold,
    "redact": _redact,
    "anonymise": _anonymise,
    "erase": _erase,
    "undo": _undo,
    "split": _keep,
    "unite": _keep,
    "mediate": _mediate,
    "fold": _house,
    "ask": _ask,
    "stop_waiting": _stop_waiting,
    "check": _keep,
    "ask_again": _ask_again,
    "revisit": _revisit,
    "hold_back": _house,
    **dict.fromkeys(("release", "discard"), _look),
}
