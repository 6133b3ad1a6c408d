"""Registers the concerns room and what it owes people."""

from django.apps import AppConfig


class ConcernsConfig(AppConfig):
    name = "concerns"

    def ready(self):
        from concerns import banner, notices, searched, story, urgent_notices, urgent_searched

        notices.register_kinds()
        urgent_notices.register_kinds()
        story.register_sources()
        searched.register_records()
        urgent_searched.register_records()
        banner.declare()
