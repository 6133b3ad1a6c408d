"""Addresses of the families room."""

from django.urls import path

from families.views import meetings, summaries, writing

app_name = "families"
urlpatterns = [
    path("meetings/", meetings.meetings, name="meetings"),
    path("meetings/for/<uuid:pupil>/", meetings.plan, name="plan"),
    path("meetings/<uuid:meeting>/", meetings.meeting, name="meeting"),
    path("meetings/<uuid:meeting>/write-up/", writing.write_up, name="write_up"),
    path("meetings/<uuid:meeting>/agree/", writing.agree, name="agree"),
    path("meetings/<uuid:meeting>/cancel/", meetings.cancel, name="cancel"),
    path("meetings/<uuid:meeting>/hand-in/", summaries.hand_in, name="hand_in"),
    path("meetings/<uuid:meeting>/preview/", summaries.preview, name="preview"),
    path("meetings/<uuid:meeting>/approve/", summaries.approve, name="approve"),
    path("meetings/<uuid:meeting>/send-back/", summaries.send_back, name="send_back"),
    path("meetings/<uuid:meeting>/copies/<uuid:copy>/share/", summaries.share, name="share"),
    path("meetings/<uuid:meeting>/copies/<uuid:copy>/download/", summaries.download, name="download"),
]
