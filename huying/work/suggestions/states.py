"""The two processes of a suggestion as tables, and the words of the room. Pure.

A suggestion's state is mostly a summary of its unit tasks; late, satisfied and carded are facts, never states. A second
assignment is a new round beside the first, so ``handling`` is entered again but nothing of round one is reopened.
"""

from collections.abc import Mapping
from types import MappingProxyType

from huying.kernel.machine import Machine
from huying.kernel.words import N_

STATES: Mapping[str, str] = MappingProxyType(
    {
        "draft": N_("草稿"),
        "cosigning": N_("联名中"),
        "submitted": N_("待审查"),
        "revising": N_("退回修改"),
        "not_filed": N_("不予立案"),
        "filed": N_("已立案待交办"),
        "handling": N_("办理中"),
        "answered": N_("已答复待测评"),
        "evaluated": N_("已测评"),
        "meeting": N_("知情议政"),
        "tracking": N_("跟踪承诺"),
        "concluded": N_("办结"),
        "archived": N_("归档"),
        "withdrawn": N_("撤回"),
        "discarded": N_("作废"),
    }
)

ACTS: Mapping[str, str] = MappingProxyType(
    {
        "draft": N_("起草建议"),
        "edit": N_("修改"),
        "invite": N_("邀请联名"),
        "cosign": N_("答复联名邀请"),
        "submit": N_("提交"),
        "discard": N_("作废草稿"),
        "withdraw": N_("撤回建议"),
        "ask_revision": N_("退回修改"),
        "refuse_filing": N_("不予立案"),
        "file": N_("立案编号"),
        "group": N_("并案办理"),
        "ungroup": N_("取消并案"),
        "assign": N_("交办"),
        "handle": N_("办理"),
        "send_last": N_("答复完毕"),
        "evaluate": N_("测评"),
        "close_evaluation": N_("结束测评"),
        "call_meeting": N_("召集会议"),
        "record_meeting": N_("登记会议结果"),
        "assign_again": N_("二次交办"),
        "conclude": N_("办结"),
        "track": N_("办结并跟踪承诺"),
        "follow": N_("登记承诺落实"),
        "settle": N_("承诺跟踪完毕"),
        "publish": N_("决定公开"),
        "archive": N_("归档"),
    }
)

SUGGESTION = Machine(
    name="suggestion",
    start="draft",
    states=STATES,
    verbs={verb: label for verb, label in ACTS.items() if verb != "draft"},
    table={
        ("draft", "edit"): "draft",
        ("draft", "invite"): "cosigning",
        ("draft", "submit"): "submitted",
        ("draft", "discard"): "discarded",
        ("cosigning", "edit"): "cosigning",
        ("cosigning", "invite"): "cosigning",
        ("cosigning", "cosign"): "cosigning",
        ("cosigning", "submit"): "submitted",
        ("cosigning", "discard"): "discarded",
        ("submitted", "file"): "filed",
        ("submitted", "ask_revision"): "revising",
        ("submitted", "refuse_filing"): "not_filed",
        ("submitted", "withdraw"): "withdrawn",
        ("revising", "edit"): "revising",
        ("revising", "submit"): "submitted",
        ("revising", "withdraw"): "withdrawn",
        ("filed", "assign"): "handling",
        ("filed", "group"): "filed",
        ("filed", "ungroup"): "filed",
        ("filed", "withdraw"): "withdrawn",
        ("handling", "handle"): "handling",
        ("handling", "group"): "handling",
        ("handling", "ungroup"): "handling",
        ("handling", "send_last"): "answered",
        ("handling", "withdraw"): "withdrawn",
        ("answered", "handle"): "answered",
        ("answered", "evaluate"): "answered",
        ("answered", "close_evaluation"): "evaluated",
        ("answered", "publish"): "answered",
        ("evaluated", "call_meeting"): "meeting",
        ("evaluated", "assign_again"): "handling",
        ("evaluated", "conclude"): "concluded",
        ("evaluated", "track"): "tracking",
        ("evaluated", "publish"): "evaluated",
        ("meeting", "record_meeting"): "evaluated",
        ("meeting", "publish"): "meeting",
        ("tracking", "follow"): "tracking",
        ("tracking", "settle"): "concluded",
        ("tracking", "publish"): "tracking",
        ("concluded", "publish"): "concluded",
        ("concluded", "archive"): "archived",
    },
    ends=frozenset({"not_filed", "archived", "withdrawn", "discarded"}),
)

TASK_STATES: Mapping[str, str] = MappingProxyType(
    {
        "offered": N_("待签收"),
        "return_asked": N_("申请退办"),
        "accepted": N_("已签收"),
        "planned": N_("已定方案"),
        "drafting": N_("拟稿"),
        "signing": N_("待负责人签"),
        "vetting": N_("待审核"),
        "ready": N_("待寄发"),
        "sent": N_("已答复"),
        "opinion_given": N_("协办意见已交"),
        "returned": N_("已退回"),
        "cancelled": N_("取消"),
    }
)

TASK_ACTS: Mapping[str, str] = MappingProxyType(
    {
        "accept": N_("签收"),
        "deem_accepted": N_("视为签收"),
        "ask_return": N_("申请退办"),
        "grant_return": N_("同意退办并改办"),
        "refuse_return": N_("不同意退办"),
        "plan": N_("定人定责定时"),
        "log_contact": N_("登记沟通"),
        "hand_opinion": N_("提交协办意见"),
        "ask_extension": N_("申请延期"),
        "decide_extension": N_("批复延期"),
        "draft_reply": N_("拟写答复"),
        "ask_signature": N_("送负责人签"),
        "sign": N_("签发"),
        "sign_to_vet": N_("签发并送审"),
        "vet": N_("审核通过"),
        "send_back": N_("退回重拟"),
        "send": N_("寄发答复"),
        "cancel": N_("取消"),
        "take_over": N_("改由接续单位承办"),
    }
)

_WORKING = ("accepted", "planned", "drafting", "signing", "vetting", "ready")
CLOSED_TASK = frozenset({"returned", "cancelled"})

TASK = Machine(
    name="unit-task",
    start="offered",
    states=TASK_STATES,
    verbs=TASK_ACTS,
    table={
        ("offered", "accept"): "accepted",
        ("offered", "deem_accepted"): "accepted",
        ("offered", "ask_return"): "return_asked",
        ("accepted", "ask_return"): "return_asked",
        ("return_asked", "grant_return"): "returned",
        ("return_asked", "refuse_return"): "accepted",
        ("return_asked", "deem_accepted"): "accepted",
        ("accepted", "plan"): "planned",
        ("planned", "plan"): "planned",
        **{(state, "take_over"): state for state in ("offered", "return_asked", *_WORKING)},
        ("accepted", "hand_opinion"): "opinion_given",
        ("planned", "hand_opinion"): "opinion_given",
        ("planned", "draft_reply"): "drafting",
        ("drafting", "draft_reply"): "drafting",
        ("drafting", "ask_signature"): "signing",
        ("signing", "sign"): "ready",
        ("signing", "sign_to_vet"): "vetting",
        ("signing", "send_back"): "drafting",
        ("vetting", "vet"): "ready",
        ("vetting", "send_back"): "drafting",
        ("ready", "send_back"): "drafting",
        ("ready", "send"): "sent",
        **{(state, verb): state for state in _WORKING for verb in ("log_contact", "ask_extension", "decide_extension")},
        ("sent", "log_contact"): "sent",
        **{(state, "cancel"): "cancelled" for state in ("offered", "return_asked", *_WORKING, "opinion_given")},
    },
    ends=frozenset({"sent", "opinion_given", "returned", "cancelled"}),
)

LINES: Mapping[str, str] = MappingProxyType(
    {
        "draft": "suggestion.drafted",
        "edit": "suggestion.edited",
        "invite": "suggestion.invited",
        "cosign": "suggestion.cosigned",
        "submit": "suggestion.submitted",
        "discard": "suggestion.discarded",
        "withdraw": "suggestion.withdrawn",
        "ask_revision": "suggestion.revision_asked",
        "refuse_filing": "suggestion.not_filed",
        "file": "suggestion.filed",
        "group": "suggestion.grouped",
        "ungroup": "suggestion.ungrouped",
        "assign": "suggestion.assigned",
        "assign_again": "suggestion.assigned_again",
        "evaluate": "suggestion.evaluated",
        "close_evaluation": "suggestion.evaluation_closed",
        "call_meeting": "suggestion.meeting_called",
        "record_meeting": "suggestion.meeting_held",
        "conclude": "suggestion.concluded",
        "report_commitment": "suggestion.commitment_reported",
        "keep_commitment": "suggestion.commitment_kept",
        "publish": "suggestion.published",
        "archive": "suggestion.archived",
        "accept": "suggestion.task_accepted",
        "deem_accepted": "suggestion.task_deemed_accepted",
        "take_over": "suggestion.task_taken_over",
        "ask_return": "suggestion.return_asked",
        "grant_return": "suggestion.return_granted",
        "refuse_return": "suggestion.return_refused",
        "plan": "suggestion.planned",
        "log_contact": "suggestion.contact_logged",
        "confirm_contact": "suggestion.contact_confirmed",
        "hand_opinion": "suggestion.opinion_given",
        "ask_extension": "suggestion.extension_asked",
        "decide_extension": "suggestion.extension_decided",
        "draft_reply": "suggestion.reply_drafted",
        "ask_signature": "suggestion.signature_asked",
        "sign": "suggestion.reply_signed",
        "vet": "suggestion.reply_vetted",
        "send_back": "suggestion.reply_sent_back",
        "send": "suggestion.replied",
    }
)
"""Command -> the ledger's word for what was done."""

_OTHER = {
    "confirm_contact": N_("确认沟通情况"),
    "report_commitment": N_("报告承诺兑现"),
    "keep_commitment": N_("确认承诺兑现"),
}
LABELS: Mapping[str, str] = MappingProxyType({**TASK_ACTS, **ACTS, **_OTHER})
"""Every command's own name, for buttons and timelines."""
VERBS: Mapping[str, str] = MappingProxyType({line: LABELS[verb] for verb, line in LINES.items()})
"""Every line this room writes, with its label."""

FAST = "small_urgent"
"""The kind whose periods are compressed (小微急); the playbook lists the kinds."""
ROLES: Mapping[str, str] = MappingProxyType({"lead": N_("主办"), "separate": N_("分办"), "co": N_("协办")})
PHASES: Mapping[str, str] = MappingProxyType({"before": N_("办前"), "during": N_("办中"), "after": N_("办后")})
FORMS: Mapping[str, str] = MappingProxyType(
    {
        "visit": N_("登门走访"),
        "meeting": N_("座谈面商"),
        "site": N_("现场察看"),
        "phone": N_("电话"),
        "letter": N_("书信短信"),
    }
)
MEETINGS: Mapping[str, str] = MappingProxyType(
    {"meeting": N_("知情议政会"), "hearing": N_("公开听证"), "democratic_review": N_("民主评议")}
)
PUBLICATION: Mapping[str, str] = MappingProxyType(
    {"full": N_("全文公开"), "summary": N_("摘要公开"), "none": N_("不公开")}
)
