"""Registers the interventions room."""

from django.apps import AppConfig


class InterventionsConfig(AppConfig):
    name = "interventions"

    def ready(self):
        from interventions import (
            notices,  # noqa: F401 declares this room's kinds of notice
            searched,
            story,
        )

        story.register_sources()
        searched.register_records()
