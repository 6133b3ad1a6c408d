"""Registers the school room and what it owes people."""

from django.apps import AppConfig


class SchoolConfig(AppConfig):
    name = "school"

    def ready(self):
        from school import calendar, notices
        from school.models import School
        from staff import demo
        from staff.notices import house

        house.is_school_day, house.allows_email = calendar.is_school_day, School.tells_by_email
        notices.declare()
        demo.refuse_when(School.why_real)
