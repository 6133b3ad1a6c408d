"""Addresses of the staff room."""

from django.urls import path

from staff import views

app_name = "staff"
urlpatterns = [
    path("notices/", views.notices, name="notices"),
    path("notices/<slug:notice_kind>/", views.owed, name="owed"),
    path("notices/<uuid:notice>/open/", views.open_notice, name="open_notice"),
    path("drafts/", views.my_drafts, name="my_drafts"),
    path("drafts/save/", views.save_draft, name="save_draft"),
    path("drafts/discard/", views.discard_draft, name="discard_draft"),
    path("people/", views.people, name="people"),
    path("people/invite/", views.invite, name="invite"),
    path("people/<uuid:person>/", views.person, name="person"),
    path("people/<uuid:person>/invite-again/", views.invite_again, name="invite_again"),
    path("people/<uuid:person>/end/", views.end_account, name="end_account"),
    path("people/<uuid:person>/sign-out/", views.end_sessions, name="end_sessions"),
    path("people/<uuid:person>/second-step/", views.reset_second_factor, name="reset_second_factor"),
    path("people/<uuid:person>/away/", views.cover_for, name="cover_for"),
    path("away/", views.cover, name="cover"),
    path("away/<uuid:cover>/end/", views.end_cover, name="end_cover"),
    path("me/", views.me, name="me"),
    path("me/calendar/", views.make_feed, name="make_feed"),
    path("me/calendar/end/", views.end_feed, name="end_feed"),
    path("me/sign-out/", views.end_my_sessions, name="end_my_sessions"),
    path("join/", views.join, name="join"),
    path("join/<str:token>/", views.invitation, name="invitation"),
    path("demo/sign-in/", views.demo_sign_in, name="demo_sign_in"),
    path("demo/again/", views.demo_step_up, name="demo_step_up"),
]
