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
    path("waiting/", views.queue, name="queue"),
    path("<uuid:concern>/", views.read, name="read"),
    path("<uuid:concern>/receipt/", views.receipt, name="receipt"),
    path("<uuid:concern>/text/", views.text, name="text"),
    path("<uuid:concern>/acknowledge/", views.acknowledge, name="acknowledge"),
    path("<uuid:concern>/triage/", views.triage, name="triage"),
    path("<uuid:concern>/level/", views.change_level, name="change_level"),
    path("<uuid:concern>/feedback/", views.give_feedback, name="give_feedback"),
    path("<uuid:concern>/close/", views.close, name="close"),
]
