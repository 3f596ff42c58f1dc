"""What the room says to people: whose turn it is, what happened, what a button will do. Translated where shown."""

from collections.abc import Mapping

from huying.kernel.words import N_

TURNS: Mapping[str, str] = {
    "cosign": N_("等受邀代表答复联名"),
    "examine": N_("等%(who)s审查"),
    "revise": N_("等领衔代表修改"),
    "assign": N_("等%(who)s交办"),
    "fast_assign": N_("等%(who)s快速交办"),
    "return_decision": N_("等%(who)s裁定退办"),
    "sign": N_("等%(who)s签收"),
    "reply": N_("等%(who)s答复代表"),
    "fast_reply": N_("等%(who)s答复代表"),
    "complex_reply": N_("等%(who)s答复代表"),
    "second_reply": N_("等%(who)s重新答复"),
    "evaluate": N_("等代表测评"),
    "meeting": N_("等%(who)s安排面对面听意见"),
    "second_assign": N_("等%(who)s二次交办"),
    "commitment": N_("等%(who)s兑现承诺"),
}
"""Clock kind -> whose turn, in the order in which they decide it."""

CALLED = N_("等%(who)s开会并登记结果")
"""The turn of a meeting that has been called."""

MINE: Mapping[str, str] = {
    "cosign": N_("等您答复联名"),
    "revise": N_("等您修改"),
    "evaluate": N_("等您测评"),
}
"""The same, said to the person who owes it."""

CLOCKS: Mapping[str, str] = {
    "cosign": N_("答复联名邀请"),
    "examine": N_("审查"),
    "revise": N_("修改后再提交"),
    "assign": N_("交办"),
    "fast_assign": N_("快速交办"),
    "sign": N_("签收"),
    "return_decision": N_("裁定退办"),
    "contact": N_("联系代表"),
    "co_opinion": N_("交协办意见"),
    "reply": N_("答复代表"),
    "fast_reply": N_("答复代表"),
    "complex_reply": N_("答复代表"),
    "second_reply": N_("重新答复代表"),
    "extension": N_("批复延期"),
    "evaluate": N_("评一评答复"),
    "meeting": N_("安排面对面会议"),
    "second_assign": N_("二次交办"),
    "publish": N_("决定公开"),
    "commitment": N_("兑现承诺"),
}
"""Clock kind -> what is owed."""

OPENS: Mapping[str, tuple[str, ...]] = {
    "cosign": ("cosign",),
    "revise": ("edit",),
    "assign": ("assign",),
    "fast_assign": ("assign",),
    "evaluate": ("evaluate",),
    "meeting": ("call_meeting", "record_meeting"),
    "second_assign": ("assign_again",),
    "publish": ("publish",),
}
"""Clock kind -> the verbs that settle it, where one form does; the first that the suggestion's state allows."""

STANDS: Mapping[str, str] = {
    "draft": N_("草稿在领衔代表手里，写好就提交"),
    "cosigning": N_("联名已有答复，等领衔代表提交"),
    "submitted": N_("等审查"),
    "revising": N_("等领衔代表修改"),
    "filed": N_("已立案，等交办"),
    "handling": N_("承办单位正在办"),
    "answered": N_("代表已测评，等代表工作机构结束测评"),
    "evaluated": N_("测评已结束，等代表工作机构办结"),
    "meeting": N_("等登记面对面会议的结果"),
    "tracking": N_("承诺到期，等代表确认"),
    "concluded": N_("已办结"),
    "archived": N_("已归档"),
    "not_filed": N_("没有立案，理由已告诉代表"),
    "withdrawn": N_("代表已撤回"),
    "discarded": N_("草稿已作废"),
}
"""State -> what to say when no clock runs."""

CONSEQUENCES: Mapping[str, str] = {
    "edit": N_("已经联名的代表会被请再确认一次。"),
    "invite": N_("受邀代表会收到通知，逾期不答视为不联名。"),
    "cosign": N_("提交之前都可以改主意。"),
    "submit": N_("交给代表工作机构审查，还没答复的联名邀请作废。"),
    "discard": N_("草稿作废，民声退回联络站。"),
    "withdraw": N_("办理停止，联名代表和承办单位会收到通知。"),
    "ask_revision": N_("退给领衔代表，时限从今天起算。"),
    "refuse_filing": N_("不编号、不交办，代表会看到理由。"),
    "file": N_("编上号，送交办机关。"),
    "group": N_("几件一起办，号码、答复、测评各归各。"),
    "ungroup": N_("从并案中取出，其余不变。"),
    "assign": N_("单位收到任务，签收、答复的时限从交办之日起算。"),
    "assign_again": N_("开新的一轮，单位重新书面答复，第一轮原样保留。"),
    "evaluate": N_("测评结束之前可以改；承办单位看不到。"),
    "close_evaluation": N_("打开密封的测评，没有测评的代表不计入满意率。"),
    "call_meeting": N_("代表和承办单位会收到会议通知。"),
    "record_meeting": N_("代表认可的可以办结，不认可的走下一步。"),
    "conclude": N_("办结；有承诺的转入跟踪，反映人会收到结果。"),
    "publish": N_("网上能看到您选定的内容。"),
    "archive": N_("归档后只能看。"),
    "accept": N_("签收后开始计划和联系代表。"),
    "ask_return": N_("交办机关裁定之前，答复时限照常计算。"),
    "grant_return": N_("改交新的单位，答复时限仍从交办之日算。"),
    "refuse_return": N_("单位继续办，本轮不能再申请退办。"),
    "plan": N_("写明谁负责、谁办、几时办完。"),
    "log_contact": N_("代表会被请确认是否属实。"),
    "hand_opinion": N_("意见送主办单位并入答复。"),
    "ask_extension": N_("交办机关同意之前，时限不变。"),
    "decide_extension": N_("同意的，新的期限告诉单位和代表。"),
    "draft_reply": N_("存成新的一稿，旧稿保留。"),
    "ask_signature": N_("送本单位负责人。"),
    "sign": N_("签发；按本级办法需要审核的，送审核。"),
    "vet": N_("通过后单位才能寄发。"),
    "send_back": N_("退给拟稿人重拟。"),
    "send": N_("答复送到代表，答复时限到此为止。"),
}

NOT_YET: Mapping[tuple[str, str], str] = {
    ("evaluate", "filed"): N_("答复送出后才能测评。"),
    ("evaluate", "handling"): N_("答复送出后才能测评。"),
    ("withdraw", "answered"): N_("承办单位已经答复，不能再撤回；请在测评里写明您的意见。"),
    ("conclude", "answered"): N_("测评结束后才能办结。"),
    ("archive", "tracking"): N_("还有承诺在跟踪，不能归档。"),
}
"""(verb, state) worth a greyed button with its reason."""

DONE: Mapping[str, str] = {
    "draft": N_("草稿存好了。可以邀请其他代表联名，也可以现在就提交。"),
    "edit": N_("改好了。"),
    "invite": N_("邀请已经发出，对方答复后您会收到通知。"),
    "cosign": N_("您的答复已经告诉领衔代表。"),
    "submit": N_("已经提交，等代表工作机构审查。"),
    "discard": N_("草稿已经作废。"),
    "withdraw": N_("建议已经撤回，有关的人都会收到通知。"),
    "ask_revision": N_("已经退给领衔代表修改。"),
    "refuse_filing": N_("没有立案，理由已经告诉代表。"),
    "file": N_("已经立案编号，送到交办机关。"),
    "group": N_("已经并案，几件一起办。"),
    "ungroup": N_("已经从并案中取出。"),
    "assign": N_("已经交办，单位会收到通知，从交办之日起计时。"),
    "assign_again": N_("已经二次交办，新的一轮开始计时。"),
    "evaluate": N_("您的测评已经封存，测评结束前还可以改。"),
    "close_evaluation": N_("测评已经结束，结果在下面。"),
    "call_meeting": N_("会议通知已经发出。"),
    "record_meeting": N_("会议结果已经登记。"),
    "conclude": N_("已经办结，反映人会收到结果。"),
    "publish": N_("公开方式已经定下。"),
    "archive": N_("已经归档。"),
    "accept": N_("已经签收。接下来定人、定责、定时，并联系代表。"),
    "ask_return": N_("退办申请已经送交办机关，裁定之前答复时限照常计算。"),
    "grant_return": N_("已经同意退办，新的单位会收到任务。"),
    "refuse_return": N_("已经答复单位继续办理。"),
    "plan": N_("办理方案已经记下。"),
    "log_contact": N_("沟通已经登记，请代表确认。"),
    "hand_opinion": N_("协办意见已经送主办单位。"),
    "ask_extension": N_("延期申请已经送交办机关，同意之前时限不变。"),
    "decide_extension": N_("延期申请已经批复，单位和代表会收到通知。"),
    "draft_reply": N_("这一稿已经存好。沟通齐了就可以送负责人签。"),
    "ask_signature": N_("已经送负责人签。"),
    "sign": N_("已经签发。"),
    "vet": N_("审核通过，单位可以寄发了。"),
    "send_back": N_("已经退回重拟。"),
    "send": N_("答复已经寄出，请代表测评。"),
    "confirm_contact": N_("您的话已经记下。"),
    "report_commitment": N_("已经报告，等代表确认。"),
    "keep_commitment": N_("承诺的结果已经记下。"),
}
"""What was done by a form, and what comes next; shown once above the case."""
