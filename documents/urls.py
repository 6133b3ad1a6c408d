"""Addresses of the documents room."""

from django.urls import path

from documents import views

app_name = "documents"
urlpatterns = [
    path("<uuid:document>/", views.progress, name="progress"),
]
