"""Attaching files to a case. Called from inside the command of the act they belong to, in its transaction."""

import hashlib
import uuid
from collections.abc import Collection, Sequence
from datetime import datetime
from typing import IO, Any, NamedTuple, Protocol

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from huying.base.ledger.models import Case
from huying.base.papers import images, rules, sniff, sounds, store
from huying.base.papers.models import Paper
from huying.base.papers.rules import Box
from huying.kernel.actor import Actor
from huying.kernel.errors import Invalid
from huying.kernel.words import N_

__all__ = [
    "REDACTED",
    "Box",
    "Upload",
    "attach",
    "attach_all",
    "attach_sound",
    "check",
    "discard",
    "discard_all",
    "keep",
    "redact",
    "show",
]


class Upload(Protocol):
    """What a browser sent: Django's ``UploadedFile`` and ``ContentFile`` both fit."""

    file: IO[Any] | None
    name: str | None
    size: int

    def read(self, num_bytes: int = -1, /) -> bytes: ...
    def seek(self, offset: int, whence: int = 0, /) -> int: ...


class Owner(NamedTuple):
    """Whose file it is, where only the name of the case is known."""

    subject: str


REDACTED = "redacted"
"""The kind of a picture's blackened copy."""


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


def attach_sound(case: Case, upload: Upload, *, audience: str, actor: Actor, now: datetime) -> Paper:
    """Keep a voice note (录音) as it is: at most three minutes and 4 MB.

    Raises:
        Invalid: at "sound": too large, too long, no recording; the disk is full.
    """
    try:
        if upload.size > sounds.MOST_BYTES:
            raise Invalid(N_("录音超过 4 MB，请录短一点，或者写下来。"))
        content = _content(upload)
        if content.mime not in rules.SOUNDS:
            raise Invalid(N_("这不是录音。请发手机录的音（m4a、mp3、amr、wav、webm、ogg）。"))
        if (sounds.seconds(content.data, content.mime) or 0) > sounds.MOST_SECONDS + sounds.GRACE:
            raise Invalid(N_("录音超过 3 分钟，请录短一点，或者分几次发。"))
        name = upload.name or ""
        return keep(case, content, name=name, kind="sound", audience=audience, actor=actor, now=now)
    except Invalid as refusal:
        raise Invalid(refusal.text, field="sound", **refusal.params) from refusal


def keep(
    case: Case | Owner, content: rules.Content, *, name: str, kind: str, audience: str, actor: Actor, now: datetime
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


def redact(paper: Paper, boxes: Sequence[rules.Box], *, actor: Actor, now: datetime) -> Paper | None:
    """Keep a copy of a picture with black boxes (涂黑), in place of an earlier one; none when there are no boxes.

    The picture itself stays as it is. The copy is read by whom the picture is read until ``show`` says otherwise.

    Raises:
        Invalid: no picture, itself a copy, or a box that does not fit.
    """
    if paper.mime not in rules.IMAGES or paper.origin_id:
        raise Invalid(N_("只能涂黑原来的照片。"), field="boxes")
    _delete(Paper.objects.filter(origin=paper))
    if not rules.checked(boxes):
        return None
    content = images.blackened((store.root() / paper.path).read_bytes(), paper.mime, boxes)
    case = Owner(paper.subject)
    copy = keep(case, content, name=paper.name, kind=REDACTED, audience=paper.audience, actor=actor, now=now)
    copy.origin = paper
    copy.save(update_fields=["origin"])
    return copy


def show(subject: str, uids: Collection[uuid.UUID], *, kind: str, audience: str, otherwise: str) -> int:
    """Let ``audience`` open these pictures of one kind, each as its blackened copy where there is one, and only these.

    Args:
        otherwise: the audience of all others of the kind, and of those whose copy is shown.

    Returns:
        How many are shown.

    Raises:
        Invalid: one that is not of this case and kind.
    """
    rows = Paper.objects.filter(subject=subject)
    chosen = list(rows.filter(kind=kind, uid__in=list(uids)).prefetch_related("copies"))
    if len(chosen) != len(set(uids)):
        raise Invalid(N_("选的照片里有一张已经不在了，请重新选。"), field="photos")
    shown = [copies[0].pk if (copies := list(paper.copies.all())) else paper.pk for paper in chosen]
    rows.filter(kind__in=(kind, REDACTED)).exclude(pk__in=shown).update(audience=otherwise)
    return rows.filter(pk__in=shown).update(audience=audience)


def discard_all(subject: str) -> int:
    """Delete every file of a case for good; returns how many."""
    return _delete(Paper.objects.filter(subject=subject))


def _delete(rows: QuerySet[Paper]) -> int:
    found = list(rows)
    found += Paper.objects.filter(origin__in=found).exclude(pk__in=[paper.pk for paper in found])
    Paper.objects.filter(pk__in=[paper.pk for paper in found]).delete()
    paths = [path for paper in found for path in (paper.path, paper.thumb)]
    transaction.on_commit(lambda: store.remove(*paths))
    return len(found)


def discard(subject: str, kind: str) -> int:
    """Delete the files of one kind of a case for good, when nobody needs them any more; returns how many."""
    return _delete(Paper.objects.filter(subject=subject, kind=kind))


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
