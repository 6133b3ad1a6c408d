"""Registers the pictures room."""

from django.apps import AppConfig


class ChartsConfig(AppConfig):
    name = "charts"
