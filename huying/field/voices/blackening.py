"""The desk's page that blackens parts of a photo: drawn with pointer or finger, or typed as percentages."""

import uuid
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from huying.base.ledger.models import Audience
from huying.base.papers import queries as papers
from huying.base.web import acts, pages
from huying.field.voices import commands, permissions, queries
from huying.field.voices.commands.publication import PHOTO
from huying.field.voices.commands.steps import facts_of
from huying.field.voices.publishing import RedactForm
from huying.field.voices.sentences import CONSEQUENCES
from huying.kernel.errors import HouseError, Missing

FOLLOWS = CONSEQUENCES["redact"]


@acts.signed_in
@require_http_methods(["GET", "POST"])
def blacken(request: HttpRequest, uid: uuid.UUID, paper: uuid.UUID) -> HttpResponse:
    """Draw black boxes on one photo; its copy is what the public will be shown."""
    actor, now = request.actor, timezone.now()  # type: ignore[attr-defined]  # set by people.middleware
    try:
        voice = queries.get_for(actor, uid)
        permissions.check("redact", actor, facts_of(voice))
        found = papers.open_for(voice.subject, paper, [Audience.PARTIES])
        if found.kind != PHOTO:
            raise Missing(queries.GONE)
    except HouseError as refusal:
        return acts.refuse(request, refusal)
    form = RedactForm(request.POST, voice=voice, on=timezone.localdate(now))
    if request.method == "GET":
        form = RedactForm(voice=voice, on=timezone.localdate(now), initial={"version": voice.version})

    def run(**given: Any) -> Any:
        return commands.redact(actor=actor, now=now, voice=voice.pk, paper=paper, **given)

    if request.method == "POST" and acts.perform(form, run) is not None:
        return redirect("voices:act", uid=uid, verb="publish")
    copies = [row for row in papers.of(voice.subject, [Audience.PARTIES]) if row.origin_id == found.pk]
    context = {
        "voice": voice,
        "paper": found,
        "form": form,
        "copies": copies,
        "follows": gettext(FOLLOWS),
    }
    return pages.render(request, "voices/blacken.html", context, status=422 if request.method == "POST" else 200)
