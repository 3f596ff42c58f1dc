"""Addresses of the desk's pages for old ledgers."""

from django.urls import path, re_path

from huying.field.imports import views

app_name = "imports"
urlpatterns = [
    path("desk/imports/", views.batches, name="batches"),
    path("desk/imports/new", views.new, name="new"),
    path("desk/imports/<uuid:uid>", views.batch, name="batch"),
    path("desk/imports/<uuid:uid>/sheet", views.turn, name="turn"),
    path("desk/imports/<uuid:uid>/plan", views.plan, name="plan"),
    path("desk/imports/<uuid:uid>/undo", views.undo, name="undo"),
    re_path(r"^desk/imports/(?P<uid>[0-9a-f-]{36})/(?P<verb>start|stop|drop)$", views.act, name="act"),
    path("desk/imports/<uuid:uid>/refused.csv", views.refused_rows, {"kind": "csv"}, name="refused_csv"),
    path("desk/imports/<uuid:uid>/refused.xlsx", views.refused_rows, {"kind": "xlsx"}, name="refused_xlsx"),
]
