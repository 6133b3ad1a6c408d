"""The big school that is measured is whole, however big it is asked for."""

import pytest

from concerns.models import Concern
from stbarts import scale

pytestmark = pytest.mark.django_db


def test_a_code_that_is_drawn_twice_is_drawn_again(cast, monkeypatch):
    drawn = iter(["2222-2222", "2222-2222", "3333-3333", "2222-2222", "4444-4444"])
    monkeypatch.setattr(scale, "new_reference", lambda: next(drawn))
    scale.build(pupils=2, concerns=3)
    assert set(Concern.objects.values_list("reference", flat=True)) == {"2222-2222", "3333-3333", "4444-4444"}
