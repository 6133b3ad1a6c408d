"""Addresses of the concerns room. No name of a child is ever in one."""

from django.urls import path

from concerns import views

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
    path("waiting/", views.queue, name="queue"),
    path("<uuid:concern>/", views.read, name="read"),
    path("<uuid:concern>/receipt/", views.receipt, name="receipt"),
    path("<uuid:concern>/add/", views.add_words, name="add_words"),
    path("<uuid:concern>/correct/", views.correct_words, name="correct_words"),
    path("<uuid:concern>/told/", views.say_told, name="say_told"),
    path("<uuid:concern>/text/", views.text, name="text"),
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
