"""Addresses of topics."""

from django.urls import path

from huying.field.topics import desk, entering, views

app_name = "topics"
urlpatterns = [
    path("topics", views.listing, name="list"),
    path("topics/<uuid:uid>", views.topic, name="topic"),
    path("desk/topics/", desk.index, name="index"),
    path("desk/topics/concentrations", desk.concentrations, name="concentrations"),
    path("desk/topics/concentrations/<uuid:uid>/take", desk.take, name="take"),
    path("desk/topics/concentrations/<uuid:uid>/dismiss", desk.dismiss, name="dismiss"),
    path("desk/topics/new", entering.new, name="new"),
    path("desk/topics/into", entering.into, name="into"),
    path("desk/topics/paper", desk.paper, name="paper"),
    path("desk/topics/list.xlsx", desk.workbook, name="workbook"),
    path("desk/topics/<uuid:uid>", desk.case, name="case"),
    path("desk/topics/<uuid:uid>/<slug:verb>", desk.act, name="act"),
]
