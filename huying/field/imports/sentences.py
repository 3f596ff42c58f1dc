"""How a batch is told: whose turn it is and how far it is."""

from dataclasses import dataclass

from huying.base.web.words import gettext
from huying.field.imports.models import Batch
from huying.kernel.words import N_

TURNS = {
    "uploaded": N_("请核对每一列是什么，再检查。还什么都没有导入。"),
    "checking": N_("正在逐行检查，一共 %(rows)s 行。可以离开这一页，检查完再来看。"),
    "checked": N_("%(good)s 行可以导入，%(bad)s 行有问题，%(twice)s 行重复。还什么都没有导入，等您决定。"),
    "running": N_("正在导入，进来了 %(made)s 件，还有 %(left)s 件。可以离开这一页，导完会通知您。"),
    "stopped": N_("停下了，进来了 %(made)s 件，还有 %(left)s 件没有导入。可以接着导，也可以撤销。"),
    "done": N_("导入完了：进来 %(made)s 件，没有进来 %(wrong)s 行。"),
    "undoing": N_("正在撤销，撤了 %(undone)s 件，还有 %(remain)s 件。"),
    "undone": N_("这一批撤销了：撤了 %(undone)s 件，有人办理过的 %(kept)s 件留着。"),
    "dropped": N_("这一批放弃了，什么都没有导入。"),
}


@dataclass(frozen=True, slots=True)
class Progress:
    """How far it is, out of how much."""

    done: int
    of: int


def turn(batch: Batch) -> str:
    """The one sentence that opens the page."""
    return gettext(TURNS[batch.state]) % {
        "rows": batch.rows,
        "good": batch.good,
        "bad": batch.refused,
        "twice": batch.twice,
        "wrong": batch.refused + batch.twice,
        "made": batch.made,
        "left": max(batch.good - batch.made, 0),
        "undone": batch.undone,
        "kept": batch.kept,
        "remain": max(batch.made - batch.undone - batch.kept, 0),
    }


def progress(batch: Batch) -> Progress | None:
    """For what can be counted while it goes on."""
    if batch.state == "running":
        return Progress(batch.made, max(batch.good, batch.made))
    return Progress(batch.undone + batch.kept, batch.made) if batch.state == "undoing" else None
