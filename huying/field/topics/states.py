"""What can become of a topic (民情专题). How many speak of it, and since when, are facts; published is a decision."""

from huying.kernel.machine import Machine
from huying.kernel.words import N_

STATES = {
    "proposed": N_("待列入"),
    "listed": N_("民情清单"),
    "supervision": N_("监督清单"),
    "agenda": N_("会议议题"),
    "ended": N_("已有结果"),
    "dropped": N_("不列入"),
}

ACTS = {
    "edit": N_("修改名称和说明"),
    "add": N_("加入民声"),
    "remove": N_("移出民声"),
    "cite": N_("引用问卷"),
    "uncite": N_("不再引用"),
    "list": N_("列入民情清单"),
    "supervise": N_("列入监督清单"),
    "schedule": N_("列为会议议题"),
    "end": N_("写明结果"),
    "drop": N_("不列入"),
    "publish": N_("公开"),
    "unpublish": N_("取消公开"),
}

ON_LIST = ("listed", "supervision", "agenda")
OPEN = ("proposed", *ON_LIST)
PUBLIC = (*ON_LIST, "ended")
"""States in which a topic may be shown to everybody."""

TABLE = {
    **{(state, "edit"): state for state in OPEN},
    **{(state, "add"): state for state in OPEN},
    ("proposed", "remove"): "proposed",
    **{(state, "cite"): state for state in OPEN},
    ("proposed", "uncite"): "proposed",
    ("proposed", "list"): "listed",
    ("listed", "supervise"): "supervision",
    ("agenda", "supervise"): "supervision",
    ("listed", "schedule"): "agenda",
    ("supervision", "schedule"): "agenda",
    **{(state, "end"): "ended" for state in ON_LIST},
    ("proposed", "drop"): "dropped",
    ("listed", "drop"): "dropped",
    **{(state, verb): state for state in PUBLIC for verb in ("publish", "unpublish")},
}

MACHINE = Machine(
    name="topic", start="proposed", states=STATES, verbs=ACTS, table=TABLE, ends=frozenset({"ended", "dropped"})
)

LINES = {
    "edit": "topic.edited",
    "add": "topic.added",
    "remove": "topic.removed",
    "cite": "topic.cited",
    "uncite": "topic.uncited",
    "list": "topic.listed",
    "supervise": "topic.supervised",
    "schedule": "topic.scheduled",
    "end": "topic.ended",
    "drop": "topic.dropped",
    "publish": "topic.published",
    "unpublish": "topic.unpublished",
}

VERBS = {"topic.proposed": N_("提出"), **{line: ACTS[verb] for verb, line in LINES.items()}}

BODIES = {
    "chairpersons": N_("主任会议"),
    "committee": N_("常委会会议"),
    "presidium": N_("主席团会议"),
    "congress": N_("人民代表大会会议"),
    "street": N_("街道议政会"),
}
"""Which meeting decided."""
