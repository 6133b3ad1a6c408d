"""Addresses for anybody: help for families."""

from django.urls import path

from families.views import resources

app_name = "resources"
urlpatterns = [
    path("", resources.resources, name="resources"),
    path("paper/", resources.resources_paper, name="resources_paper"),
    path("<uuid:resource>/sheet/", resources.resource_sheet, name="resource_sheet"),
]
