"""Attaching files to a case. Called from inside the command of the act they belong to, in its transaction."""

import hashlib
from collections.abc import Sequence
from datetime import datetime
from typing import IO, Any, Protocol

from django.db import transaction
from django.utils import timezone

from huying.base.ledger.models import Case
from huying.base.papers import images, rules, sniff, store
from huying.base.papers.models import Paper
from huying.kernel.actor import Actor
from huying.kernel.errors import Invalid
from huying.kernel.words import N_


class Upload(Protocol):
    """What a browser sent: Django's ``UploadedFile`` and ``ContentFile`` both fit."""

    file: IO[Any] | None
    name: str | None
    size: int

    def read(self, num_bytes: int = -1, /) -> bytes: ...
    def seek(self, offset: int, whence: int = 0, /) -> int: ...


def attach(case: Case, upload: Upload, *, kind: str, audience: str, actor: Actor, now: datetime) -> Paper:
    """Keep one file with a saved case.

    The type is found from the content; pictures are made anew without EXIF or place, at most 2560 px. The file is on
    disk before the row is; when the transaction is rolled back, ``jobs.sweep`` takes the file away within days.

    Args:
        kind: what it is for: "photo", "reply", "evidence" …
        audience: the ledger's word for who may open it.

    Raises:
        Invalid: empty, too large, of a kind the house does not keep, not openable; or the disk is full.
    """
    return keep(case, _content(upload), name=upload.name or "", kind=kind, audience=audience, actor=actor, now=now)


def keep(
    case: Case, content: rules.Content, *, name: str, kind: str, audience: str, actor: Actor, now: datetime
) -> Paper:
    """Keep what a room has read and typed itself, such as an old ledger; ``attach`` is for everything else."""
    name = rules.clean_name(name, content.mime)
    day = timezone.localdate(now)
    paths: list[str] = []
    try:
        paths.append(store.put(content.data, rules.EXTENSIONS[content.mime], day))
        if content.thumb:
            paths.append(store.put(content.thumb, "jpg", day))
        with transaction.atomic():
            return Paper.objects.create(
                subject=case.subject,
                kind=kind,
                audience=audience,
                name=name,
                mime=content.mime,
                size=len(content.data),
                sha256=hashlib.sha256(content.data).hexdigest(),
                path=paths[0],
                thumb=paths[1] if content.thumb else "",
                added_by=actor.person,
                added_at=now,
            )
    except BaseException:
        store.remove(*paths)
        raise


def discard(subject: str, kind: str) -> int:
    """Delete the files of one kind of a case for good, when nobody needs them any more; returns how many."""
    found = list(Paper.objects.filter(subject=subject, kind=kind))
    Paper.objects.filter(pk__in=[paper.pk for paper in found]).delete()
    paths = [path for paper in found for path in (paper.path, paper.thumb)]
    transaction.on_commit(lambda: store.remove(*paths))
    return len(found)


def attach_all(
    case: Case, uploads: Sequence[Upload], *, kind: str, audience: str, actor: Actor, now: datetime
) -> list[Paper]:
    """Keep the files of one act: at most 10, together at most 40 MB. All or none."""
    check(uploads)
    papers: list[Paper] = []
    try:
        with transaction.atomic():
            for upload in uploads:
                papers.append(attach(case, upload, kind=kind, audience=audience, actor=actor, now=now))
    except BaseException:
        store.remove(*(path for paper in papers for path in (paper.path, paper.thumb)))
        raise
    return papers


def check(uploads: Sequence[Upload]) -> None:
    """Refuse too many or too large files before anything is written; forms may call it too."""
    if len(uploads) > rules.MOST_FILES:
        raise Invalid(N_("一次最多发 %(most)s 个文件，您选了 %(n)s 个。"), field="files", most=10, n=len(uploads))
    if sum(upload.size for upload in uploads) > rules.MOST_BYTES_TOGETHER:
        raise Invalid(N_("这些文件加起来超过 %(most)s MB，请分几次发。"), field="files", most=40)


def _content(upload: Upload) -> rules.Content:
    """What will be kept of an upload."""
    if upload.size > rules.MOST_BYTES:
        raise Invalid(N_("文件“%(name)s”超过 10 MB，请改小一些再发。"), field="files", name=(upload.name or "")[:60])
    upload.seek(0)
    data = upload.read(rules.MOST_BYTES + 1)
    if not data:
        raise Invalid(N_("文件是空的，请再选一次。"), field="files")
    mime = sniff.type_of(data)
    if mime.startswith("image/"):
        return images.anew(data, mime)
    return rules.Content(mime, data)
