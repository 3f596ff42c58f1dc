"""Addresses for programs: Open311 GeoReport v2, and the data sets."""

from django.urls import path, re_path

from huying.front.opendata import georeport, views

app_name = "opendata"
urlpatterns = [
    path("open311/discovery.<str:fmt>", georeport.discovery),
    path("open311/v2/services.<str:fmt>", georeport.services),
    path("open311/v2/services/<str:code>.<str:fmt>", georeport.service),
    path("open311/v2/requests.<str:fmt>", georeport.requests),
    path("open311/v2/requests/<str:uid>.<str:fmt>", georeport.one),
    path("open311/v2/tokens/<str:token>.<str:fmt>", georeport.token),
    re_path(r"^open311/(?:.*\.(?P<fmt>\w+)|.*)$", georeport.nowhere),
    path("data/", views.home, name="data"),
    path("data/<slug:code>.csv", views.as_csv, name="csv"),
    path("data/<slug:code>.json", views.as_json, name="json"),
]
