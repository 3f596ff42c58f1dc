"""How an old ledger comes in: its columns named, every row checked, brought in, and all of it undone if need be."""

from huying.kernel.machine import Machine
from huying.kernel.words import N_

STATES = {
    "uploaded": N_("待核对列名"),
    "checking": N_("正在检查"),
    "checked": N_("检查完，待导入"),
    "running": N_("正在导入"),
    "stopped": N_("已停下"),
    "done": N_("已导入"),
    "undoing": N_("正在撤销"),
    "undone": N_("已撤销"),
    "dropped": N_("已放弃"),
}

ACTS = {
    "turn": N_("换一张工作表"),
    "plan": N_("检查"),
    "find": N_("检查完"),
    "start": N_("导入"),
    "stop": N_("停下"),
    "finish": N_("导入完"),
    "undo": N_("撤销这一批"),
    "finish_undo": N_("撤销完"),
    "drop": N_("放弃"),
    "clear": N_("删除原文件"),
}

WORKING = ("checking", "running", "undoing")
"""What goes on by itself, in the worker."""

TABLE = {
    **{(state, "turn"): "uploaded" for state in ("uploaded", "checked")},
    **{(state, "plan"): "checking" for state in ("uploaded", "checked")},
    ("checking", "find"): "checked",
    **{(state, "start"): "running" for state in ("checked", "stopped")},
    ("running", "stop"): "stopped",
    ("running", "finish"): "done",
    **{(state, "undo"): "undoing" for state in ("stopped", "done")},
    ("undoing", "finish_undo"): "undone",
    **{(state, "drop"): "dropped" for state in ("uploaded", "checking", "checked")},
    **{(state, "clear"): state for state in ("stopped", "done", "undone", "dropped")},
}

MACHINE = Machine(
    name="import",
    start="uploaded",
    states=STATES,
    verbs=ACTS,
    table=TABLE,
    ends=frozenset({"done", "undone", "dropped"}),
)

LINES = {
    "turn": "import.turned",
    "plan": "import.planned",
    "find": "import.checked",
    "start": "import.started",
    "stop": "import.stopped",
    "finish": "import.finished",
    "undo": "import.undoing",
    "finish_undo": "import.undone",
    "drop": "import.dropped",
    "clear": "import.file_deleted",
}

VERBS = {"import.uploaded": N_("上传"), **{line: ACTS[verb] for verb, line in LINES.items()}}

BY_ITSELF = frozenset({"find", "finish", "finish_undo", "clear"})
"""Acts of the house, not of people."""

KEPT_DAYS = 30
"""So long the file and what was wrong in it are kept; what came in stays."""
