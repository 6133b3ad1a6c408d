"""Registers the school room and what it owes people."""

from django.apps import AppConfig


class SchoolConfig(AppConfig):
    name = "school"

    def ready(self):
        from school import notices
        from school.models import School
        from staff import demo

        notices.declare()
        demo.refuse_when(School.why_real)
