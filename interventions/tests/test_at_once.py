"""Two people, or two beats, at the same moment: real commits, real threads."""

import threading

from django.db import connection

from audit.actions import Refused
from interventions.actions import place_on_wave, record_review
from interventions.models import Move, Placement
from interventions.tests.test_review_notices import at
from interventions.tests.world import make_area, place
from staff.models import Notice
from staff.notices import sweep
from staff.posting import Stale


def at_once(*works):
    """Run each in its own thread and connection; what each returned or was refused, in order."""
    begin, said = threading.Barrier(len(works)), [None] * len(works)

    def run(number, work):
        begin.wait()
        try:
            said[number] = work()
        except Refused as refusal:
            said[number] = refusal
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(works)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return said


def test_two_reviews_at_once_are_one_saved_and_one_shown_the_other(committed_db, cast):
    placement = place(cast.child, by=cast.sendco)

    def decide(by, why):
        mine = Placement.objects.get(pk=placement.pk)
        return lambda: record_review(by=by, placement=mine, decision="continue", why=why, version=mine.version)

    said = at_once(decide(cast.sendco, "Mine."), decide(cast.wellbeing_lead, "Hers."))
    assert sum(isinstance(answer, Stale) for answer in said) == 1
    assert sum(isinstance(answer, Placement) for answer in said) == 1
    assert Move.objects.filter(placement=placement).count() == 2


def test_two_who_place_one_child_at_once_make_one_placement(committed_db, cast):
    area = make_area("Friendships")

    def decide(by):
        return lambda: place_on_wave(by=by, pupil=cast.child, wave=2, area=area, reason="r", hoped_for="h")

    said = at_once(decide(cast.sendco), decide(cast.wellbeing_lead))
    assert sum(isinstance(answer, Refused) for answer in said) == 1
    assert Placement.objects.filter(pupil=cast.child, area=area).count() == 1


def test_two_beats_at_once_tell_everybody_once(committed_db, cast):
    placement = place(cast.child, by=cast.sendco)
    with at(placement.review_on):
        written = at_once(*[lambda: sweep(placement.review_on)] * 2)
    assert sum(written) == Notice.objects.filter(subject_id=placement.pk, kind__startswith="review_").count() > 0
