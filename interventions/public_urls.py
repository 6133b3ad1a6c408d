"""Addresses for anybody: the map as parents read it."""

from django.urls import path

from interventions.views import public

app_name = "public"
urlpatterns = [
    path("provision-map/", public.provision_map, name="provision_map"),
    path("provision-map/paper/", public.provision_map_paper, name="provision_map_paper"),
]
