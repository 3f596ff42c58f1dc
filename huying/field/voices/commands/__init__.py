"""Every write to a voice: one function per verb, keyword-only. Each takes ``voice`` (pk) and the ``version`` shown."""

from huying.field.voices.commands.asking import ask, stop_waiting
from huying.field.voices.commands.away import guide_away
from huying.field.voices.commands.checking import check
from huying.field.voices.commands.citizen import add_words, confirm, erase, leave_contact, withdraw
from huying.field.voices.commands.flood import discard, release
from huying.field.voices.commands.mediating import mediate
from huying.field.voices.commands.outcome import close, reopen, report_back
from huying.field.voices.commands.publication import publish, redact, unpublish, withhold
from huying.field.voices.commands.receive import receive, undo
from huying.field.voices.commands.reissue import reissue_code
from huying.field.voices.commands.retention import anonymise
from huying.field.voices.commands.splitting import split, unite
from huying.field.voices.commands.triage import answer, explain, fall_back, guide, join, pass_up, refer, register
from huying.field.voices.commands.units import send_back, unit_accept, unit_answer, unit_return
from huying.field.voices.commands.visits import ask_again, revisit

__all__ = [
    "add_words",
    "anonymise",
    "answer",
    "ask",
    "ask_again",
    "check",
    "close",
    "confirm",
    "discard",
    "erase",
    "explain",
    "fall_back",
    "guide",
    "guide_away",
    "join",
    "leave_contact",
    "mediate",
    "pass_up",
    "publish",
    "receive",
    "redact",
    "refer",
    "register",
    "reissue_code",
    "release",
    "reopen",
    "report_back",
    "revisit",
    "send_back",
    "split",
    "stop_waiting",
    "undo",
    "unit_accept",
    "unit_answer",
    "unit_return",
    "unite",
    "unpublish",
    "withdraw",
    "withhold",
]
