"""One body taken over by another (机构改革). It stands on the desk, which can ask the rooms above what will move."""

from functools import partial
from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from huying.base.clocks import queries as clocks
from huying.base.organs import commands, permissions
from huying.base.organs import queries as organs
from huying.base.organs.queries import Organ
from huying.base.people import queries as people
from huying.base.web import acts, pages
from huying.kernel.actor import Role
from huying.kernel.errors import HouseError

MOST = 400
"""So many debts are looked at."""


class Heir(forms.Form):
    """Who takes over; what moves is shown before it is decided."""

    new = forms.TypedChoiceField(label=_("由谁接手"), coerce=int)

    def __init__(self, *args: Any, heirs: list[Organ], **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["new"].choices = [(row.pk, row.name) for row in heirs]  # type: ignore[attr-defined]


class Merge(acts.PlainForm):
    """The decision on what was shown."""

    new = forms.IntegerField(widget=forms.HiddenInput)


@acts.signed_in
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def merge_body(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Choose who takes over, read what moves and what does not, decide."""
    actor = request.actor  # type: ignore[attr-defined]  # set by people.middleware
    try:
        permissions.check_look(actor)
        row = organs.organ_by_uid(uid)
        permissions.check_arrange(actor, row.region)
    except HouseError as error:
        return acts.refuse(request, error)
    back = f"{reverse('organs:bodies')}?place={row.region}"
    form = acts.form_for(Merge, request, initial=request.GET.dict())
    if request.method == "POST":
        call = partial(commands.merge_units, actor=actor, now=timezone.now(), old=row.pk)
        if acts.perform(form, call) is not None:
            return redirect(back)
    heirs = [
        one for one in organs.organs(row.region, timezone.localdate(), row.kind) if one.pk != row.pk and not one.until
    ]
    choice = Heir(request.POST or (request.GET if "new" in request.GET else None), heirs=heirs)
    context: dict[str, Any] = {"organ": row, "heirs": heirs, "choice": choice, "form": form, "back": back}
    if choice.is_valid():
        context |= {"heir": organs.organ(choice.cleaned_data["new"]), "moves": _moves(row)}
    return pages.render(request, "desk/merge.html", context, status=422 if form.errors or choice.errors else 200)


def _moves(row: Organ) -> dict[str, Any]:
    """What hangs on a body today: open suggestions, voices passed to it, its people."""
    owed = {subject for subject, _due in clocks.owed_days([f"organ:{row.pk}"], MOST)}
    holders = people.holders(timezone.localdate(), tuple(Role), organ=row.pk)
    return {
        "suggestions": sum(subject.startswith("suggestion:") for subject in owed),
        "voices": sum(subject.startswith("voice:") for subject in owed),
        "people": sorted(people.names(holders).values()),
    }
