"""Registers the concerns room."""

from django.apps import AppConfig


class ConcernsConfig(AppConfig):
    name = "concerns"
