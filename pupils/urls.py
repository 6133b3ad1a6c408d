"""Addresses of the pupils room. No name of a child is ever in one."""

from django.urls import path

from pupils import views

app_name = "pupils"
urlpatterns = [
    path("", views.list, name="list"),
    path("find/", views.find, name="find"),
    path("check/", views.check, name="check"),
    path("classes/", views.classes, name="classes"),
    path("classes/<uuid:school_class>/staff/", views.set_class_staff, name="set_class_staff"),
    path("classes/<uuid:school_class>/staff/<uuid:person>/end/", views.end_class_staff, name="end_class_staff"),
    path("import/", views.read_import, name="read_import"),
    path("import/<uuid:batch>/", views.review_import, name="review_import"),
    path("import/<uuid:batch>/commit/", views.commit_import, name="commit_import"),
    path("import/<uuid:batch>/discard/", views.discard_import, name="discard_import"),
    path("import/<uuid:batch>/leavers/", views.mark_leavers, name="mark_leavers"),
    path("import/<uuid:batch>/rows/<uuid:row>/", views.decide_row, name="decide_row"),
    path("siblings/<uuid:sibling>/confirm/", views.confirm_sibling, name="confirm_sibling"),
    path("siblings/<uuid:sibling>/refuse/", views.refuse_sibling, name="refuse_sibling"),
    path("contacts/<uuid:contact>/", views.edit_contact, name="edit_contact"),
    path("contacts/<uuid:contact>/order/", views.keep_order, name="keep_order"),
    path("contacts/<uuid:contact>/order/<uuid:attachment>/", views.order_file, name="order_file"),
    path("speak-again/", views.to_speak_to, name="to_speak_to"),
    path("speak-again/<uuid:contact_note>/done/", views.finish_next_contact, name="finish_next_contact"),
    path("<uuid:pupil>/family/", views.family, name="family"),
    path("<uuid:pupil>/family/write/", views.log_contact, name="log_contact"),
    path("<uuid:pupil>/", views.manage, name="manage"),
    path("<uuid:pupil>/upn/", views.show_upn, name="show_upn"),
    path("<uuid:pupil>/strengths/", views.set_strengths, name="set_strengths"),
    path("<uuid:pupil>/names/", views.correct_names, name="correct_names"),
    path("<uuid:pupil>/class/", views.place_in_class, name="place_in_class"),
    path("<uuid:pupil>/left/", views.mark_left, name="mark_left"),
    path("<uuid:pupil>/returned/", views.mark_returned, name="mark_returned"),
    path("<uuid:pupil>/contacts/", views.add_contact, name="add_contact"),
    path("<uuid:pupil>/relative/", views.block_relative, name="block_relative"),
    path("<uuid:pupil>/relative/mistake/", views.unblock_relative, name="unblock_relative"),
]
