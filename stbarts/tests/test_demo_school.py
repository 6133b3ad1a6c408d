"""What is true of the demo school, on whatever day and at whatever hour it was made."""

import pytest
from django.apps import apps
from django.db.models import DateTimeField, Max
from django.utils import timezone

pytestmark = pytest.mark.demo


def test_nobody_at_the_demo_school_has_done_anything_tomorrow(demo_db, django_db_blocker):
    with django_db_blocker.unblock():
        now, met = timezone.now(), 0
        for model in apps.get_models():
            for field in model._meta.local_concrete_fields:
                if isinstance(field, DateTimeField) and (field.default == timezone.now or field.auto_now_add):
                    last = model._base_manager.aggregate(last=Max(field.name))["last"]
                    assert last is None or last <= now, (model, field.name, last)
                    met += last is not None
        assert met > 50
