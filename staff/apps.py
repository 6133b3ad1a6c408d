"""Registers the staff room."""

from django.apps import AppConfig


class StaffConfig(AppConfig):
    name = "staff"
