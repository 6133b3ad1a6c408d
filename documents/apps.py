"""Registers the documents room."""

from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    name = "documents"
