"""Which form each button of a voice opens."""

from huying.field.voices.forms import (
    AddForm,
    ConfirmForm,
    ContactForm,
    ExplainForm,
    GuideForm,
    JoinForm,
    PassUpForm,
    ReasonForm,
    ReferForm,
    RegisterForm,
    ReissueForm,
    ReportForm,
    TextForm,
    UnitAnswerForm,
    VerbForm,
    WhyForm,
)
from huying.field.voices.handling import AskForm, CheckForm, OwnRevisitForm, RevisitForm, SplitForm
from huying.field.voices.publishing import PublishForm, WithholdForm
from huying.field.voices.reception import MediateForm

FORMS: dict[str, type[VerbForm]] = {
    "register": RegisterForm,
    "answer": TextForm,
    "refer": ReferForm,
    "unit_accept": VerbForm,
    "unit_return": ReasonForm,
    "unit_answer": UnitAnswerForm,
    "send_back": ReasonForm,
    "pass_up": PassUpForm,
    "fall_back": WhyForm,
    "guide": GuideForm,
    "join": JoinForm,
    "explain": ExplainForm,
    "report_back": ReportForm,
    "confirm": ConfirmForm,
    "reopen": WhyForm,
    "withdraw": WhyForm,
    "add_words": AddForm,
    "publish": PublishForm,
    "unpublish": VerbForm,
    "withhold": WithholdForm,
    "leave_contact": ContactForm,
    "reissue_code": ReissueForm,
    "erase": VerbForm,
    "undo": VerbForm,
    "ask": AskForm,
    "stop_waiting": VerbForm,
    "check": CheckForm,
    "revisit": RevisitForm,
    "split": SplitForm,
    "unite": VerbForm,
    "mediate": MediateForm,
    "release": VerbForm,
    "discard": VerbForm,
}
"""Which form a button opens; ``close`` and ``ask_again`` are the tick's alone."""

CITIZEN_FORMS: dict[str, type[VerbForm]] = {**FORMS, "revisit": OwnRevisitForm}
"""The same on the citizen's own page."""
