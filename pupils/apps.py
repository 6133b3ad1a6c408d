"""Registers the pupils room and what can be told and found of a child."""

from django.apps import AppConfig


class PupilsConfig(AppConfig):
    name = "pupils"

    def ready(self):
        from pupils import notices, searched, story, to_come

        notices.register_kinds()
        story.register_sources()
        searched.register_records()
        to_come.register_days()
