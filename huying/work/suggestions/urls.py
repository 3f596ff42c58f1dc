"""Addresses of suggestions at the desk."""

from django.urls import path

from huying.work.suggestions.views import acting, case, drafting, lists, offices

app_name = "suggestions"
ROOT = "desk/suggestions/"
ONE = f"{ROOT}<uuid:uid>"
urlpatterns = [
    path(ROOT, lists.index, name="index"),
    path(f"{ROOT}new", drafting.new, name="new"),
    path(f"{ROOT}examine", offices.examine, name="examine"),
    path(f"{ROOT}pool", offices.pool, name="pool"),
    path(f"{ROOT}decisions", offices.decisions, name="decisions"),
    path(f"{ROOT}inbox", offices.inbox, name="inbox"),
    path(ONE, case.case, name="case"),
    path(f"{ONE}/edit", drafting.edit, name="edit"),
    path(f"{ONE}/invite", drafting.invite, name="invite"),
    path(f"{ONE}/papers/<uuid:paper>", case.paper, name="paper"),
    path(f"{ONE}/contacts/<int:contact>", acting.on_contact, name="contact"),
    path(f"{ONE}/promises/<int:promise>/<slug:verb>", acting.on_promise, name="promise"),
    path(f"{ONE}/tasks/<int:task>/<slug:verb>", acting.on_task, name="task"),
    path(f"{ONE}/<slug:verb>", acting.on_case, name="act"),
]
