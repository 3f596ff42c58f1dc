"""Addresses of questionnaires."""

from django.urls import path

from huying.field.surveys import desk, views

app_name = "surveys"
urlpatterns = [
    path("surveys", views.listing, name="list"),
    path("surveys/<uuid:uid>", views.survey, name="survey"),
    path("surveys/<uuid:uid>/thanks", views.thanks, name="thanks"),
    path("surveys/<uuid:uid>/sample.csv", views.sample, name="sample"),
    path("desk/surveys/", desk.index, name="index"),
    path("desk/surveys/new", desk.new, name="new"),
    path("desk/surveys/<uuid:uid>", desk.case, name="case"),
    path("desk/surveys/<uuid:uid>/edit", desk.edit, name="edit"),
    path("desk/surveys/<uuid:uid>/preview", desk.preview, name="preview"),
    path("desk/surveys/<uuid:uid>/questions", desk.question_new, name="question_new"),
    path("desk/surveys/<uuid:uid>/questions/<slug:code>", desk.question, name="question"),
    path("desk/surveys/<uuid:uid>/questions/<slug:code>/<slug:way>", desk.question_act, name="question_act"),
    path("desk/surveys/<uuid:uid>/results", desk.results, name="results"),
    path("desk/surveys/<uuid:uid>/results.xlsx", desk.workbook, name="workbook"),
    path("desk/surveys/<uuid:uid>/words/<slug:code>", desk.texts, name="texts"),
    path("desk/surveys/<uuid:uid>/poster", desk.poster, name="poster"),
    path("desk/surveys/<uuid:uid>/tablet", desk.tablet, name="tablet"),
    path("desk/surveys/<uuid:uid>/<slug:verb>", desk.act, name="act"),
]
