"""How a topic is told: whose turn it is, what happened, what a button will do."""

from huying.kernel.words import N_

TURNS = {
    "proposed": N_("%(n)s 件民声说的是这件事，等%(place)s人大定：列入民情清单，还是不列入"),
    "proposed:asked": N_("问卷里问出了这件事，等%(place)s人大定：列入民情清单，还是不列入"),
    "listed": N_("%(day)s列入民情清单，等%(place)s人大领导定：列入监督清单，或者列为会议议题"),
    "listed:public": N_("%(day)s列入民情清单，%(n)s 件民声说的是这件事"),
    "listed:public:asked": N_("%(day)s列入民情清单，依据的是问卷的结果"),
    "supervision": N_("在监督清单上，等监督有了结果写明"),
    "agenda": N_("已列为会议议题，等会议有了结果写明"),
    "ended": N_("已有结果"),
    "dropped": N_("没有列入，理由写在下面"),
}

LINES = {
    "topic.proposed": N_("提出，%(n)s 件民声"),
    "topic.proposed:asked": N_("根据问卷提出"),
    "topic.listed:asked": N_("列入民情清单"),
    "topic.edited": N_("修改了名称和说明"),
    "topic.added": N_("又加入 %(n)s 件民声"),
    "topic.removed": N_("移出 %(n)s 件民声"),
    "topic.cited": N_("引用了问卷的结果"),
    "topic.uncited": N_("不再引用一份问卷"),
    "topic.listed": N_("列入民情清单，%(n)s 件民声"),
    "topic.supervised": N_("列入监督清单"),
    "topic.scheduled": N_("列为会议议题"),
    "topic.ended": N_("写明了结果"),
    "topic.dropped": N_("不列入"),
    "topic.published": N_("公开了这个专题"),
    "topic.unpublished": N_("取消公开"),
}

CONSEQUENCES = {
    "edit": N_("名称会出现在民情清单和公开页面上，不要写个人的姓名。"),
    "add": N_("加入后计入件数；已经列入清单的，反映人的查询页会一起看到进展。"),
    "cite": N_("引用的结果给能看这份问卷的人看；问卷公布以后，公开的专题里大家也看得到。"),
    "list": N_("列入后通知领导；列入以后不能再移出民声。"),
    "supervise": N_("列入后由人大监督办理，有了结果再写明。"),
    "schedule": N_("列为议题后由会议审议，有了结果再写明。"),
    "end": N_("写明后这个专题到此为止；公开的专题，大家马上能看到结果。"),
    "drop": N_("理由会留下。同一件事再多出一半的人说，会重新出现在集中反映里。"),
    "publish": N_("公开后任何人都能看到名称、说明、件数和决定，反映人的查询页会写上“您说的事列入了清单”。"),
    "unpublish": N_("公众看不到这个专题了；反映人查询页上已有的那一行不会消失。"),
}
