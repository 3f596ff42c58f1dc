"""Taking in a sheet, without keeping whose it is."""

import hashlib
import hmac
import secrets
import uuid
from collections.abc import Iterable
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from huying.field.surveys import rules
from huying.field.surveys.commands.steps import GONE, locked, questions_of, write
from huying.field.surveys.models import Roll, Sheet, Survey
from huying.field.surveys.permissions import ENDED
from huying.field.surveys.rules import Answers
from huying.field.surveys.states import MACHINE
from huying.kernel.actor import Actor
from huying.kernel.errors import BadMove, Invalid, Missing
from huying.kernel.words import N_


@transaction.atomic
def answer(*, actor: Actor, now: datetime, survey: int, answers: Answers, token: str = "", place: str = "") -> bool:
    """Hand in a sheet (交答卷). False when this person or browser had done so before: the first one stays.

    Of an anonymous sheet no line is written and no receipt kept, for both would tell who answered when: the roll makes
    a repeat harmless, and the closing line seals all sheets together.

    Args:
        answers: code of the question → list of texts.
        token: of the browser, where anybody may answer.
        place: division code of the township that the poster or tablet stands in.
    """
    row = locked(survey)
    check_open(row, now)
    MACHINE.after(row.state, "answer")
    mark = _mark(row, actor, token, place)
    if mark.done:
        return False
    sheet = Sheet(survey=row, place=mark.place, answers=rules.settle(questions_of(row), answers))
    if not sheet.answers:
        raise Invalid(N_("一题都没有答，请至少答一题。"))
    mark.done, row.answered = True, row.answered + 1
    mark.save()
    if row.named:
        sheet.person = mark.person
        post = next((post for post in actor.posts if not post.on_behalf_of), None)
        write(row, "survey.answered", actor=actor, now=now, post=post, save=["answered"])
        sheet.save(force_insert=True)
        return True
    sheet.loose = True
    sheet.save(force_insert=True)
    row.save(update_fields=["answered"])
    loose = Sheet.objects.filter(survey=row, loose=True)
    if row.answered % rules.FEWEST == 0:
        shuffle(loose)
    return True


def check_open(row: Survey, now: datetime) -> None:
    """Refuse before the first day, after the last, and once it is closed."""
    today = timezone.localdate(now)
    if today < row.opens_on:
        raise BadMove(N_("这份问卷从 %(day)s 开始征集，到时请再来。"), day=row.opens_on.isoformat())
    if today > row.closes_on or row.state in ENDED:
        raise BadMove(N_("这份问卷已经截止，谢谢您的关心。"))


def _mark(row: Survey, actor: Actor, token: str, place: str) -> Roll:
    """The line of the roll of whoever answers; made here where anybody may."""
    if row.audience != Survey.Audience.ANYONE:
        found = Roll.objects.filter(survey=row, person=actor.person or -1, drawn=True).first()
        if found is None:
            raise Missing(GONE)
        return found
    if not token:
        raise Invalid(N_("您的浏览器不让保存记号，无法避免重复作答。请允许本站的 Cookie，或者换一个浏览器。"))
    hashed = digest(row, token)
    found = Roll.objects.filter(survey=row, token=hashed).first()
    inside = place if place.startswith(row.region) else ""
    return found or Roll(survey=row, token=hashed, place=inside[: len(row.region) + 3])


def digest(row: Survey, token: str) -> str:
    """What the roll keeps of a browser: a keyed hash for this one questionnaire."""
    return hmac.new(settings.SECRET_KEY.encode(), f"survey:{row.uid}:{token}".encode(), hashlib.sha256).hexdigest()


def shuffle(sheets: Iterable[Sheet]) -> None:
    """Write these rows anew, in another order, under other ids: neither rows nor transactions tell who came when."""
    rows = list(sheets)
    Sheet.objects.filter(pk__in=[row.pk for row in rows]).delete()
    secrets.SystemRandom().shuffle(rows)
    for row in rows:
        row.pk, row.loose = uuid.uuid4(), False
    Sheet.objects.bulk_create(rows, batch_size=500)
