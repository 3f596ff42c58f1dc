"""Addresses of the portal: what anybody may see without an account."""

from django.urls import path

from huying.front.portal.views import cases, feeds, home, maps, people, places, rules

app_name = "portal"
urlpatterns = [
    path("", home.home, name="home"),
    path("about", home.about, name="about"),
    path("robots.txt", home.robots, name="robots"),
    path("map", maps.map_, name="map"),
    path("stations", places.stations, name="stations"),
    path("s/<str:code>", places.station, name="station"),
    path("s/<str:code>/feed.atom", feeds.station, name="station_feed"),
    path("screen/<str:code>", places.screen, name="screen"),
    path("suggestions", cases.suggestions_list, name="suggestions"),
    path("suggestions.atom", feeds.all_suggestions, name="suggestions_feed"),
    path("suggestions/<uuid:uid>", cases.suggestion, name="suggestion"),
    path("voices", cases.voices_list, name="voices"),
    path("voices.atom", feeds.all_voices, name="voices_feed"),
    path("voices/<uuid:uid>/photo/<uuid:paper>", cases.voice_photo, name="voice_photo"),
    path("voices/<uuid:uid>", cases.voice, name="voice"),
    path("voices/<uuid:uid>/feed.atom", feeds.voice, name="voice_feed"),
    path("deputies", people.deputies, name="deputies"),
    path("deputies/<uuid:uid>", people.deputy, name="deputy"),
    path("figures", rules.figures, name="figures"),
    path("playbook", rules.playbook, name="playbook"),
    path("seals", rules.seals, name="seals"),
    path("seals.json", rules.seals_json, name="seals_json"),
]
