"""What can become of a station (联络站). Merging keeps the row: 138 became 66 with nothing of their history lost."""

from huying.kernel.machine import Machine
from huying.kernel.words import N_

MACHINE = Machine(
    name="station",
    start="open",
    states={"open": N_("开放"), "merged": N_("已并入"), "closed": N_("停用")},
    verbs={
        "edit": N_("修改"),
        "appoint": N_("安排人员"),
        "merge": N_("并入另一站"),
        "close": N_("停用"),
        "reopen": N_("重新开放"),
    },
    table={
        ("open", "edit"): "open",
        ("open", "appoint"): "open",
        ("open", "merge"): "merged",
        ("open", "close"): "closed",
        ("closed", "reopen"): "open",
    },
    ends=frozenset({"merged", "closed"}),
)

VERBS = {
    "station.opened": N_("设立"),
    "station.edited": N_("修改资料"),
    "station.appointed": N_("安排人员"),
    "station.merged": N_("并入另一站"),
    "station.took_over": N_("接收并入的站"),
    "station.closed": N_("停用"),
    "station.reopened": N_("重新开放"),
}
