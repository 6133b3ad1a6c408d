"""What stands on the home page."""

from django.utils import timezone

from concerns.actions import raise_concern
from dashboard.home import things_to_do


def test_many_notices_of_one_kind_are_one_line(cast):
    for words in ("Sat alone.", "Sat alone again.", "And again."):
        raise_concern(by=cast.teacher, pupil=cast.child, answers={"facts": words, "danger": "no"})
    (told,) = [s for s in things_to_do(cast.dsl, timezone.localdate()) if s.title == "You have been told"]
    lines = [line for line in told.lines if line.main == "A concern is waiting to be seen."]
    assert len(lines) == 1
    assert lines[0].quiet.startswith("3 of these, the last today at ")
