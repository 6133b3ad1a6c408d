"""Filling in a form that the walk found as well as a careful person would, so that it is taken."""

import uuid
from datetime import timedelta

from django.utils import timezone

LATER = ("due", "review", "until", "ends", "answer_by")
KEPT = {"time": "10:00", "number": "3", "tel": "01632 960123", "url": "https://example.org/", "color": "#000000"}


def filled_well(form, words):
    """{name: value}: choices chosen, days that fit, and words(name) in every box for words."""
    data = {}
    for name, old in form.fields.items():
        kind = form.kinds.get(name, "text")
        if name == "csrfmiddlewaretoken":
            continue
        if name == "idempotency_key":
            data[name] = str(uuid.uuid4())
        elif name in form.choices:
            data[name] = old or next(filter(None, form.choices[name]), "")
        elif kind in ("text", "textarea", "search"):
            data[name] = words(name)
        elif kind == "email":
            data[name] = f"{words(name)}@example.org"
        elif kind == "date":
            data[name] = old or _day(name).isoformat()
        elif kind == "datetime-local":
            data[name] = old or f"{_day(name).isoformat()}T10:00"
        else:
            data[name] = old or KEPT.get(kind, "")
    return data


def _day(name):
    return timezone.localdate() + timedelta(days=7 if any(word in name for word in LATER) else 0)
