"""Registers the dashboard room, and why its words are not searched."""

from django.apps import AppConfig


class DashboardConfig(AppConfig):
    name = "dashboard"

    def ready(self):
        from concerns import carrying
        from dashboard.chronology import PAPER, RESTRICTED_PAPER, put_in_words
        from dashboard.models import CurationWords
        from pupils.dated import leave_out as no_day
        from pupils.searching import leave_out
        from staff.models import Notice

        carrying.register(carrying.Later(put_in_words, "dashboard_carry_over", (PAPER, RESTRICTED_PAPER)))

        no_day(Notice, "due_on", "A notice says what is owed; what it is about has the day.")
        leave_out(CurationWords, "*", "A line of a chronology says again, shorter, what its record says.")
