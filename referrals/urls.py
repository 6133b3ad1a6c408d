"""Addresses of the referrals room."""

from django.urls import path

from referrals.views import answers, letters, lists, referral

app_name = "referrals"
urlpatterns = [
    path("", lists.referrals, name="referrals"),
    path("to-post/", letters.to_post, name="to_post"),
    path("for/<uuid:pupil>/", referral.consider, name="consider"),
    path("<uuid:referral>/", referral.referral, name="referral"),
    path("<uuid:referral>/step/<slug:answer>/", answers.take_step, name="take_step"),
    path("<uuid:referral>/begin/", letters.begin, name="begin"),
    path("<uuid:referral>/letter/", letters.letter, name="letter"),
    path("<uuid:referral>/letter/preview/", letters.preview, name="preview"),
    path("<uuid:referral>/ask-approval/", letters.ask_approval, name="ask_approval"),
    path("<uuid:referral>/approve/", letters.approve, name="approve"),
    path("<uuid:referral>/send-back/", letters.send_back, name="send_back"),
    path("<uuid:referral>/sent/", letters.sent, name="sent"),
    path("<uuid:referral>/download/", letters.download, name="download"),
]
