"""What can become of a voice (民声). Late, solved, published are facts on it, never states.

登记整理 · 分类交办 · 跟踪督办 · 答复反馈: every voice is answered at once, handed to a unit, raised as a suggestion,
shown another door, joined to one like it, or told why not; each ends with a report and the citizen's own verdict.
"""

from huying.kernel.machine import Machine
from huying.kernel.words import N_

STATES = {
    "received": N_("已收到"),
    "triaged": N_("已登记"),
    "referred": N_("已转办"),
    "answered": N_("已答复"),
    "raised": N_("已转为建议"),
    "joined": N_("已并入"),
    "split": N_("已拆分"),
    "reported": N_("已反馈"),
    "closed": N_("已了结"),
    "void": N_("已作废"),
    "held": N_("暂存待核"),
}

ACTS = {
    "register": N_("登记"),
    "answer": N_("当场答复"),
    "refer": N_("转办"),
    "unit_accept": N_("签收"),
    "unit_return": N_("退回"),
    "unit_answer": N_("答复联络站"),
    "send_back": N_("退回重办"),
    "pass_up": N_("转为代表建议"),
    "fall_back": N_("退回联络站"),
    "guide": N_("指引渠道"),
    "join": N_("并入同类"),
    "explain": N_("说明不能办的原因"),
    "split": N_("拆分"),
    "unite": N_("撤销拆分"),
    "mediate": N_("记录调处"),
    "fold": N_("随原件作废"),
    "report_back": N_("反馈群众"),
    "confirm": N_("评价"),
    "reopen": N_("重新办理"),
    "close": N_("了结"),
    "withdraw": N_("撤回"),
    "add_words": N_("补充"),
    "publish": N_("公开"),
    "unpublish": N_("取消公开"),
    "withhold": N_("不予公开"),
    "redact": N_("涂黑照片"),
    "ask": N_("请群众补充"),
    "stop_waiting": N_("不再等补充"),
    "check": N_("现场核查"),
    "ask_again": N_("到期回访"),
    "revisit": N_("回访"),
    "leave_contact": N_("留下电话"),
    "reissue_code": N_("补发查询码"),
    "erase": N_("删除联系方式"),
    "anonymise": N_("匿名处理"),
    "undo": N_("撤销导入"),
    "hold_back": N_("暂存"),
    "release": N_("放行"),
    "discard": N_("作废"),
}

AT_STATION = ("received", "triaged")
ASKED = ("triaged", "referred", "answered", "split")
"""States in which the station may wait for the citizen's answer; a new voice is registered by asking."""
ENDS = frozenset({"closed", "void"})
UNCOUNTED = ("held", "void")
"""In no queue and in no figure."""
IN_VIEW = tuple(state for state in STATES if state not in UNCOUNTED)

TABLE = {
    ("received", "register"): "triaged",
    **{(state, "answer"): "reported" for state in AT_STATION},
    **{(state, "refer"): "referred" for state in AT_STATION},
    **{(state, "pass_up"): "raised" for state in (*AT_STATION, "answered")},
    ("raised", "pass_up"): "raised",  # a deputy to whom the station recommended it makes the suggestion
    **{(state, "guide"): "reported" for state in AT_STATION},
    **{(state, "join"): "joined" for state in AT_STATION},
    **{(state, "explain"): "reported" for state in AT_STATION},
    ("referred", "unit_accept"): "referred",
    ("referred", "unit_return"): "triaged",
    ("referred", "unit_answer"): "answered",
    ("answered", "send_back"): "referred",
    ("answered", "check"): "answered",
    ("received", "ask"): "triaged",
    **{(state, verb): state for state in ASKED for verb in ("ask", "stop_waiting")},
    **{(state, "split"): "split" for state in AT_STATION},
    ("split", "unite"): "triaged",
    **{(state, "mediate"): state for state in ("triaged", "referred", "answered")},
    **{(state, "fold"): "void" for state in ("triaged", "referred", "answered", "joined")},
    **{(state, "fall_back"): "triaged" for state in ("raised", "joined")},
    **{(state, "report_back"): "reported" for state in ("answered", "raised", "joined", "split")},
    ("reported", "confirm"): "closed",
    **{(state, "reopen"): "triaged" for state in ("reported", "closed")},
    ("reported", "close"): "closed",
    **{("closed", verb): "closed" for verb in ("ask_again", "revisit")},
    **{(state, "withdraw"): "closed" for state in (*AT_STATION, "referred", "joined", "split", "held")},
    **{(state, verb): state for state in STATES if state not in ENDS for verb in ("add_words", "leave_contact")},
    **{
        (state, verb): state
        for state in IN_VIEW
        for verb in ("reissue_code", "publish", "unpublish", "withhold", "redact")
    },
    ("closed", "anonymise"): "closed",  # the days of keeping are over
    **{(state, "erase"): state for state in STATES if state != "void"},
    ("received", "hold_back"): "held",  # it looks like a flood: a person looks first
    ("held", "release"): "received",
    ("held", "discard"): "void",
    **{(state, "undo"): "void" for state in ("received", "reported", "closed")},  # its import was a mistake
}

MACHINE = Machine(name="voice", start="received", states=STATES, verbs=ACTS, table=TABLE, ends=ENDS)

LINES = {
    "register": "voice.registered",
    "answer": "voice.answered",
    "refer": "voice.referred",
    "unit_accept": "voice.accepted",
    "unit_return": "voice.returned",
    "unit_answer": "voice.unit_answered",
    "send_back": "voice.sent_back",
    "pass_up": "voice.passed_up",
    "fall_back": "voice.fell_back",
    "guide": "voice.guided",
    "join": "voice.joined",
    "explain": "voice.explained",
    "split": "voice.split",
    "unite": "voice.united",
    "mediate": "voice.mediated",
    "fold": "voice.folded",
    "report_back": "voice.reported",
    "confirm": "voice.confirmed",
    "reopen": "voice.reopened",
    "close": "voice.closed",
    "withdraw": "voice.withdrawn",
    "add_words": "voice.words_added",
    "publish": "voice.published",
    "unpublish": "voice.unpublished",
    "withhold": "voice.withheld",
    "redact": "voice.redacted",
    "ask": "voice.asked",
    "stop_waiting": "voice.waited",
    "check": "voice.checked",
    "ask_again": "voice.visit_due",
    "revisit": "voice.visited",
    "leave_contact": "voice.contact_left",
    "reissue_code": "voice.code_reissued",
    "erase": "voice.contact_erased",
    "anonymise": "voice.anonymised",
    "undo": "voice.undone",
    "hold_back": "voice.held_back",
    "release": "voice.released",
    "discard": "voice.discarded",
}

VERBS = {"voice.received": N_("收到"), **{line: ACTS[verb] for verb, line in LINES.items()}}

CHANNELS = {
    "qr": N_("扫码"),
    "web": N_("网上"),
    "deputy": N_("代表随手拍"),
    "reception": N_("接待登记"),
    "phone": N_("电话"),
    "api": N_("接口"),
    "import": N_("旧台账导入"),
}

EXITS = {
    "": N_("还在办"),
    "answered": N_("联络站答复"),
    "unit": N_("单位办理"),
    "suggestion": N_("代表建议"),
    "guided": N_("指引渠道"),
    "joined": N_("并入同类"),
    "explained": N_("说明原因"),
    "withdrawn": N_("本人撤回"),
    "undone": N_("导入已撤销"),
    "flood": N_("刷屏作废"),
}

VERDICTS = {
    "solved": N_("解决了"),
    "partly": N_("解决了一部分"),
    "not_solved": N_("还没有解决"),
    "unknown": N_("不清楚"),
}


FOUND = {
    "solved": N_("已经办好"),
    "partly": N_("办好了一部分"),
    "not_solved": N_("还没有办好"),
}
"""What a check on site (核查) found."""

MATTERS = {
    "suggestion": N_("意见建议"),
    "complaint": N_("投诉求助"),
    "dispute": N_("矛盾调处"),
}
"""What a visitor came for (接待)."""

MEDIATED = {
    "agreed": N_("达成一致"),
    "not_agreed": N_("没有达成一致"),
    "handed_on": N_("移交人民调解委员会"),
}
"""What came of bringing two sides together (矛盾调处)."""

VISITED = frozenset(("answered", "unit", "suggestion", "joined"))
"""Ways out after whose end the citizen is visited again: something was done, not only explained."""

VISITS = {**VERDICTS, "no_answer": N_("没打通"), "given_up": N_("未能联系，不再打")}
"""What comes of a return visit."""

CHECKED = {
    "called": N_("打登记的电话，本人说出了反映的事"),
    "paper": N_("看了身份证件，和登记的姓名一致"),
    "known": N_("本人到站，工作人员认识"),
}
"""How the station made sure who asks for a lost code."""


SUSPECTS = {
    "sender": N_("同一个来源一小时里发来很多"),
    "alike": N_("同一个站一小时里来了很多几乎一样的话"),
}
"""Why a voice was put aside as one of a flood."""


def stand(state: str, *, returned: bool) -> str:
    """Where a voice stands in the queue: its state, or "returned" when a unit handed it back."""
    return "returned" if state == "triaged" and returned else state
