"""Addresses of the concerns room. No name of a child is ever in one."""

from django.urls import path

from concerns import views
from concerns.views import guests, reports

app_name = "concerns"
urlpatterns = [
    path("log/", views.log, name="log"),
    path("log/<uuid:pupil>/", views.log_about, name="log_about"),
    path("log/find/", views.find, name="find"),
    path("adult/", views.adult, name="adult"),
    path("urgent/", views.urgent, name="urgent"),
    path("mine/", views.mine, name="mine"),
    path("asked/", views.asked, name="asked"),
    path("asked/<uuid:question>/answer/", views.answer, name="answer"),
    path("asked/<uuid:follow_up>/done/", views.done, name="done"),
    path("guest/", guests.guest, name="guest"),
    path("guest/adult/", guests.guest_adult, name="guest_adult"),
    path("guest/write/", guests.guest_write, name="guest_write"),
    path("guest/sent/<uuid:report>/", guests.guest_sent, name="guest_sent"),
    path("guest/poster/", guests.guest_poster, name="guest_poster"),
    path("guest/pin/", guests.change_pin, name="change_pin"),
    path("short/", reports.short, name="short"),
    path("paper/", reports.paper, name="paper"),
    path("paper/form/", reports.paper_form, name="paper_form"),
    path("reports/", reports.reports, name="reports"),
    path("reports/<uuid:report>/", reports.report, name="report"),
    path("reports/<uuid:report>/sent/", reports.report_sent, name="report_sent"),
    path("reports/<uuid:report>/match/", reports.match_report, name="match_report"),
    path("reports/<uuid:report>/aside/", reports.set_report_aside, name="set_report_aside"),
    path("waiting/", views.queue, name="queue"),
    path("<uuid:concern>/", views.read, name="read"),
    path("<uuid:concern>/receipt/", views.receipt, name="receipt"),
    path("<uuid:concern>/add/", views.add_words, name="add_words"),
    path("<uuid:concern>/correct/", views.correct_words, name="correct_words"),
    path("<uuid:concern>/told/", views.say_told, name="say_told"),
    path("<uuid:concern>/text/", views.text, name="text"),
    path("<uuid:concern>/file/<uuid:attachment>/", views.attachment, name="attachment"),
    path("<uuid:concern>/note/", views.add_note, name="add_note"),
    path("<uuid:concern>/acknowledge/", views.acknowledge, name="acknowledge"),
    path("<uuid:concern>/triage/", views.triage, name="triage"),
    path("<uuid:concern>/level/", views.change_level, name="change_level"),
    path("<uuid:concern>/feedback/", views.give_feedback, name="give_feedback"),
    path("<uuid:concern>/parents/", views.say_parents, name="say_parents"),
    path("<uuid:concern>/to-do/", views.ask_to_do, name="ask_to_do"),
    path("<uuid:concern>/ask/", views.ask_colleague, name="ask_colleague"),
    path("<uuid:concern>/agency/", views.log_agency, name="log_agency"),
    path("<uuid:concern>/refile/", views.refile, name="refile"),
    path("<uuid:concern>/close/", views.close, name="close"),
]
