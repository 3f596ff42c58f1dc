"""Addresses of the box."""

from django.urls import path

from huying.base.notices import views

app_name = "notices"
urlpatterns = [
    path("desk/notices/", views.box, name="box"),
    path("desk/notices/read", views.read_all, name="read"),
    path("desk/notices/<int:pk>", views.open_one, name="one"),
]
