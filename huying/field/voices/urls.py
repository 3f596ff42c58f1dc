"""Addresses of voices."""

from django.urls import path

from huying.field.voices import blackening, desk, keeping, links, quarantine, reception, speaking, views

app_name = "voices"
urlpatterns = [
    path("speak", speaking.speak, name="speak"),
    path("s/<slug:code>/speak", speaking.speak, name="speak_at"),
    path("speak/beside", speaking.beside_words, name="beside"),
    path("speak/guided", speaking.guided, name="guided"),
    path("speak/done/<uuid:command_id>", views.done, name="done"),
    path("track", views.track, name="track"),
    path("track/<str:code>", views.tracked, name="tracked"),
    path("track/<str:code>/slip", views.slip, name="slip"),
    path("track/<str:code>/photo/<uuid:uid>", views.track_photo, name="track_photo"),
    path("track/<str:code>/<slug:verb>", views.track_act, name="track_act"),
    path("desk/voices/", desk.queue, name="queue"),
    path("desk/voices/codes", links.own, name="my_code"),
    path("desk/voices/codes/<slug:code>", links.codes, name="codes"),
    path("desk/voices/codes/<slug:code>/poster", links.poster, name="codes_poster"),
    path("desk/voices/flood", quarantine.groups, name="flood"),
    path("desk/voices/flood/<slug:code>", quarantine.group, name="flood_group"),
    path("desk/voices/flood/<slug:code>/<slug:verb>", quarantine.settle, name="flood_settle"),
    path("desk/voices/new", reception.register_visit, name="visit"),
    path("desk/voices/retention", keeping.page, name="retention"),
    path("desk/voices/snap", desk.snap, name="snap"),
    path("desk/voices/<uuid:uid>", desk.case, name="case"),
    path("desk/voices/<uuid:uid>/photo/<uuid:paper>", desk.photo, name="photo"),
    path("desk/voices/<uuid:uid>/photo/<uuid:paper>/blacken", blackening.blacken, name="blacken"),
    path("desk/voices/<uuid:uid>/alike", desk.alike, name="alike"),
    path("desk/voices/<uuid:uid>/hold", desk.take, name="hold"),
    path("desk/voices/<uuid:uid>/record", reception.record, name="record"),
    path("desk/voices/<uuid:uid>/<slug:verb>", desk.act, name="act"),
]
