"""Addresses of the referrals room."""

from django.urls import path

from referrals.views import answers, consulting, grouping, letters, lists, referral

app_name = "referrals"
urlpatterns = [
    path("", lists.referrals, name="referrals"),
    path("questions/", consulting.consultations, name="consultations"),
    path("questions/for/<uuid:pupil>/", consulting.ask_sendco, name="ask_sendco"),
    path("questions/<uuid:consultation>/", consulting.consultation, name="consultation"),
    path("questions/<uuid:consultation>/day/", consulting.set_consultation_day, name="set_consultation_day"),
    path("questions/<uuid:consultation>/advice/", consulting.give_advice, name="give_advice"),
    path("questions/<uuid:consultation>/no-longer/", consulting.drop_consultation, name="drop_consultation"),
    path("group/", grouping.consider_group, name="consider_group"),
    path("group/<uuid:group>/", grouping.group, name="group"),
    path("group/<uuid:group>/add/", grouping.add_to_group, name="add_to_group"),
    path("group/<uuid:group>/step/<slug:answer>/", grouping.step_together, name="step_together"),
    path("by-agency/", lists.by_agency, name="by_agency"),
    path("to-chase/", lists.to_chase, name="to_chase"),
    path("<uuid:referral>/chased/", lists.chased, name="chased"),
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
