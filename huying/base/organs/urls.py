"""Where administrators keep regions and bodies, and the committee its terms, playbook and calendar."""

from django.urls import path

from huying.base.organs.views import deciding, places

app_name = "organs"
urlpatterns = [
    path("desk/places/", places.regions, name="regions"),
    path("desk/places/add", places.add_region, name="add_region"),
    path("desk/places/<str:code>/rename", places.rename_region, name="rename_region"),
    path("desk/places/organs", places.bodies, name="bodies"),
    path("desk/places/organs/add", places.add_body, name="add_body"),
    path("desk/places/organs/<uuid:uid>/edit", places.edit_body, name="edit_body"),
    path("desk/places/sessions", deciding.sessions, name="sessions"),
    path("desk/places/sessions/term", deciding.add_term, name="add_term"),
    path("desk/places/sessions/open", deciding.open_session, name="open_session"),
    path("desk/places/playbook", deciding.playbook, name="playbook"),
    path("desk/places/playbook/adopt", deciding.adopt, name="adopt"),
    path("desk/places/calendar", deciding.calendar, name="calendar"),
    path("desk/places/calendar/declare", deciding.declare, name="declare"),
]
