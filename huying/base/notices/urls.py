"""Addresses of the box."""

from django.urls import path

from huying.base.notices import own, views

app_name = "notices"
urlpatterns = [
    path("desk/notices/", views.box, name="box"),
    path("desk/notices/read", views.read_all, name="read"),
    path("desk/notices/<int:pk>", views.open_one, name="one"),
    path("desk/notices/settings", own.home, name="settings"),
    path("desk/notices/settings/calendar", own.new_calendar, name="new_calendar"),
    path("desk/notices/settings/calendar/drop", own.drop_calendar, name="drop_calendar"),
    path("desk/calendar.ics", own.calendar, name="calendar"),
    path("desk/outbox/", views.outbox, name="outbox"),
    path("desk/outbox/again", views.again, name="again"),
    path("desk/outbox/<slug:channel>/<int:pk>/<slug:deed>", views.settle, name="settle"),
]
