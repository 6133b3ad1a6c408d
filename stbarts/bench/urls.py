"""The app's addresses and two pages that do nothing: what every real page is compared with."""

from django.http import HttpResponse
from django.urls import include, path

from staff.access import public, signed_in
from stbarts.urls import handler400, handler403, handler404, handler500

__all__ = ["handler400", "handler403", "handler404", "handler500", "urlpatterns"]


@public
def floor(request):
    """A constant answer through the whole middleware."""
    return HttpResponse("ok")


@signed_in
def signed_in_floor(request):
    """A constant answer to a signed-in person: the session is read from the database."""
    return HttpResponse("ok")


urlpatterns = [
    path("bench/floor/", floor, name="bench_floor"),
    path("bench/signed-in/", signed_in_floor, name="bench_signed_in"),
    path("", include("stbarts.urls")),
]
