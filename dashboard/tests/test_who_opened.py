"""Who opened a child's page is told in plain words."""

import pytest

from audit.models import Entry
from dashboard.who_opened import in_words, is_plain

pytestmark = pytest.mark.demo


def test_everything_that_happens_to_a_child_of_the_demo_school_is_said_in_plain_words(demo_db, django_db_blocker):
    with django_db_blocker.unblock():
        verbs = set(Entry.objects.exclude(pupil="").values_list("verb", flat=True))
    assert len(verbs) > 60
    assert sorted(verb for verb in verbs if not is_plain(verb)) == []


def test_a_verb_without_words_is_still_told(db):
    assert in_words(Entry(verb="kite.flown", fields="string")) == "kite: flown (string)"
    assert in_words(Entry(verb="pupil.changed", fields="postcode,sen_status")).endswith(": postcode, sen status")
