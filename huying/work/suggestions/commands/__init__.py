"""Every write to a suggestion: one function per verb, keyword-only, a file per stage. See the room's README."""

from huying.work.suggestions.commands.assigning import assign, assign_again, grant_return, refuse_return
from huying.work.suggestions.commands.concluding import archive, conclude, keep_commitment, publish, report_commitment
from huying.work.suggestions.commands.drafting import cosign, discard, draft, edit, invite, submit, withdraw
from huying.work.suggestions.commands.evaluating import call_meeting, close_evaluation, evaluate, record_meeting
from huying.work.suggestions.commands.examining import ask_revision, file, group, refuse_filing, ungroup
from huying.work.suggestions.commands.extending import ask_extension, decide_extension
from huying.work.suggestions.commands.handling import (
    accept,
    ask_return,
    confirm_contact,
    deem_accepted,
    hand_opinion,
    log_contact,
    plan,
    take_over,
)
from huying.work.suggestions.commands.replying import ask_signature, draft_reply, send, send_back, sign, vet

__all__ = [
    "accept",
    "archive",
    "ask_extension",
    "ask_return",
    "ask_revision",
    "ask_signature",
    "assign",
    "assign_again",
    "call_meeting",
    "close_evaluation",
    "conclude",
    "confirm_contact",
    "cosign",
    "decide_extension",
    "deem_accepted",
    "discard",
    "draft",
    "draft_reply",
    "edit",
    "evaluate",
    "file",
    "grant_return",
    "group",
    "hand_opinion",
    "invite",
    "keep_commitment",
    "log_contact",
    "plan",
    "publish",
    "record_meeting",
    "refuse_filing",
    "refuse_return",
    "report_commitment",
    "send",
    "send_back",
    "sign",
    "submit",
    "take_over",
    "ungroup",
    "vet",
    "withdraw",
]
