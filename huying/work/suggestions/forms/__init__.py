"""One form per verb. They only parse; whether something may be said or done, the commands decide."""

from huying.work.suggestions.forms import case, task
from huying.work.suggestions.forms.base import Matter, VerbForm

__all__ = ["CASE_FORMS", "PROMISE_FORMS", "TASK_FORMS", "Matter", "VerbForm"]

CASE_FORMS: dict[str, type[VerbForm]] = {
    **dict.fromkeys(("submit", "discard", "ungroup", "close_evaluation", "conclude", "archive"), VerbForm),
    "withdraw": case.WithdrawForm,
    "cosign": case.CosignForm,
    "file": case.FileForm,
    "ask_revision": case.ReasonedForm,
    "refuse_filing": case.RefuseForm,
    "group": case.GroupForm,
    "assign": case.AssignForm,
    "assign_again": case.AssignForm,
    "evaluate": case.EvaluateForm,
    "call_meeting": case.CallMeetingForm,
    "record_meeting": case.RecordMeetingForm,
    "publish": case.PublishForm,
}
"""Verbs on the whole suggestion; ``edit`` and ``invite`` have pages of their own."""
TASK_FORMS: dict[str, type[VerbForm]] = {
    "accept": VerbForm,
    "ask_return": task.AskReturnForm,
    "grant_return": task.GrantReturnForm,
    "refuse_return": task.RefuseReturnForm,
    "plan": task.PlanForm,
    "log_contact": task.TalkForm,
    "hand_opinion": task.OpinionForm,
    "ask_extension": task.ExtensionForm,
    "decide_extension": task.DecideExtensionForm,
    "draft_reply": task.ReplyForm,
    "ask_signature": task.AskSignatureForm,
    "sign": task.ReplyReadForm,
    "vet": task.ReplyReadForm,
    "send_back": task.SendBackForm,
    "send": task.SendForm,
}
PROMISE_FORMS: dict[str, type[VerbForm]] = {"report": case.ReportPromiseForm, "keep": case.KeepPromiseForm}
