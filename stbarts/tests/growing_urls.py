"""A URLconf with two pages as they must not be: one asks once for every child, one asks too much of anybody."""

from django.http import HttpResponse
from django.urls import include, path

from pupils.models import Membership, Pupil
from staff.access import signed_in
from stbarts.urls import handler400, handler403, handler404, handler500, urlpatterns  # noqa: F401


@signed_in
def growing(request):
    for child in Pupil.objects.all():
        Membership.objects.filter(pupil=child).exists()
    return HttpResponse("So many children.")


@signed_in
def curious(request):
    for _ in range(45):
        Pupil.objects.exists()
    return HttpResponse("Are there children? Are there?")


urlpatterns = [path("growing/", growing), path("curious/", curious), path("", include(urlpatterns))]
