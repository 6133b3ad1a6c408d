"""Addresses of help in sessions: a practitioner's day, programmes, places on them, who gives it; plans; everyday help."""

from django.urls import path

from interventions.views import everyday, places, plans, practitioners, programmes, sessions

urlpatterns = [
    path("sessions/", sessions.today, name="today"),
    path("sessions/<uuid:session>/strike-out/", sessions.strike_out, name="strike_out"),
    path("programmes/", programmes.programmes, name="programmes"),
    path("programmes/start/", programmes.start_programme, name="start_programme"),
    path("programmes/<uuid:programme>/", programmes.programme, name="programme"),
    path("programmes/<uuid:programme>/log/", sessions.log_sessions, name="log_sessions"),
    path("programmes/<uuid:programme>/lead/", programmes.change_lead, name="change_lead"),
    path("programmes/<uuid:programme>/end/", programmes.end_programme, name="end_programme"),
    path("places/", places.waiting_list, name="waiting_list"),
    path("places/ask/<uuid:pupil>/", places.ask_for_place, name="ask_for_place"),
    path("places/<uuid:place>/", places.programme_place, name="programme_place"),
    path("places/<uuid:place>/<slug:step>/", places.take_step, name="take_step"),
    path("practitioners/", practitioners.practitioners, name="practitioners"),
    path("practitioners/<uuid:person>/", practitioners.practitioner, name="practitioner"),
    path("practitioners/<uuid:person>/<slug:what>/", practitioners.write_practitioner, name="write_practitioner"),
    path("training/<uuid:credential>/end/", practitioners.end_credential, name="end_credential"),
    path("supervisions/<uuid:supervision>/strike/", practitioners.strike_supervision, name="strike_supervision"),
    path("times/<uuid:slot>/retire/", practitioners.retire_slot, name="retire_slot"),
    path("lists/", practitioners.help_lists, name="help_lists"),
    path("lists/<slug:which>/add/", practitioners.add_help_item, name="add_help_item"),
    path("lists/line/<uuid:item>/", practitioners.edit_help_item, name="edit_help_item"),
    path("lists/line/<uuid:item>/retire/", practitioners.retire_help_item, name="retire_help_item"),
    path("plans/", plans.plans, name="plans"),
    path("plans/start/<uuid:pupil>/", plans.start_plan, name="start_plan"),
    path("plans/<uuid:informal>/", plans.informal_plan, name="informal_plan"),
    path("plans/<uuid:informal>/look/", plans.look_at_plan, name="look_at_plan"),
    path("plans/<uuid:informal>/end/", plans.end_plan, name="end_plan"),
    path("tried/", everyday.note_tried, name="note_tried"),
    path("tried/<uuid:pupil>/", everyday.note_tried_with, name="note_tried_with"),
    path("classes/", everyday.class_helps, name="class_helps"),
    path("classes/<uuid:school_class>/", everyday.set_class_help, name="set_class_help"),
]
