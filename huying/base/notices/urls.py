"""Addresses of the box."""

from django.urls import path

from huying.base.notices import views

urlpatterns = [
    path("desk/notices/", views.box, name="notices"),
    path("desk/notices/read", views.read_all, name="notices-read"),
    path("desk/notices/<int:pk>", views.open_one, name="notice"),
]
