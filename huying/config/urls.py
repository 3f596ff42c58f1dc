"""Which room answers which address."""

from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("huying.base.web.urls")),
    path("", include("huying.base.people.urls")),
    path("", include("huying.base.organs.urls")),
    path("", include("huying.base.notices.urls")),
    path("", include("huying.field.stations.urls")),
    path("", include("huying.field.voices.urls")),
    path("", include("huying.field.imports.urls")),
    path("", include("huying.field.surveys.urls")),
    path("", include("huying.field.topics.urls")),
    path("", include("huying.work.suggestions.urls")),
    path("", include("huying.front.desk.urls")),
    path("", include("huying.front.portal.urls")),
    path("", include("huying.front.opendata.urls")),
    path("api/", include("huying.config.api")),
]

handler400 = "huying.base.web.views.bad_request"
handler403 = "huying.base.web.views.denied"
handler404 = "huying.base.web.views.missing"
handler500 = "huying.base.web.views.broken"
