"""Asking the SENDCo about a child: the question, the day, the advice and what follows from it."""

from django.utils import timezone

from audit.actions import Refused, action, record
from pupils.models import Pupil
from referrals.actions.considering import consider_referral
from referrals.actions.days import refuse_far_off, refuse_mistyped
from referrals.models import Advice, Consultation
from staff.models import User
from staff.notices import owe, settle
from staff.permitted import require, those_with
from staff.policy import Permission

State = Consultation.State
ASK, ANSWER = Permission.MEETING_WRITE, Permission.PLACEMENT_DECIDE
READ = Permission.MEETING_READ


@action
def ask_sendco(*, by, pupil, question):
    """A teacher asks the SENDCo about a child (row W2.7). Those who decide about help are told.

    Refuses an empty question and a child who has left.
    """
    require(by, ASK)
    require(by, Permission.PUPIL_READ, pupil)
    pupil = Pupil.objects.select_for_update(no_key=True).get(pk=pupil.pk)
    if pupil.has_left(timezone.localdate()):
        raise Refused("This child has left the school.")
    if not question.strip():
        raise Refused("Please say what you would like to know.")
    made = Consultation.objects.create(pupil=pupil, question=question.strip(), asked_by=by)
    people = User.objects.who_may(ANSWER).exclude(pk=by.pk)
    owe("consultation_asked", to=those_with(people, ANSWER, made), about=made)
    record("consultation.asked", made, by=by, pupil=pupil, fields=["question"])
    return made


@action
def set_consultation_day(*, by, consultation, meet_on):
    """Those who answer set a day for the talk, or another one. Whoever asked is told. Refuses a day gone by."""
    require(by, ANSWER, consultation)
    if meet_on < timezone.localdate():
        raise Refused("That day has gone by. Choose today or later.")
    refuse_far_off(meet_on)
    found = _move(consultation, State.DATED, meet_on=meet_on, dated_by=by)
    owe("consultation_dated", to=_the_asker(found, by), about=found)
    record("consultation.dated", found, by=by, pupil=found.pupil, fields=["meet_on"])
    return found


@action
def give_advice(*, by, consultation, on, words, follows, more="", agency=None):
    """The advice, what follows, and a referral being considered where that is an agency. Whoever asked is told.

    Refuses advice without words, on a day to come, and an agency where none is meant.
    """
    require(by, ANSWER, consultation)
    if not words.strip():
        raise Refused("Please say what you advise.")
    refuse_mistyped(on)
    if agency is not None and follows != Advice.Follows.AGENCY:
        raise Refused("Choose an agency only where one is thought of.")
    found = _move(consultation, State.ADVISED)
    referral = None
    if agency is not None:
        referral = consider_referral(
            by=by,
            pupil=found.pupil,
            agency=agency,
            why=f"From a talk with {found.asked_by.name}: {words.strip()}"[:2000],
        )
    Advice.objects.create(
        consultation=found, on=on, words=words.strip(), follows=follows, more=more.strip(), referral=referral,
        given_by=by,
    )  # fmt: skip
    owe("consultation_advised", to=_the_asker(found, by), about=found)
    record("consultation.advised", found, by=by, pupil=found.pupil, fields=["advice", "follows"])
    return found


@action
def drop_consultation(*, by, consultation, why):
    """It is no longer asked for, and why: by whoever asked, or by those who answer."""
    if consultation.asked_by_id == by.pk:
        require(by, READ, consultation)
    else:
        require(by, ANSWER, consultation)
    if not why.strip():
        raise Refused("Please say why in a line.")
    found = _move(consultation, State.DROPPED, dropped_why=why.strip(), dropped_by=by)
    record("consultation.dropped", found, by=by, pupil=found.pupil, fields=["state"])
    return found


def _move(consultation, state, **changes):
    """Move on with the row locked; what was owed for where it stood is settled."""
    rows = Consultation.objects.select_for_update(no_key=True, of=("self",)).select_related("pupil", "asked_by")
    found = rows.get(pk=consultation.pk)
    if not found.may_become(state):
        raise Refused(f"This question is now “{found.get_state_display()}”, so that cannot be done.")
    if state != State.DROPPED and found.pupil.has_left(timezone.localdate()):
        raise Refused("This child has left the school.")
    for name, value in {"state": state, **changes}.items():
        setattr(found, name, value)
    found.version += 1
    found.save(update_fields=["state", "version", *changes])
    settle("consultation_asked", found.pk)
    settle("consultation_today", found.pk)
    if state != State.DATED:
        settle("consultation_dated", found.pk)
    return found


def _the_asker(found, by):
    return [found.asked_by] if found.asked_by_id != by.pk else []
