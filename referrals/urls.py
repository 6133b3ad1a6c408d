"""Addresses of the referrals room."""

from django.urls import path

from referrals import views

app_name = "referrals"
urlpatterns = [
    path("", views.referrals, name="referrals"),
    path("to-post/", views.to_post, name="to_post"),
    path("for/<uuid:pupil>/", views.consider, name="consider"),
    path("<uuid:referral>/", views.referral, name="referral"),
    path("<uuid:referral>/consent/", views.consent, name="consent"),
    path("<uuid:referral>/begin/", views.begin, name="begin"),
    path("<uuid:referral>/letter/", views.letter, name="letter"),
    path("<uuid:referral>/letter/preview/", views.preview, name="preview"),
    path("<uuid:referral>/ask-approval/", views.ask_approval, name="ask_approval"),
    path("<uuid:referral>/approve/", views.approve, name="approve"),
    path("<uuid:referral>/send-back/", views.send_back, name="send_back"),
    path("<uuid:referral>/sent/", views.sent, name="sent"),
    path("<uuid:referral>/end/", views.end, name="end"),
    path("<uuid:referral>/download/", views.download, name="download"),
]
