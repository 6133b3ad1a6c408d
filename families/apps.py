"""Registers the families room and the notices it owes."""

from django.apps import AppConfig


class FamiliesConfig(AppConfig):
    name = "families"

    def ready(self):
        from families.dated import register_days
        from families.notices import register_kinds
        from families.searched import register_records
        from families.story import register_sources

        register_kinds()
        register_sources()
        register_records()
        register_days()
