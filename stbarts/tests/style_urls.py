"""Only in tests: the whole house, and one page more with every component on it."""

from django.http import HttpResponse
from django.urls import include, path

from staff.access import signed_in


@signed_in
def style(request):
    from stbarts.tests.test_look import style_page

    return HttpResponse(style_page(request))


urlpatterns = [path("style/", style, name="style"), path("", include("stbarts.urls"))]
handler404 = "staff.errors.not_found"
