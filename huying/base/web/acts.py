"""From a form to one command and back: nothing typed is ever lost, every refusal says what to do."""

import uuid
from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar
from urllib.parse import urlencode

from django import forms
from django.conf import settings
from django.http import HttpRequest, HttpResponse, QueryDict
from django.http.response import HttpResponseRedirect
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from huying.base.web.pages import render
from huying.kernel.errors import BadMove, Denied, HouseError, Invalid, Missing, Stale, TooOften

Result = TypeVar("Result")
View = Callable[..., HttpResponse]
KEPT = "kept_form"
KEPT_MAX = 200_000
WRONG = {
    "required": _("请填写这一项。"),
    "max_length": _("最多 %(limit_value)d 个字，现在有 %(show_value)d 个。"),
    "min_value": _("不能小于 %(limit_value)s。"),
    "max_value": _("不能大于 %(limit_value)s。"),
    "invalid_choice": _("请从列出的里面选。"),
    "null_characters_not_allowed": _("里面有看不见的字符，请删掉重写。"),
}
"""What is wrong with what was typed, as people say it."""
STATUS = {Denied: 403, Missing: 404, TooOften: 429, Stale: 409, BadMove: 409, Invalid: 400}


class ActForm(forms.Form):
    """A form of one verb. ``command_id`` makes a double tap harmless; ``version`` is the case's when it was shown."""

    command_id = forms.UUIDField(initial=uuid.uuid4, widget=forms.HiddenInput)
    version = forms.IntegerField(required=False, min_value=0, widget=forms.HiddenInput)
    stale = False

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for field in self.fields.values():
            field.error_messages.update(WRONG)
            if field.widget.is_hidden:
                field.error_messages["required"] = _("这张表单不完整，请刷新页面再填。")

    def given(self) -> dict[str, Any]:
        """What the command takes; without a version where the page carried none."""
        return {key: value for key, value in self.cleaned_data.items() if key != "version" or value is not None}

    def renew(self, version: int) -> None:
        """What was typed into an old form may be handed in again, now that the reader has been told."""
        if self.stale:
            self.data = self.data.copy()
            self.data["version"] = str(version)


class PlainForm(ActForm):
    """A form of one verb on something that keeps no version; one sent along by a tampered page is not read."""

    version = None


Form = TypeVar("Form", bound=forms.Form)


def form_for(kind: type[Form], request: HttpRequest, *, initial: dict[str, Any] | None = None, **options: Any) -> Form:
    """The form as posted; or fresh, with the words that an ended session would have lost."""
    if request.method == "POST":
        return kind(request.POST, request.FILES, initial=initial, **options)
    return kind(initial={**(initial or {}), **kept(request)}, **options)


def perform(form: forms.Form, call: Callable[..., Result]) -> Result | None:
    """Run ``call`` with what a valid form gives; a refusal becomes an error at its field and None is returned."""
    if not form.is_valid():
        return None
    given = form.given() if isinstance(form, ActForm) else form.cleaned_data
    try:
        return call(**given)
    except HouseError as error:
        form.add_error(error.field if error.field in form.fields else None, sentence(error))
        if isinstance(error, Stale) and isinstance(form, ActForm):
            form.stale = True
        return None


def sentence(error: HouseError) -> str:
    """The refusal in the reader's language."""
    params = {key: gettext(value) if isinstance(value, str) and value else value for key, value in error.params.items()}
    return gettext(error.text) % params if params else gettext(error.text)


def refuse(request: HttpRequest, error: HouseError) -> HttpResponse:
    """A page for a refusal that has no form to stand in."""
    status = next((code for kind, code in STATUS.items() if isinstance(error, kind)), 400)
    return render(request, "web/refused.html", {"status": status, "reason": sentence(error)}, status=status)


def signed_in(view: View) -> View:
    """Ask for a log-in. What was typed into a form whose session had ended stands there again afterwards."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.actor.signed_in:  # type: ignore[attr-defined]  # set by people.middleware
            return view(request, *args, **kwargs)
        if request.method == "POST":
            keep(request)
        back = request.get_full_path() if request.method in ("GET", "HEAD", "POST") else "/desk/"
        return HttpResponseRedirect(f"{settings.LOGIN_URL}?{urlencode({'next': back})}")

    return guarded


def keep(request: HttpRequest) -> None:
    """Put what was typed aside until after the log-in; a fresh command id will be used then."""
    data = request.POST.copy()
    for name in ("csrfmiddlewaretoken", "command_id", "version"):
        data.pop(name, None)
    text = data.urlencode()
    if text and len(text) <= KEPT_MAX:
        request.session[KEPT] = {"path": request.path, "data": text}


def kept(request: HttpRequest) -> dict[str, Any]:
    """The words put aside for this page, once; {} when there are none."""
    if KEPT not in request.session or request.session[KEPT]["path"] != request.path:
        return {}
    data = QueryDict(request.session.pop(KEPT)["data"])
    return {key: values if len(values) > 1 else values[0] for key, values in data.lists()}
