"""The door gunicorn knocks on. All pages' code is there before the workers part, who share it from then on."""

import gc
import os

from django.core.wsgi import get_wsgi_application

from stbarts.room import with_room

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "stbarts.settings")
application = with_room(get_wsgi_application())

from stbarts import urls  # noqa: E402, F401

gc.freeze()  # a collection would touch each object, and so copy what is shared
