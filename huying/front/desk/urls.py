"""Addresses of the desk's own pages."""

from django.urls import path

from huying.front.desk import merging, views

app_name = "desk"
urlpatterns = [
    path("desk/", views.index, name="home"),
    path("desk/search", views.find, name="search"),
    path("desk/places/organs/<uuid:uid>/merge", merging.merge_body, name="merge_body"),
]
