"""Registers the concerns room and what it owes people."""

from django.apps import AppConfig


class ConcernsConfig(AppConfig):
    name = "concerns"

    def ready(self):
        from concerns import banner, dated, notices, searched, story

        notices.register_kinds()
        story.register_sources()
        searched.register_records()
        dated.register_days()
        banner.declare()
