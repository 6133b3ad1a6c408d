"""Registers the concerns room and what it owes people."""

from django.apps import AppConfig


class ConcernsConfig(AppConfig):
    name = "concerns"

    def ready(self):
        from concerns import (
            banner,
            notices,
            reminders,
            safeguarding_notices,
            searched,
            searched_file,
            story,
            story_file,
            urgent_notices,
            urgent_searched,
        )

        for room in (notices, urgent_notices, safeguarding_notices, reminders):
            room.register_kinds()
        story.register_sources()
        story_file.register_sources()
        for room in (searched, urgent_searched, searched_file):
            room.register_records()
        banner.declare()
