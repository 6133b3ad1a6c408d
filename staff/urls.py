"""Addresses of the staff room."""

from django.urls import path

from staff import views

app_name = "staff"
urlpatterns = [
    path("notices/", views.notices, name="notices"),
    path("notices/<uuid:notice>/open/", views.open_notice, name="open_notice"),
    path("drafts/save/", views.save_draft, name="save_draft"),
    path("drafts/discard/", views.discard_draft, name="discard_draft"),
]
