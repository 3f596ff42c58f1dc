"""What every page of this room begins with: who asks, what day it is, the suggestion they may read."""

import uuid
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from huying.base.web import acts
from huying.kernel.actor import Actor
from huying.kernel.errors import HouseError
from huying.work.suggestions import queries
from huying.work.suggestions.forms import Matter
from huying.work.suggestions.models import Suggestion

View = Callable[..., Any]


def actor_of(request: HttpRequest) -> Actor:
    found: Actor = request.actor  # type: ignore[attr-defined]  # set by people.middleware
    return found


def page(*methods: str) -> Callable[[View], View]:
    """A page of the desk for signed-in people; a refusal raised inside becomes a page that says why."""

    def made(view: View) -> View:
        @acts.signed_in
        @require_http_methods(list(methods) or ["GET", "HEAD"])
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
            try:
                return view(request, *args, **kwargs)
            except HouseError as refusal:
                return acts.refuse(request, refusal)

        return guarded

    return made


def matter_of(request: HttpRequest, uid: uuid.UUID) -> Matter:
    """The suggestion through the reader's own eyes; Missing for strangers."""
    actor, today = actor_of(request), timezone.localdate()
    case: Suggestion = queries.get_for(actor, uid)
    return Matter(actor, queries.story(case, actor, on=today), today)
