"""The product's addresses and ``/bench/nothing``, the page that does nothing: the yardstick."""

from django.http import HttpRequest, HttpResponse
from django.urls import include, path

from huying.config import urls as product


def nothing(request: HttpRequest) -> HttpResponse:
    """No statement, no template; all the middleware of every other page."""
    return HttpResponse("nothing")


urlpatterns = [path("bench/nothing", nothing), path("", include("huying.config.urls"))]

handler400 = product.handler400
handler403 = product.handler403
handler404 = product.handler404
handler500 = product.handler500
