"""Addresses of the interventions room."""

from django.urls import path

from interventions import views

app_name = "interventions"
urlpatterns = [
    path("map/", views.map, name="map"),
]
