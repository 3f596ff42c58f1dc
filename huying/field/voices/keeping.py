"""What is going to be erased or anonymised, and when: a dry run for the committee."""

from itertools import islice

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_GET

from huying.base.web import acts, pages
from huying.field.voices import permissions, retention
from huying.kernel.actor import Actor
from huying.kernel.errors import Denied
from huying.kernel.words import N_

AHEAD, SHOWN = 90, 100


@acts.signed_in
@require_GET
def page(request: HttpRequest) -> HttpResponse:
    """What goes within the next ninety days in the committee's region. The same few statements, however many."""
    actor: Actor = request.actor  # type: ignore[attr-defined]  # set by people.middleware
    post = actor.post(*permissions.CLERKS)
    if post is None:
        return acts.refuse(request, Denied(N_("保存期限由人大代工委查看。")))
    now = timezone.now()
    groups = []
    for kind, label in retention.KINDS.items():
        found = retention.due(kind, now, ahead=AHEAD, region=post.region, chunks=1)
        rows = sorted(islice(found, SHOWN), key=lambda each: each.on)
        groups.append((gettext(label), rows))
    context = {"groups": groups, "ahead": AHEAD, "shown": SHOWN, "today": timezone.localdate(now)}
    return pages.render(request, "voices/retention.html", context)
