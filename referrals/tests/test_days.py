"""A mistyped year is refused with a sentence wherever this room asks for a day."""

from datetime import date, datetime, timedelta

import pytest
from django.utils import timezone

from audit.actions import Refused
from referrals import actions
from referrals.actions.chasing import chase_referral
from referrals.actions.consent import withdraw_consent
from referrals.actions.consulting import ask_sendco, give_advice, set_consultation_day
from referrals.actions.outcome import file_reply, log_call
from referrals.tests.world import agree, make_referral, make_sent
from school.seed import add_agencies

pytestmark = pytest.mark.django_db
LONG_AGO, FAR_OFF = date(2002, 11, 3), date(2206, 11, 3)


@pytest.fixture
def acts(cast):
    """Each act that takes a day, ready but for the day."""
    add_agencies()
    by, today = cast.sendco, timezone.localdate()
    talked = make_referral(cast.child, by=by)
    contact = agree(talked, by=by)
    sent = make_sent(cast.child, by=by, on=today - timedelta(days=30))
    question = ask_sendco(by=cast.teacher, pupil=cast.child, question="How?")
    said = {"by": by, "referral": talked, "contact": contact, "route": "signed"}
    came = {"by": by, "referral": sent, "sender": "They", "words": "Words"}

    def noon(day):
        return timezone.make_aware(datetime(day.year, day.month, day.day, 12))

    return {
        "consent": lambda day: actions.record_consent(answer="given", given_on=day, **said),
        "until": lambda day: actions.record_consent(answer="given", given_on=today, until_on=day, **said),
        "taken back": lambda day: withdraw_consent(given_on=day, **said),
        "call": lambda day: log_call(
            by=by, referral=sent, called_at=noon(day), spoke_to="A", asked="B", advice="C", follows="D"
        ),
        "reply": lambda day: file_reply(kind="reply", received_on=day, **came),
        "appointment": lambda day: file_reply(kind="appointment", received_on=today, appointment_at=noon(day), **came),
        "asked again": lambda day: chase_referral(by=by, referral=sent, on=day),
        "day set": lambda day: set_consultation_day(by=by, consultation=question, meet_on=day),
        "advice": lambda day: give_advice(by=by, consultation=question, on=day, words="W", follows="class"),
    }


def test_years_away_are_refused_everywhere(acts):
    for name, act in acts.items():
        for day in (LONG_AGO, FAR_OFF):
            with pytest.raises(Refused, match="year|come yet|gone by|before"):
                act(day)
                pytest.fail(f"{name}: {day}")
