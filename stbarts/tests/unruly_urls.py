"""A URLconf in which somebody forgot the access rule: the middleware must refuse it."""

from django.http import HttpResponse
from django.urls import include, path

from stbarts.urls import handler400, handler403, handler404, handler500, urlpatterns  # noqa: F401

urlpatterns = [path("unruly/", lambda request: HttpResponse("open")), path("", include(urlpatterns))]
