"""How far one unit's task has come: its steps, the one it waits at, for whom, and the deed that takes it on."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from huying.base.web.words import gettext
from huying.kernel.words import N_
from huying.work.suggestions.states import PHASES

STEPS: Mapping[str, str] = {
    "accept": N_("签收"),
    "plan": N_("方案"),
    "talk": N_("沟通"),
    "draft": N_("拟稿"),
    "sign": N_("签字"),
    "vet": N_("审核"),
    "send": N_("寄出"),
    "opinion": N_("协办意见"),
}
AT: Mapping[str, str] = {
    "offered": "accept",
    "return_asked": "accept",
    "accepted": "plan",
    "planned": "draft",
    "drafting": "draft",
    "signing": "sign",
    "vetting": "vet",
    "ready": "send",
}
"""Task state -> the step it waits at."""
WAITS: Mapping[str, str] = {
    "offered": N_("等经办签收"),
    "return_asked": N_("已申请退办，等%(office)s裁定"),
    "accepted": N_("等经办定办理方案"),
    "talk": N_("等经办与代表沟通，还缺%(phases)s"),
    "planned": N_("等经办拟答复"),
    "drafting": N_("正在拟稿，等经办送负责人签"),
    "back": N_("退回来了，等经办重拟"),
    "signing": N_("等负责人签字"),
    "vetting": N_("已签发，等%(office)s审核"),
    "ready": N_("审核好了，等经办寄给代表"),
    "opinion": N_("等经办写协办意见"),
}
DEEDS: Mapping[str, tuple[str, ...]] = {
    "offered": ("accept",),
    "accepted": ("plan",),
    "talk": ("log_contact",),
    "planned": ("draft_reply",),
    "drafting": ("ask_signature", "draft_reply"),
    "back": ("draft_reply",),
    "signing": ("sign",),
    "ready": ("send",),
    "opinion": ("hand_opinion",),
}
"""What is waited for -> the verbs that settle it, the first that may be done."""


@dataclass(frozen=True, slots=True)
class Pace:
    """Where a task stands: its steps (label, done, now or next), for what it waits, in a sentence, and the deeds."""

    steps: list[tuple[str, str]]
    waits: str
    deeds: tuple[str, ...]
    missing: str
    """The talks with the deputy that are not on record yet."""


def pace(
    state: str, role: str, *, missing: Collection[str] = (), back: bool = False, vetted: bool = True, office: str = ""
) -> Pace:
    """How far it is.

    Args:
        state, role: of the task, which is still open.
        missing: phases of talks with the deputy that must be on record and are not.
        back: whether the last draft came back.
        vetted: whether this place vets replies.
        office: who rules on returns and vets.
    """
    at, waits = AT[state], "back" if back and state == "drafting" else state
    if role == "co" and at != "accept":
        at = waits = "opinion"
    elif at == "draft" and missing:
        at = waits = "talk"
    phases = gettext("、").join(gettext(PHASES[phase]) for phase in missing) if at == "talk" else ""
    said = gettext(WAITS[waits]) % {"office": office, "phases": phases}
    left_out = ("opinion",) if vetted else ("opinion", "vet")
    order = ("accept", "opinion") if role == "co" else tuple(step for step in STEPS if step not in left_out)
    now = order.index(at)
    marks = ["done" if n < now else "now" if n == now else "next" for n in range(len(order))]
    steps = [(gettext(STEPS[step]), mark) for step, mark in zip(order, marks, strict=True)]
    return Pace(steps, said, DEEDS.get(waits, ()), phases)
