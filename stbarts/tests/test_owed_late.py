"""No worker ran for three school days: what fell due on the first of them is owed once when one is back.

Every kind of reminder is found in the register, and each needs something in the demo school that falls due, or
something made here: a new kind without either fails.
"""

from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from audit.requests import one_request
from concerns.models import Keeping
from interventions.actions.practitioners import add_credential
from interventions.models import Programme, ProgrammePlace
from interventions.supervision import due_on as first_supervision_due
from pupils.models import Contact
from referrals.actions.consent import record_consent
from referrals.models import Referral
from school import calendar
from staff.models import Draft, User
from staff.notices import KINDS, write
from stbarts.demo.clock import at, on
from stbarts.demo.people import email_of

pytestmark = pytest.mark.demo
OFF = 4  # school days from the one that was missed to the one on which a worker is back
DATED = sorted(name for name, kind in KINDS.items() if kind.owed)

# Asked again on every school day until somebody has looked: the day that was missed is followed by another.
EVERY_DAY = {"concern_to_acknowledge", "report_to_match"}
# A session that was not written down is to be made up for, so the last one, and what is owed before it, move.
MOVES = {"programme_ending"}


@pytest.fixture(scope="module")
def today(demo_db, django_db_blocker):
    """The demo school; whatever is made in it is undone."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield calendar.next_school_day(timezone.localdate())
        transaction.set_rollback(True)


def owed(name, day):
    """What a sweep on the morning of this day would owe, of one kind."""
    return {(user.pk, about, None if name in EVERY_DAY else due_on) for user, about, due_on in all_of(name, day)}


def all_of(name, day):
    with at(on(day, 8)), one_request():
        return list(KINDS[name].owed(day))


def each_day(name, day):
    """What is owed anew on this day and on the next, for no other reason than that it is another day."""
    tomorrow = calendar.add_school_days(day, 1)
    found = [{(u.pk, about) for u, about, due_on in all_of(name, one) if due_on == one} for one in (day, tomorrow)]
    return found[0] & found[1]


def falls_due(name, today):
    """(a day, what falls due on it), of this kind in the demo school; nothing where nothing does for nine weeks."""
    first = calendar.add_school_days(today, -20)
    at_first = before = owed(name, first)
    for n in range(-19, 26):
        day = calendar.add_school_days(today, n)
        now = owed(name, day)
        if now - before:
            return day, now - before
        before = now
    for one in at_first:  # due for longer than that: on the very day that made it so
        day = calendar.next_school_day(one[2])
        return day, {one} & owed(name, day)
    return None, set()


def person(part):
    return User.objects.get(email=email_of(part))


def a_consent(today):
    referral = Referral.objects.open().filter(state=Referral.State.CONSENT).first()
    record_consent(
        by=person("sendco"), referral=referral, answer="given", given_on=min(today, timezone.localdate()), route="spoken",
        until_on=today + timedelta(days=40), contact=Contact.objects.filter(pupil=referral.pupil).first(),
    )  # fmt: skip


def somebody_trained(today):
    """Their first supervision falls due within the weeks that are looked at, on whatever day of the year it is."""
    last = calendar.add_school_days(today, 24)
    days = (timezone.localdate() - timedelta(weeks=n) for n in range(40))
    day = next(day for day in days if first_supervision_due(day) <= last)
    add_credential(
        by=person("sendco"), user=person("teacher"), practice="drawing", awarded_by="A made-up trust", gained_on=day
    )


def a_lead_who_left(today):
    led = Programme.objects.running().filter(places__in=ProgrammePlace.objects.active())
    User.objects.filter(pk=led.first().lead_id).update(is_active=False, left_at=timezone.now())


def words_to_carry(today):
    Keeping.objects.update(kept_in="Another system")


def a_draft(today):
    with at(on(today, 9)):
        Draft.objects.create(user=person("teacher"), form="log", begun_at=timezone.now(), saved_at=timezone.now())


MADE = {
    "consent_runs_out": a_consent,
    "lead_gone": a_lead_who_left,
    "concern_to_carry": words_to_carry,
    "draft_left_lying": a_draft,
    "supervision_overdue": somebody_trained,
}


def first_assumed(today):
    """The terms of the demo school run out some day."""
    while not calendar.is_assumed(today + timedelta(weeks=8)):
        today = calendar.add_school_days(today, 1)
    return today


@pytest.mark.parametrize("name", DATED)
def test_what_falls_due_while_no_worker_runs_is_owed_once_when_one_is_back(name, today):
    start = first_assumed(today) if name == "terms_to_add" else today
    with transaction.atomic():
        if name in MADE:
            MADE[name](today)
        day, due = falls_due(name, start)
        assert due, f"nothing of the kind {name} falls due in the demo school: add it there, or to MADE"
        back = calendar.add_school_days(day, OFF)
        late = [calendar.add_school_days(back, n) for n in range(25)] if name in MOVES else [back]
        assert not due - set().union(*(owed(name, one) for one in late)), "lost: no later sweep finds it"
        assert name in EVERY_DAY or not each_day(name, back), "another of the same on every day"
        write(KINDS[name], all_of(name, back))
        assert not write(KINDS[name], all_of(name, back)), "twice on the day on which a worker is back"
        transaction.set_rollback(True)
