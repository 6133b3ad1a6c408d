"""Addresses of the school room."""

from django.urls import path

from school import views

app_name = "school"
urlpatterns = [
    path("", views.settings, name="settings"),
    path("edit/", views.edit_school, name="edit_school"),
    path("hours/", views.set_hours, name="set_hours"),
    path("terms/", views.terms, name="terms"),
    path("terms/add/", views.add_term, name="add_term"),
    path("terms/<uuid:term>/edit/", views.edit_term, name="edit_term"),
    path("terms/<uuid:term>/remove/", views.remove_term, name="remove_term"),
    path("closures/add/", views.add_closure, name="add_closure"),
    path("closures/<uuid:closure>/edit/", views.edit_closure, name="edit_closure"),
    path("closures/<uuid:closure>/remove/", views.remove_closure, name="remove_closure"),
    path("classes/", views.classes, name="classes"),
    path("classes/add/", views.add_class, name="add_class"),
    path("classes/<uuid:school_class>/edit/", views.edit_class, name="edit_class"),
    path("classes/<uuid:school_class>/retire/", views.retire_class, name="retire_class"),
    path("classes/<uuid:school_class>/restore/", views.restore_class, name="restore_class"),
    path("agencies/", views.agencies, name="agencies"),
    path("agencies/add/", views.add_agency, name="add_agency"),
    path("agencies/<uuid:agency>/", views.agency, name="agency"),
    path("agencies/<uuid:agency>/edit/", views.edit_agency, name="edit_agency"),
    path("agencies/<uuid:agency>/verify/", views.verify_agency, name="verify_agency"),
    path("agencies/<uuid:agency>/retire/", views.retire_agency, name="retire_agency"),
    path("agencies/<uuid:agency>/restore/", views.restore_agency, name="restore_agency"),
    path("rota/", views.rota, name="rota"),
    path("rota/add/", views.add_on_duty, name="add_on_duty"),
    path("rota/<uuid:on_duty>/edit/", views.edit_on_duty, name="edit_on_duty"),
    path("rota/<uuid:on_duty>/remove/", views.take_off_duty, name="take_off_duty"),
    path("lines/add/", views.add_line, name="add_line"),
    path("lines/<uuid:line>/edit/", views.edit_line, name="edit_line"),
    path("lines/<uuid:line>/retire/", views.retire_line, name="retire_line"),
]
