"""Addresses of the web room."""

from django.urls import path

from huying.base.web import views

app_name = "web"
urlpatterns = [
    path("preferences", views.preferences, name="preferences"),
    path("desk/styleguide", views.styleguide, name="styleguide"),
]
