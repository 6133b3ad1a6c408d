"""Help in sessions for tests, made through the actions. Later rooms import `on_programme`."""

from datetime import time, timedelta
from itertools import count

from django.utils import timezone

from interventions.actions.places import offer_place, record_agreement, request_place
from interventions.actions.practitioners import add_credential, add_slot
from interventions.actions.programmes import start_programme
from interventions.models import Credential, Offering
from interventions.models.programmes import State
from interventions.seed import add_catalogue
from pupils.contacts import add_contact
from pupils.models import Contact
from school.calendar import add_school_days

ELSA, DRAWING, CIRCLE = "W3.5", "W3.4", "W2.5"
_next = count(1)


def offering(code=ELSA):
    """A line of the school's map."""
    if not Offering.objects.filter(code=code).exists():
        add_catalogue()
    return Offering.objects.select_related("provision").get(code=code)


def train(user, *, by, practice="elsa", gained_on=None):
    """Trained, unless they are already."""
    if not Credential.objects.filter(user=user, practice=practice, until_on=None).exists():
        gained_on = gained_on or timezone.localdate() - timedelta(days=10)
        add_credential(
            by=by, user=user, practice=practice, awarded_by="Made-up Psychology Service", gained_on=gained_on
        )


def slot(user, *, by, code=ELSA, weekday=None):
    """A time in their week, another one each time; today's weekday, or Monday at a weekend."""
    today = timezone.localdate().weekday()
    number = next(_next)
    return add_slot(
        by=by, user=user, offering=offering(code), weekday=(today if today < 5 else 0) if weekday is None else weekday,
        starts_at=time(7 + number // 60 % 12, number % 60), where="The den",
    )  # fmt: skip


def programme(lead, *, by, code=ELSA, room_for=1, starts_on=None, slots=None, weeks=6, name=""):
    """A run of a line of the map; its lead is trained where that is asked for."""
    line = offering(code)
    if line.provision.practice != "plain":
        train(lead, by=by, practice=line.provision.practice)
    if slots is None:
        slots = [slot(lead, by=by, code=code)]
    return start_programme(
        by=by, offering=line, lead=lead, weeks=weeks, sessions_a_week=1, minutes=30, room_for=room_for,
        starts_on=starts_on or add_school_days(timezone.localdate(), -15), slots=slots, name=name,
    )  # fmt: skip


def ask(pupil, *, by, code=ELSA, why="To name feelings before they are too big.", **more):
    """A place is asked for."""
    return request_place(by=by, pupil=pupil, offering=offering(code), why=why, **more)


def agree(place, *, by, answer="given"):
    """The family answers, where it is asked."""
    place.refresh_from_db()
    if place.state != State.CONSENT:
        return place
    contact = Contact.objects.filter(pupil=place.pupil).first() or add_contact(
        by=by_office(), pupil=place.pupil, facts={"name": "A Parent", "relationship": "Mother", "priority": 1}
    )
    return record_agreement(
        by=by, place=place, answer=answer, contact=contact, route="spoken", given_on=timezone.localdate()
    )


def by_office():
    from audit.actions import System

    return System("tests")


def on_programme(pupil, run, *, by, from_on=None, **more):
    """A child's place, under way."""
    place = agree(ask(pupil, by=by, code=run.offering.code, **more), by=by)
    return offer_place(by=by, place=place, programme=run, from_on=from_on or run.starts_on)
