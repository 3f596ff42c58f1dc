"""Only what the box needs."""

from django.urls import include, path

urlpatterns = [
    path("", include("huying.base.notices.urls")),
    path("", include("huying.base.people.urls")),
]
