"""Registers the pupils room and what it tells of a child."""

from django.apps import AppConfig


class PupilsConfig(AppConfig):
    name = "pupils"

    def ready(self):
        from pupils import story

        story.register_sources()
