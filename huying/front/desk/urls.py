"""Addresses of the desk's own pages."""

from django.urls import path

from huying.front.desk import views

app_name = "desk"
urlpatterns = [
    path("desk/", views.index, name="home"),
    path("desk/search", views.find, name="search"),
]
