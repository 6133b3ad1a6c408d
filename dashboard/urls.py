"""Addresses of the pages that read across."""

from django.urls import path

from dashboard import views

app_name = "dashboard"
urlpatterns = [
    path("", views.home_page, name="home"),
    path("more/", views.more, name="more"),
    path("child/<uuid:pupil>/", views.child, name="child"),
    path("child/<uuid:pupil>/readers/", views.readers, name="readers"),
    path("approvals/", views.approvals, name="approvals"),
    path("counts/", views.numbers, name="counts"),
    path("watch/", views.watch, name="watch"),
    path("watch/<uuid:document>/again/", views.make_again, name="make_again"),
]
