"""Referrals for tests, made through the actions."""

from django.utils import timezone

from audit.actions import System
from pupils.contacts import add_contact
from referrals import actions
from referrals.actions.moving import move
from referrals.models import Referral
from school.models import Agency
from staff.policy import Level

TESTS = System("tests")


def make_referral(pupil, *, by, level=Level.WELLBEING, why="Two rounds of help and little change."):
    """A referral being considered. A safeguarding one is to an agency that only the safeguarding leads ask."""
    agencies = Agency.objects.filter(route=Agency.Route.LETTER)
    if level == Level.SAFEGUARDING:
        agencies = Agency.objects.filter(dsl_only=True)
    made = actions.consider_referral(by=by, pupil=pupil, agency=agencies.order_by("pk").first(), why=why)
    if level == Level.TEAM:
        Referral.objects.filter(pk=made.pk).update(level=level)
        made.refresh_from_db()
    return made


def make_sent(pupil, *, by, on, code="desc"):
    """A referral that went out on a day, as a call or a request inside school does: without a letter."""
    made = actions.consider_referral(by=by, pupil=pupil, agency=Agency.objects.get(code=code), why="Little change.")
    move(made, Referral.State.SENT, by=by, on=on)
    return made


WHOLE = {
    "recipient": "Dr Example, The Surgery",
    "recipient_address": "1 Made-up Street\nAnytown",
    "gp": "Dr Example, The Surgery",
    "purpose": "To ask for your view on sleep and worry.",
    "strengths": "Draws maps of everywhere.",
    "what_we_see": "Awake before five on four nights in five since September.",
    "impact": "Tired by eleven on three days in five.",
    "risk": "We see none.",
    "child_words": "I count the cars until it is light.",
    "parents_words": "Sunday nights are the hardest.",
    "ask": "Please see her and tell us how we can help at school.",
    "school_continues": "A worry book and a lunch buddy.",
}


def agree(referral, *, by, **facts):
    """Somebody at home with parental responsibility agrees to it."""
    facts = {"name": "Lucía López", "relationship": "Mother", "responsibility": "yes", "priority": 1, **facts}
    contact = add_contact(by=TESTS, pupil=referral.pupil, facts=facts)
    actions.record_consent(
        by=by, referral=referral, answer="given", contact=contact, route="signed", given_on=timezone.localdate()
    )
    return contact


def a_letter(pupil, *, by, code="gp", ticked=(), **words):
    """A letter that is being written, with all it needs, and the family's agreement."""
    referral = actions.consider_referral(by=by, pupil=pupil, agency=Agency.objects.get(code=code), why="Little change.")
    agree(referral, by=by)
    letter = actions.begin_letter(by=by, referral=referral, ticked=list(ticked))
    return actions.edit_letter(by=by, letter=letter, version=letter.version, **{**WHOLE, **words})


def approved(letter, *, by):
    """The same letter, once somebody else has read it."""
    actions.ask_for_approval(by=letter.written_by, referral=letter.referral)
    return actions.approve_letter(by=by, referral=letter.referral)
