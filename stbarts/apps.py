"""Registers the house itself, so that its commands and checks are found."""

from django.apps import AppConfig


class StBartsConfig(AppConfig):
    name = "stbarts"
    label = "stbarts"
