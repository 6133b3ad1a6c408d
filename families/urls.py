"""Addresses of the families room."""

from django.urls import path

from families import views

app_name = "families"
urlpatterns = [
    path("meetings/", views.meetings, name="meetings"),
    path("meetings/for/<uuid:pupil>/", views.plan, name="plan"),
    path("meetings/<uuid:meeting>/", views.meeting, name="meeting"),
    path("meetings/<uuid:meeting>/write-up/", views.write_up, name="write_up"),
    path("meetings/<uuid:meeting>/agree/", views.agree, name="agree"),
    path("meetings/<uuid:meeting>/cancel/", views.cancel, name="cancel"),
    path("meetings/<uuid:meeting>/hand-in/", views.hand_in, name="hand_in"),
    path("meetings/<uuid:meeting>/preview/", views.preview, name="preview"),
    path("meetings/<uuid:meeting>/approve/", views.approve, name="approve"),
    path("meetings/<uuid:meeting>/send-back/", views.send_back, name="send_back"),
    path("meetings/<uuid:meeting>/copies/<uuid:copy>/share/", views.share, name="share"),
    path("meetings/<uuid:meeting>/copies/<uuid:copy>/download/", views.download, name="download"),
]
