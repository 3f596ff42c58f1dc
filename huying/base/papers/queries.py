"""Finding files. Ask the case's own room first whether the case may be seen, then here with what it may see of it."""

import uuid
from collections.abc import Collection, Iterable
from pathlib import Path

from huying.base.papers import store
from huying.base.papers.models import Paper
from huying.kernel.errors import Missing
from huying.kernel.words import N_


def of(subject: str, audiences: Collection[str]) -> list[Paper]:
    """The files of a case that these audiences may open, in the order they came."""
    return list(Paper.objects.filter(subject=subject, audience__in=[str(word) for word in audiences]))


def of_many(subjects: Iterable[str], audiences: Collection[str]) -> dict[str, list[Paper]]:
    """The same for the cases of a list, in one statement."""
    found: dict[str, list[Paper]] = {}
    for paper in Paper.objects.filter(subject__in=list(subjects), audience__in=[str(word) for word in audiences]):
        found.setdefault(paper.subject, []).append(paper)
    return found


def open_for(subject: str, uid: uuid.UUID | str, audiences: Collection[str]) -> Paper:
    """One file of this case, for these audiences.

    Raises:
        Missing: there is none, it belongs to another case, or it is not for them; the three are never told apart.
    """
    try:
        sought = uid if isinstance(uid, uuid.UUID) else uuid.UUID(uid)
        return Paper.objects.get(subject=subject, uid=sought, audience__in=[str(word) for word in audiences])
    except (Paper.DoesNotExist, ValueError) as fault:
        raise Missing(N_("没有这个文件，或者它已经不再公开。")) from fault


def bytes_of(paper: Paper) -> bytes:
    """What is in the file, for letters and exports."""
    return place_of(paper).read_bytes()


def place_of(paper: Paper) -> Path:
    """Where the file lies, for reading it piece by piece."""
    return store.root() / paper.path


def lost(limit: int = 500) -> list[Paper]:
    """Of the newest ``limit`` files, those whose row is there and whose file is not. For the operator."""
    newest = Paper.objects.order_by("-id").only("name", "subject", "path")[:limit]
    return [paper for paper in newest if not (store.root() / paper.path).is_file()]
