"""What can become of a questionnaire (问卷). Who may answer and until when are dates and a roll, not states."""

from huying.kernel.machine import Machine
from huying.kernel.words import N_

MACHINE = Machine(
    name="survey",
    start="draft",
    states={
        "draft": N_("起草"),
        "open": N_("征集中"),
        "closed": N_("已截止"),
        "published": N_("已公布"),
        "void": N_("已作废"),
    },
    verbs={
        "edit": N_("修改问卷"),
        "draw": N_("抽取样本"),
        "open": N_("开始征集"),
        "answer": N_("答卷"),
        "remind": N_("提醒没有答的代表"),
        "extend": N_("延长截止日"),
        "close": N_("现在截止"),
        "choose": N_("挑选公开的留言"),
        "publish": N_("公布结果"),
        "void": N_("作废"),
    },
    table={
        ("draft", "edit"): "draft",
        ("draft", "draw"): "draft",
        ("draft", "open"): "open",
        ("draft", "void"): "void",
        ("open", "answer"): "open",
        ("open", "remind"): "open",
        ("open", "extend"): "open",
        ("open", "close"): "closed",
        ("open", "void"): "void",
        ("closed", "choose"): "closed",
        ("closed", "publish"): "published",
        ("closed", "void"): "void",
    },
    ends=frozenset({"published", "void"}),
)

VERBS = {
    "survey.drafted": N_("起草问卷"),
    "survey.edited": N_("修改说明和对象"),
    "survey.asked": N_("加了一题"),
    "survey.reworded": N_("改了一题"),
    "survey.moved": N_("调整了题目顺序"),
    "survey.removed": N_("删了一题"),
    "survey.drawn": N_("抽取了样本"),
    "survey.opened": N_("开始征集"),
    "survey.answered": N_("代表交了记名答卷"),
    "survey.reminded": N_("提醒了还没有答的代表"),
    "survey.extended": N_("延长了截止日"),
    "survey.closed": N_("截止，封存答卷"),
    "survey.chosen": N_("挑选了公开的留言"),
    "survey.published": N_("公布了结果"),
    "survey.voided": N_("作废"),
}
