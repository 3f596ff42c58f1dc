"""What the tick does here."""

from datetime import datetime

from django.utils import timezone

from huying.field.surveys import commands
from huying.field.surveys.models import Survey
from huying.kernel.actor import SYSTEM
from huying.kernel.errors import HouseError


def close_due(now: datetime, batch: int = 50) -> int:
    """Close what may no longer be answered; returns how many."""
    due = Survey.objects.filter(state="open", closes_on__lt=timezone.localdate(now)).order_by("closes_on")
    done = 0
    for pk in list(due.values_list("pk", flat=True)[:batch]):
        try:
            commands.close_survey(actor=SYSTEM, now=now, survey=pk)
        except HouseError:  # closed or put off between our look and our lock
            continue
        done += 1
    return done
