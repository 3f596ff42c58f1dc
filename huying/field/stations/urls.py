"""Addresses of the desk's station pages. ``/s/<code>`` and ``/stations`` are the portal's."""

from django.urls import path, re_path

from huying.field.stations import views

app_name = "stations"
urlpatterns = [
    path("desk/stations/", views.network, name="network"),
    path("desk/stations/new", views.new, name="new"),
    path("desk/stations/<uuid:uid>", views.station, name="station"),
    path("desk/stations/<uuid:uid>/edit", views.edit, name="edit"),
    path("desk/stations/<uuid:uid>/poster", views.poster, name="poster"),
    re_path(r"^desk/stations/(?P<uid>[0-9a-f-]{36})/(?P<verb>appoint|merge)$", views.act, name="act"),
]
