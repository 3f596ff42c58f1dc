"""What a notice says: verb → sentence. Ids become names of organs when it is shown; never a person, never a score.

A place ``%(unit)s`` is the organ with the id under ``unit`` in the notice's data; ``%(kind)s`` the clock kind's word;
other places are filled with plain values (a public number, a date, a count of days).
"""

from huying.kernel.words import N_

#: Data keys that hold the id of an organ.
ORGANS = frozenset({"unit", "organ", "lead"})
#: Data keys that hold a day as ISO text.
DAYS = frozenset({"due", "on"})

OTHERWISE = N_("有一件与您有关的事有了新进展，请打开看看。")

SENTENCES: dict[str, str] = {
    # 代表建议
    "suggestion.invited": N_("有一件建议请您联名，请在 %(due)s 前看一看，同意或者不同意都请回一声。"),
    "suggestion.cosigned": N_("有代表同意与您联名。"),
    "suggestion.cosign_declined": N_("有代表没有同意联名，您可以改请别人，或者现在就提交。"),
    "suggestion.submitted": N_("收到一件新提交的建议，请审查。"),
    "suggestion.revision_asked": N_("您的建议请您再改一改，审查意见在里面。改好后直接提交。"),
    "suggestion.not_filed": N_("您的建议没有立案，理由写在里面。"),
    "suggestion.filed": N_("您的建议已立案，编为第 %(number)s 号。接下来由交办机关交给承办单位。"),
    "suggestion.to_assign": N_("第 %(number)s 号建议已立案，请交办。"),
    "suggestion.assigned": N_("您的第 %(number)s 号建议已交办，由%(unit)s主办。"),
    "suggestion.reassigned": N_("您的第 %(number)s 号建议改由%(unit)s主办。"),
    "suggestion.answered": N_("您的第 %(number)s 号建议已答复，请看答复并作测评。承办单位看不到您的打分。"),
    "suggestion.opinion_given": N_("第 %(number)s 号建议的协办意见到了，请并入答复。"),
    "suggestion.contact_logged": N_("%(unit)s记下了一次与您的联系，请看看是否属实。"),
    "suggestion.evaluated": N_("第 %(number)s 号建议的测评已经完成，请看下一步。"),
    "suggestion.unsatisfied": N_("第 %(number)s 号建议的测评要求面对面听意见，请安排知情议政。"),
    "suggestion.meeting_called": N_("第 %(number)s 号建议将于 %(on)s 面对面听意见，请您参加。"),
    "suggestion.assigned_again": N_("第 %(number)s 号建议已二次交办，%(unit)s将重新书面答复。"),
    "suggestion.extended": N_("第 %(number)s 号建议的答复时限延到了 %(due)s。"),
    "suggestion.concluded": N_("第 %(number)s 号建议已办结。"),
    "suggestion.commitment_kept": N_("第 %(number)s 号建议里答应您的事，承办单位说已经办到，请您看看。"),
    "suggestion.commitment_due": N_("第 %(number)s 号建议里有一项承诺到期，请核实办到没有。"),
    "suggestion.published": N_("第 %(number)s 号建议和办理结果已在网上公开。"),
    "suggestion.withdrawn": N_("有一件您参与的建议已由提出人撤回，手上的事可以停下。"),
    "suggestion.edited": N_("您联名的建议改了内容，请再看看是否还同意。"),
    "suggestion.to_assign_again": N_("第 %(number)s 号建议测评没有通过，请二次交办。"),
    "suggestion.commitment_judged": N_("第 %(number)s 号建议里的承诺，代表已经核实，请看结果。"),
    # 承办任务
    "task.offered": N_("交来第 %(number)s 号建议，请在 %(due)s 前签收；不该由本单位办的，请同时提出退办。"),
    "task.return_asked": N_("%(unit)s对第 %(number)s 号建议提出退办，请裁定。"),
    "task.return_granted": N_("第 %(number)s 号建议的退办已同意，本单位不用再办。"),
    "task.return_refused": N_("第 %(number)s 号建议的退办没有同意，请继续办理，时限不变。"),
    "task.signature_asked": N_("第 %(number)s 号建议的答复等您签发。"),
    "task.sent_back": N_("第 %(number)s 号建议的答复退回来了，意见写在里面，请改好再送。"),
    "task.vetting_asked": N_("第 %(number)s 号建议的答复已签发，请审核。"),
    "task.vetted": N_("第 %(number)s 号建议的答复审核通过，请送出。"),
    "task.extension_asked": N_("%(unit)s请求延长第 %(number)s 号建议的答复时限，请决定。"),
    "task.extension_granted": N_("第 %(number)s 号建议的答复时限已延到 %(due)s。"),
    "task.extension_refused": N_("第 %(number)s 号建议没有同意延期，时限不变。"),
    "task.cancelled": N_("第 %(number)s 号建议不用再办了。"),
    "task.deemed_accepted": N_("第 %(number)s 号建议过了签收期限，视为已签收，请办理。"),
    "task.contact_denied": N_("代表说第 %(number)s 号建议的一次联系没有发生，请核对。"),
    "task.opinion_given": N_("%(unit)s交来了第 %(number)s 号建议的协办意见。"),
    # 群众声音
    "voice.received": N_("站里收到一条新的群众声音，请登记处理。"),
    "voice.said_to": N_("有群众扫您的二维码说了一件事，站里会登记处理，请您也看看。"),
    "voice.referred": N_("转来一条群众声音，请签收，并按期限答复。"),
    "voice.returned": N_("%(unit)s退回了一条群众声音，请另作处理。"),
    "voice.unit_answered": N_("%(unit)s答复了转去的群众声音，请看过后反馈给群众。"),
    "voice.sent_back": N_("一条群众声音的答复退回来了，请看意见再办。"),
    "voice.passed_up": N_("有一条群众声音请您看看，适不适合提成建议。"),
    "voice.fallen_back": N_("一条群众声音没有提成建议，请另作处理。"),
    "voice.added": N_("群众给一条声音补充了内容，请看看。"),
    "voice.confirmed": N_("群众对办理结果作了评价，请看看。"),
    "voice.reopened": N_("群众说事情还没有解决，这条声音重新打开了，请再处理。"),
    "voice.withdrawn": N_("群众撤回了一条声音，可以不用再办。"),
    "voice.unanswered": N_("群众没有回答联络站问的事，等的日子过了，请接着办。"),
    "voice.visit_due": N_("有一条办结的群众声音到了回访的日子，请打个电话问问。"),
    "voice.verdict_soon": N_("有一条群众声音还没等到群众评价，%(due)s 到期，可以打个电话回访。"),
    "voice.story_ended": N_("由这条群众声音提成的建议有了结果，请反馈给群众。"),
    # 关注
    "voice.followed": N_("您关注的一件民声有了新进展，请看看。"),
    "voice.new_here": N_("您关注的地方或者类别有一件新的民声，请看看。"),
    "suggestion.followed": N_("您关注的一件建议有了新进展，请看看。"),
    # 民情专题
    "topic.listed": N_("有一件群众集中反映的事列入了民情清单，请看看要不要列入监督清单或者会议议题。"),
    # 问卷
    "survey.opened": N_("有一份问卷请您答，%(due)s 截止。"),
    "survey.reminded": N_("有一份问卷等您答，%(due)s 截止，几分钟就好。"),
    # 导入
    "import.finished": N_("旧台账导入完了：进来 %(made)s 件，没有进来 %(refused)s 行，请看看是什么原因。"),
    "import.undone": N_("一批旧台账撤销完了：撤销 %(undone)s 件，有人办理过的 %(kept)s 件留着。"),
    # 时限
    "clock.soon": N_("%(kind)s快到期了：%(due)s 前要办好。"),
    "clock.today": N_("%(kind)s今天到期，请今天办好。"),
    "clock.late": N_("%(kind)s已经超期，原定 %(due)s，请马上办。"),
    "clock.digest": N_("您名下有时限要留意：%(counts)s。"),
}

#: What short messages to citizens say: no matter, no name, no code; ``%(on)s`` is the day they spoke.
TEXTS: dict[str, str] = {
    "site.brief": N_("今天的时限：%(counts)s。请登录呼应，看看是哪些。"),
    "voice.received": N_("%(station)s收到了您反映的事，查询码后四位 %(tail)s。有了结果会告诉您。"),
    "voice.reported": N_("您 %(on)s在%(station)s反映的事有了答复，请用查询码看一看，并说说解决没有。"),
    "voice.reopened": N_("您 %(on)s在%(station)s反映的事重新办理了，有了结果再告诉您。"),
    "voice.asked": N_("您 %(on)s在%(station)s反映的事，联络站想请您补充几句，请用查询码看一看。"),
    "voice.visit_due": N_("您 %(on)s在%(station)s反映的事办结有些日子了，现在怎么样？请用查询码说一声。"),
    "voice.closed": N_("您 %(on)s在%(station)s反映的事已经了结。还没有解决的，请联系联络站。"),
}

#: The ways out of the house.
CHANNELS: dict[str, str] = {
    "email": N_("邮件"),
    "digest": N_("每日汇总邮件"),
    "sms": N_("短信"),
    "wecom": N_("企业微信群"),
    "dingtalk": N_("钉钉群"),
}

#: What a digest counts, the worst first; what there is none of is left out.
COUNTS: dict[str, str] = {
    "late": N_("超期 %(n)s 件"),
    "today": N_("今天到期 %(n)s 件"),
    "soon": N_("快到期 %(n)s 件"),
}

#: What is said instead when the data lacks a value the sentence needs.
SHORTER: dict[str, str] = {
    "task.offered": N_("交来第 %(number)s 号建议，请签收；不该由本单位办的，请同时提出退办。"),
    "suggestion.invited": N_("有一件建议请您联名，请看一看，同意或者不同意都请回一声。"),
}

#: Clock kinds (keys of the playbook's periods) as people call them.
KINDS: dict[str, str] = {
    "register": N_("登记"),
    "answer": N_("当场答复"),
    "refer_accept": N_("签收转办"),
    "refer_answer": N_("答复转办"),
    "report_back": N_("向群众反馈"),
    "verdict": N_("群众评价"),
    "revisit": N_("回访"),
    "cosign": N_("联名"),
    "examine": N_("审查"),
    "revise": N_("修改建议"),
    "assign": N_("交办"),
    "fast_assign": N_("快速交办"),
    "sign": N_("签收"),
    "return": N_("提出退办"),
    "return_decision": N_("裁定退办"),
    "contact": N_("联系代表"),
    "co_opinion": N_("交协办意见"),
    "reply": N_("答复代表"),
    "fast_reply": N_("答复代表"),
    "complex_reply": N_("答复代表"),
    "extension": N_("决定延期"),
    "evaluate": N_("测评"),
    "meeting": N_("面对面听意见"),
    "second_assign": N_("二次交办"),
    "second_reply": N_("重新答复"),
    "publish": N_("公开"),
    "commitment": N_("兑现承诺"),
    "commitment_check": N_("核实承诺"),
}
OTHER_KIND = N_("一件事")
