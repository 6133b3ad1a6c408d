"""Registers the concerns room and what it owes people."""

from django.apps import AppConfig


class ConcernsConfig(AppConfig):
    name = "concerns"

    def ready(self):
        from concerns import banner, dated, notices, searched, story
        from concerns.models.trigger import heard_in_words
        from pupils.talking import register_listening

        notices.register_kinds()
        story.register_sources()
        searched.register_records()
        dated.register_days()
        banner.declare()
        register_listening(heard_in_words)
