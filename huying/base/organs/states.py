"""What can be written into the register (登记册) of a congress: verb -> label. It has no process of its own."""

from huying.kernel.words import N_

OPEN = "open"

VERBS: dict[str, str] = {
    "register.opened": N_("启用登记册"),
    "region.added": N_("登记地区"),
    "region.renamed": N_("更正地区名称"),
    "region.outlined": N_("更新边界"),
    "organ.added": N_("设立机构"),
    "organ.edited": N_("更正机构资料"),
    "organ.merged": N_("机构并入"),
    "term.added": N_("设立届次"),
    "session.opened": N_("召开会议"),
    "playbook.adopted": N_("启用办法"),
    "rest_day.declared": N_("调整工作日"),
    "clocks.corrected": N_("工作日历变了，正在计时的期限重新推算"),
    "person.added": N_("登记人员"),
    "account.opened": N_("开立账号"),
    "account.closed": N_("停用账号"),
    "account.reopened": N_("恢复账号"),
    "password.reset": N_("重置密码"),
    "password.changed": N_("修改密码"),
    "sessions.ended": N_("退出全部登录"),
    "second_factor.set": N_("启用二次验证"),
    "second_factor.removed": N_("停用二次验证"),
    "post.given": N_("任命职务"),
    "post.ended": N_("免去职务"),
    "mandate.given": N_("确认代表资格"),
    "mandate.suspended": N_("暂停执行代表职务"),
    "mandate.resumed": N_("恢复执行代表职务"),
    "mandate.ended": N_("代表资格终止"),
    "delegation.given": N_("授权代理"),
    "delegation.revoked": N_("撤销代理"),
    "token.issued": N_("签发接口令牌"),
    "token.revoked": N_("作废接口令牌"),
    "outbox.retried": N_("把没发出去的通知再发一次"),
    "outbox.dropped": N_("不再发没发出去的通知"),
}
