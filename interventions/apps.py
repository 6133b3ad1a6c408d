"""Registers the interventions room."""

from django.apps import AppConfig


class InterventionsConfig(AppConfig):
    name = "interventions"

    def ready(self):
        from interventions import (
            chart_notices,  # noqa: F401 declares a kind of notice
            help_notices,  # noqa: F401 declares kinds of notice
            help_searched,
            help_story,
            notices,  # noqa: F401 declares this room's kinds of notice
            searched,
            sheet_notices,  # noqa: F401 declares a kind of notice
            sheet_registers,
            story,
        )

        story.register_sources()
        searched.register_records()
        help_story.register_sources()
        help_searched.register_records()
        sheet_registers.register_sources()
        sheet_registers.register_records()
