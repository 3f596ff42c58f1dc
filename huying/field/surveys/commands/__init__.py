"""Every write to a questionnaire."""

from huying.field.surveys.commands.answering import answer
from huying.field.surveys.commands.drafting import (
    add_question,
    draft,
    draw,
    edit,
    edit_question,
    move_question,
    remove_question,
)
from huying.field.surveys.commands.running import (
    choose,
    close_survey,
    extend,
    open_survey,
    publish,
    remind,
    void,
)

__all__ = [
    "add_question",
    "answer",
    "choose",
    "close_survey",
    "draft",
    "draw",
    "edit",
    "edit_question",
    "extend",
    "move_question",
    "open_survey",
    "publish",
    "remind",
    "remove_question",
    "void",
]
