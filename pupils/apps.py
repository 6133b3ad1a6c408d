"""Registers the pupils room."""

from django.apps import AppConfig


class PupilsConfig(AppConfig):
    name = "pupils"
