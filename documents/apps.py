"""Registers the documents room."""

from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    name = "documents"

    def ready(self):
        from documents import checks  # noqa: F401 registers itself
