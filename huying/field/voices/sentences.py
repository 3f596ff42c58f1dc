"""How a voice is told: whose turn it is, what happened, what a button will do. Msgids with places, nothing else."""

from huying.kernel.words import N_

#: state -> whose turn; ``%(station)s`` and ``%(unit)s`` are names, ``%(day)s`` a day.
TURNS: dict[str, str] = {
    "received": N_("等%(station)s登记"),
    "triaged": N_("等%(station)s办理或转办"),
    "returned": N_("单位退回了，等%(station)s另行安排"),
    "referred": N_("等%(unit)s签收"),
    "accepted": N_("等%(unit)s办理并答复"),
    "answered": N_("单位已答复，等%(station)s核实后反馈"),
    "raised": N_("代表已提成建议，等建议办理结果"),
    "joined": N_("和同类的一件一起办，等那一件的结果"),
    "split": N_("拆成几件分头办，等每一件都有结果"),
    "reported": N_("结果已反馈，等群众评价，%(day)s 截止"),
    "closed:withdrawn": N_("本人已撤回，不再办理"),
    "closed:solved": N_("已了结，群众说解决了"),
    "closed:partly": N_("已了结，群众说解决了一部分"),
    "closed:not_solved": N_("已了结，群众说还没有解决"),
    "closed:unknown": N_("已了结，群众说不清楚解决没有"),
    "closed:": N_("已了结，群众没有评价"),
    "void": N_("这一件是误导入的，已经作废"),
    "void:flood": N_("和短时间里发来的许多件一样，看过以后没有收"),
    "held": N_("疑似刷屏，等%(station)s看过再定"),
}

#: the same for the citizen, where it differs.
TURNS_CITIZEN: dict[str, str] = {
    "reported": N_("结果已经告诉您，请在 %(day)s 前说说解决没有"),
    "closed:withdrawn": N_("您已撤回，不再办理"),
    "closed:solved": N_("已了结，您说解决了"),
    "closed:partly": N_("已了结，您说解决了一部分"),
    "closed:not_solved": N_("已了结，您说还没有解决"),
    "closed:unknown": N_("已了结，您说不清楚解决没有"),
    "closed:": N_("已了结"),
    "void:flood": N_("这一件和短时间里发来的许多件一样，联络站看过以后没有收。真有事，请再反映一次，或者到站里来说"),
}

#: ledger verb -> what happened; places as above, ``%(channel)s`` how it came in.
LINES: dict[str, str] = {
    "voice.received": N_("%(station)s收到，%(channel)s"),
    "voice.registered": N_("联络站看过并登记"),
    "voice.answered": N_("联络站答复"),
    "voice.referred": N_("转给%(unit)s办理"),
    "voice.accepted": N_("%(unit)s已签收，正在办"),
    "voice.returned": N_("%(unit)s退回"),
    "voice.unit_answered": N_("%(unit)s答复了联络站"),
    "voice.sent_back": N_("联络站请%(unit)s重新办理"),
    "voice.passed_up": N_("联络站请人大代表看看，适不适合提成建议"),
    "voice.passed_up:deputy": N_("人大代表接过这件事，提成代表建议"),
    "voice.fell_back": N_("回到联络站，另行安排"),
    "voice.guided": N_("联络站指引了合适的渠道"),
    "voice.joined": N_("和同类的一件一起办理"),
    "voice.received:part": N_("从一件民声里拆分出来，单独办理"),
    "voice.split": N_("说的是 %(parts)s 件事，拆开分头办理"),
    "voice.mediated": N_("调处：%(mediated)s"),
    "voice.united": N_("撤销拆分，还按一件办"),
    "voice.folded": N_("随原件作废"),
    "voice.explained": N_("联络站说明了不能办的原因"),
    "voice.reported": N_("联络站反馈办理结果"),
    "voice.confirmed": N_("群众评价：%(verdict)s"),
    "voice.reopened": N_("重新办理"),
    "voice.closed": N_("评价期已过，了结"),
    "voice.withdrawn": N_("反映人撤回"),
    "voice.words_added": N_("反映人补充"),
    "voice.published": N_("决定公开"),
    "voice.unpublished": N_("取消公开"),
    "voice.withheld": N_("决定不予公开"),
    "voice.redacted": N_("涂黑了一张照片里能认出人的地方"),
    "voice.words_added:answer": N_("反映人回答了联络站的问题"),
    "voice.asked": N_("联络站请反映人补充，等到%(until)s"),
    "voice.waited": N_("没有等到补充，接着办"),
    "voice.checked": N_("联络站现场核查：%(found)s"),
    "voice.visit_due": N_("到了回访的日子"),
    "voice.visited": N_("群众说：%(verdict)s"),
    "voice.visited:no_answer": N_("打电话没打通"),
    "voice.visited:given_up": N_("几次没打通，记为未能联系"),
    "voice.contact_left": N_("留下了联系方式"),
    "voice.code_reissued": N_("联络站核对以后补发了查询码，旧的作废"),
    "voice.contact_erased": N_("联系方式已删除"),
    "voice.undone": N_("撤销导入，内容已删除"),
    "voice.held_back": N_("疑似刷屏，先放在一边等人看"),
    "voice.released": N_("看过不是刷屏，放行"),
    "voice.discarded": N_("看过是刷屏，作废，内容已删除"),
    "topic.published": N_("这件事列入了民情清单"),
    "topic.published:supervision": N_("这件事列入了人大监督清单"),
    "topic.published:agenda": N_("这件事列为人大会议的议题"),
    "topic.published:ended": N_("民情清单里的这件事有了结果，已经公布"),
    "topic.supervised": N_("这件事列入了人大监督清单"),
    "topic.scheduled": N_("这件事列为人大会议的议题"),
    "topic.ended": N_("民情清单里的这件事有了结果，已经公布"),
}

#: ledger verb -> the same told to the citizen.
LINES_CITIZEN: dict[str, str] = {
    "voice.received": N_("您说了这件事，%(channel)s"),
    "voice.confirmed": N_("您的评价：%(verdict)s"),
    "voice.reopened:partly": N_("您说只解决了一部分，联络站再过问"),
    "voice.reopened:not_solved": N_("您说还没有解决，联络站再过问"),
    "voice.withdrawn": N_("您撤回了"),
    "voice.words_added": N_("您补充了"),
    "voice.words_added:answer": N_("您回答了联络站的问题"),
    "voice.asked": N_("联络站想请您补充，等到%(until)s"),
    "voice.waited": N_("没有等到您的补充，联络站接着办"),
    "voice.visit_due": N_("联络站想再问问您，事情现在怎么样"),
    "voice.visited": N_("您说：%(verdict)s"),
    "voice.visited:no_answer": N_("联络站给您打电话，没打通"),
    "voice.visited:given_up": N_("联络站几次没有打通您的电话"),
    "topic.published": N_("您说的事和大家说的一起，列入了民情清单"),
    "topic.published:supervision": N_("您说的事列入了人大监督清单"),
    "topic.published:agenda": N_("您说的事列为人大会议的议题"),
    "topic.published:ended": N_("民情清单里，您说的事有了结果，已经公布"),
    "topic.supervised": N_("您说的事列入了人大监督清单"),
    "topic.scheduled": N_("您说的事列为人大会议的议题"),
    "topic.ended": N_("民情清单里，您说的事有了结果，已经公布"),
}

#: when a way out of triage fits, in a few words beside its number.
DOORS: dict[str, str] = {
    "answer": N_("站里就能说清、办好的"),
    "refer": N_("交给村、镇、部门办，代表直通车"),
    "pass_up": N_("要立项、要花钱的，请代表提建议"),
    "guide": N_("信访、诉讼、12345、紧急情况"),
    "join": N_("和别人说的是同一件事"),
    "explain": N_("现在办不了，把原因说清楚"),
}

#: what pressing a button leads to; ``%(length)s`` the playbook's period.
CONSEQUENCES: dict[str, str] = {
    "register": N_("登记后请在 %(length)s内答复或转出。"),
    "answer": N_("您写的答复会原样给群众看，并请群众评价。"),
    "refer": N_("转办后请该单位 %(length)s内答复。"),
    "unit_accept": N_("签收后请在 %(length)s内答复联络站。"),
    "unit_return": N_("退回后由联络站另行安排，理由会留在台账里。"),
    "unit_answer": N_("答复先给联络站核实，由联络站 %(length)s内反馈群众。"),
    "send_back": N_("退回后单位重新办理，%(length)s内再答复。"),
    "pass_up": N_("交给代表提成建议；建议有了结果，会自动反馈群众。"),
    "fall_back": N_("退回联络站重新安排，时限从今天起算。"),
    "guide": N_("把渠道和办法告诉群众，这里的办理到此为止。"),
    "join": N_("和那一件一起办，结果一样反馈给这位群众。"),
    "explain": N_("原因会原样给群众看，并请群众评价。"),
    "split": N_("每一件单独办、单独计时；都有了结果，一次反馈群众。统计仍算一件。"),
    "unite": N_("拆出来的几件作废，还按一件办。"),
    "mediate": N_("调处的经过记进这一件，来访人能看到，公众看不到；还要答复或者说明以后才了结。"),
    "fold": N_("原件撤回或者撤销拆分，这一件不再办。"),
    "report_back": N_("反馈后请群众 %(length)s内评价。"),
    "confirm": N_("说“还没有解决”，或者选了哪里没有解决，联络站会再过问。"),
    "reopen": N_("重新回到联络站，%(length)s内再办理。"),
    "close": N_("群众没有评价就了结，只记“未评价”，不算满意。"),
    "withdraw": N_("撤回后不再办理，记录还在。"),
    "add_words": N_("补充的内容马上能看到。"),
    "publish": N_("公开后任何人都能看到上面的文字、选中的照片和结果；改过的，原话只留给经办人和反映人。"),
    "unpublish": N_("取消后公众看不到这一件。"),
    "redact": N_("另存一张涂黑的，公开时只公开这一张；原照片只有办事的人和反映人看得到。"),
    "withhold": N_("原因会告诉反映人，公众只看到各种原因有多少件；不影响办理。"),
    "ask": N_("问题写在群众的查询页上；等不到可以接着办。公众看不到。"),
    "stop_waiting": N_("不再等，接着办；群众以后仍可以补充。"),
    "check": N_("核查的情况和照片群众能看到，公众看不到。"),
    "ask_again": N_("请群众再说说现在怎么样。"),
    "revisit": N_("说“还没有解决”，联络站会再过问。"),
    "leave_contact": N_("只有联络站看得到，用来告诉您结果；随时可以删除。"),
    "reissue_code": N_("旧的查询码马上作废；新的只显示这一次，请当面打印或抄给本人。"),
    "erase": N_("姓名和电话删除后不能恢复。"),
    "undo": N_("撤销后内容删除，不再计数，台账里留有记录。"),
    "hold_back": N_("先放在一边，看过再定。"),
    "release": N_("放行后排进新来的队列，登记时限从今天起算。"),
    "discard": N_("作废后内容、照片和联系方式删除，不能恢复；台账留有记录，发的人查询时会看到没有收。"),
}

#: which period a consequence speaks of.
CONSEQUENCE_PERIOD = {
    "register": "answer",
    "refer": "refer_answer",
    "unit_accept": "refer_answer",
    "unit_answer": "report_back",
    "send_back": "refer_answer",
    "report_back": "verdict",
    "reopen": "revisit",
}

#: worth showing grey before its time, with the reason: (verb, state) -> why not yet.
NOT_YET: dict[tuple[str, str], str] = {("report_back", "referred"): N_("等单位答复后再反馈群众。")}

#: clock kind -> what is owed.
CLOCKS: dict[str, str] = {
    "register": N_("联络站登记"),
    "answer": N_("联络站答复或转办"),
    "refer_accept": N_("单位签收"),
    "refer_answer": N_("单位答复"),
    "report_back": N_("联络站反馈群众"),
    "revisit": N_("联络站再次办理"),
}
