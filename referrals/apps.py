"""Registers the referrals room and the notices it owes."""

from django.apps import AppConfig


class ReferralsConfig(AppConfig):
    name = "referrals"

    def ready(self):
        from referrals.dated import register_days
        from referrals.in_summaries import register_sections
        from referrals.notices import register_kinds
        from referrals.searched import register_records
        from referrals.story import register_sources

        register_kinds()
        register_sections()
        register_sources()
        register_records()
        register_days()
