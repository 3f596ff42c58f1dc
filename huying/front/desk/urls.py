"""Addresses of the desk's own pages."""

from django.urls import path

from huying.front.desk import following, merging, views

app_name = "desk"
urlpatterns = [
    path("desk/", views.index, name="home"),
    path("desk/search", views.find, name="search"),
    path("desk/following/", following.home, name="following"),
    path("desk/following/ask", following.ask, name="ask_follow"),
    path("desk/following/change", following.change, name="follow"),
    path("desk/places/organs/<uuid:uid>/merge", merging.merge_body, name="merge_body"),
]
