"""Three pages that only the tests of this room open: a form, what follows, a refusal."""

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.loader import get_template
from django.urls import include, path
from django.views.decorators.http import require_POST

from huying.base.web import acts, pages
from huying.kernel.errors import Denied, Invalid

SOURCE = """{% extends "web/base.html" %}{% import "web/ui.html" as ui with context %}
{% block title %}试{% endblock %}{% block main %}<h1>试</h1>
{{ ui.verb_form(form, "/words", "提交") }}{{ ui.act_button(form, "/words", "撤回", confirm="撤回后不能恢复。") }}
{% block part %}{{ ui.tag("ok", "按时") }}{{ ui.hidden(form) }}{% endblock %}{% endblock %}"""
taken: list[str] = []


class Words(acts.ActForm):
    text = forms.CharField(label="说的话", widget=forms.Textarea(attrs={"data-limit": 100}))
    mobile = forms.CharField(label="电话", required=False, widget=forms.TextInput(attrs={"type": "tel"}))
    photos = forms.FileField(label="照片", required=False, widget=forms.FileInput(attrs={"accept": "image/*"}))


def words(request: HttpRequest) -> HttpResponse:
    form = acts.form_for(Words, request)

    def take(text: str, **rest: object) -> str:
        if text == "太坏":
            raise Invalid("这样写不行", field="text")
        taken.append(text)
        return text

    if request.method == "POST" and acts.perform(form, take):
        return HttpResponseRedirect("/taken")
    html = get_template("web/shell.html").backend.env.from_string(SOURCE)  # type: ignore[attr-defined]
    return HttpResponse(
        html.render(form=form, request=request, csrf_input=pages.csrf_input_lazy(request), language="zh")
    )


def followed(request: HttpRequest) -> HttpResponse:
    html = get_template("web/shell.html").backend.env.from_string(SOURCE)  # type: ignore[attr-defined]
    return HttpResponse(html.render(form=Words(), request=request, csrf_input="", language="zh"))


def refused(request: HttpRequest) -> HttpResponse:
    raise Denied("只有%(who)s能办这件事。", who="联络员")


@require_POST
def post_only(request: HttpRequest) -> HttpResponse:
    return HttpResponse("")


urlpatterns = [
    path("words", words),
    path("taken", followed),
    path("refused", refused),
    path("post-only", post_only),
    path("guarded", acts.signed_in(words)),
    path("", include("huying.config.urls")),
]
handler400 = "huying.base.web.views.bad_request"
handler404 = "huying.base.web.views.missing"
handler500 = "huying.base.web.views.broken"
