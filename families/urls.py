"""Addresses of the families room."""

from django.urls import path

from families.views import corrections, evenings, meetings, preparing, resources, summaries, workshops, writing

app_name = "families"
urlpatterns = [
    path("workshops/", workshops.workshops, name="workshops"),
    path("workshops/plan/", workshops.plan_workshop, name="plan_workshop"),
    path("workshops/<uuid:workshop>/", workshops.workshop, name="workshop"),
    path("workshops/<uuid:workshop>/change/", workshops.change_workshop, name="change_workshop"),
    path("workshops/<uuid:workshop>/invite/", workshops.invite, name="invite"),
    path("workshops/<uuid:workshop>/approve/", workshops.approve_invitations, name="approve_invitations"),
    path("workshops/<uuid:workshop>/send/", workshops.send_invitations, name="send_invitations"),
    path("workshops/<uuid:workshop>/finish/", workshops.finish_workshop, name="finish_workshop"),
    path("workshops/<uuid:workshop>/cancel/", workshops.cancel_workshop, name="cancel_workshop"),
    path("invitations/<uuid:invitation>/", workshops.download_invitation, name="download_invitation"),
    path("resources/", resources.keep_resources, name="keep_resources"),
    path("resources/add/", resources.add_resource, name="add_resource"),
    path("resources/print/", resources.print_resources, name="print_resources"),
    path("resources/<uuid:resource>/", resources.edit_resource, name="edit_resource"),
    path("resources/<uuid:resource>/retire/", resources.retire_resource, name="retire_resource"),
    path("meetings/", meetings.meetings, name="meetings"),
    path("meetings/for/<uuid:pupil>/", meetings.plan, name="plan"),
    path("meetings/to-hold/", preparing.behind_on_meetings, name="behind_on_meetings"),
    path("meetings/views/", preparing.views_asked, name="views_asked"),
    path("meetings/views/<uuid:view>/", preparing.give_view, name="give_view"),
    path("meetings/agreed/<uuid:agreed>/end/", writing.end_agreed, name="end_agreed"),
    path("meetings/<uuid:meeting>/plan/", meetings.plan_anew, name="plan_anew"),
    path("meetings/<uuid:meeting>/prepare/", preparing.prepare, name="prepare"),
    path("meetings/<uuid:meeting>/prepare/pdf/", preparing.download_sheet, name="download_sheet"),
    path("meetings/<uuid:meeting>/prepare/ask/", preparing.ask_for_view, name="ask_for_view"),
    path("meetings/<uuid:meeting>/agree/<uuid:agreed>/", writing.carry_over, name="carry_over"),
    path("meetings/<uuid:meeting>/", meetings.meeting, name="meeting"),
    path("meetings/<uuid:meeting>/write-up/", writing.write_up, name="write_up"),
    path("evenings/", evenings.evenings, name="evenings"),
    path("evenings/begin/<uuid:school_class>/", evenings.start_evening, name="start_evening"),
    path("evenings/<uuid:evening>/", evenings.evening, name="evening"),
    path("evenings/<uuid:evening>/all/", evenings.download_evening, name="download_evening"),
    path("corrections/<uuid:correction>/approve/", corrections.approve_correction, name="approve_correction"),
    path("corrections/<uuid:correction>/set-aside/", corrections.set_aside_correction, name="set_aside_correction"),
    path("corrections/<uuid:correction>/download/", corrections.download_correction, name="download_correction"),
    path(
        "meetings/<uuid:meeting>/copies/<uuid:copy>/correct/", corrections.answer_correction, name="answer_correction"
    ),
    path("meetings/words/", writing.reading_ease, name="reading_ease"),
    path("meetings/<uuid:meeting>/parts/", summaries.choose_parts, name="choose_parts"),
    path("meetings/<uuid:meeting>/agree/", writing.agree, name="agree"),
    path("meetings/<uuid:meeting>/cancel/", meetings.cancel, name="cancel"),
    path("meetings/<uuid:meeting>/hand-in/", summaries.hand_in, name="hand_in"),
    path("meetings/<uuid:meeting>/preview/", summaries.preview, name="preview"),
    path("meetings/<uuid:meeting>/approve/", summaries.approve, name="approve"),
    path("meetings/<uuid:meeting>/send-back/", summaries.send_back, name="send_back"),
    path("meetings/<uuid:meeting>/copies/<uuid:copy>/share/", summaries.share, name="share"),
    path("meetings/<uuid:meeting>/copies/<uuid:copy>/download/", summaries.download, name="download"),
]
