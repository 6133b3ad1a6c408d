"""Registers the interventions room."""

from django.apps import AppConfig


class InterventionsConfig(AppConfig):
    name = "interventions"

    def ready(self):
        from interventions import notices, searched, story  # noqa: F401 notices declare themselves

        story.register_sources()
        searched.register_records()
