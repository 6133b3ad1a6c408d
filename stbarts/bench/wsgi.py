"""The app as it is served, with the two floor pages added."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "stbarts.settings")

from django.conf import settings  # noqa: E402

settings.ROOT_URLCONF = "stbarts.bench.urls"

from stbarts.wsgi import application  # noqa: E402

__all__ = ["application"]
