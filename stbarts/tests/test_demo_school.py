"""What is true of the demo school, on whatever day and at whatever hour it was made."""

import re

import pytest
from django.apps import apps
from django.db.models import DateTimeField, Max
from django.utils import timezone

from school.models import Agency

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


def test_everybody_outside_who_may_be_rung_has_a_number_that_rings_nowhere_or_for_everybody(demo_db, django_db_blocker):
    kept_for_plays = re.compile(r"01632 960\d{3}|07700 900\d{3}")
    national = {"999", "111", "0800 1111", "Text SHOUT to 85258"}
    with django_db_blocker.unblock():
        outside = Agency.objects.current().exclude(route=Agency.Route.INTERNAL)
        numbers = dict(outside.values_list("code", "phone"))
        assert {"lado", "childrens-services", "camhs-access", "bereavement"} <= numbers.keys()
        assert not {code for code, phone in numbers.items() if not kept_for_plays.fullmatch(phone)} - {
            code for code, phone in numbers.items() if phone in national
        }
