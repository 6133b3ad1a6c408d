"""A new installation starts with the school's document, and keeps what the school then makes of it."""

import io

from django.core.management import call_command

from concerns.models import ChangeKind, Need, UrgentTrigger
from interventions.models import Offering
from stbarts.furnishing import furnish


def test_a_new_installation_starts_with_every_line_of_the_schools_document(committed_db, settings):
    settings.DEMO = False
    call_command("prepare", stderr=io.StringIO(), stdout=io.StringIO())
    assert {f"N{n}" for n in range(1, 10)} <= set(Need.objects.values_list("code", flat=True))
    assert {f"L{n}" for n in range(1, 10)} <= set(ChangeKind.objects.values_list("code", flat=True))
    codes = set(Offering.objects.values_list("code", flat=True))
    assert {f"W{wave}.{n}" for wave, most in ((1, 15), (2, 12), (3, 15)) for n in range(1, most + 1)} <= codes
    assert UrgentTrigger.objects.count() == 4


def test_furnishing_again_adds_nothing_and_keeps_what_was_renamed(db):
    furnish()
    Need.objects.filter(code="N6").update(name="Sleep and rest")
    assert set(furnish().values()) == {0}
    assert Need.objects.get(code="N6").name == "Sleep and rest"
