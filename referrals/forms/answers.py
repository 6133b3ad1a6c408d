"""What the agency said: each kind of answer asks only for what it needs."""

from django.utils import timezone

from referrals.forms import a_day, a_few_lines, one_line
from school.calendar import add_school_days
from staff.posting import PostingForm

TWO_WEEKS = 10  # school days


class OnADay(PostingForm):
    """What every answer has: the day it came. A subclass adds its words."""

    on = a_day("Which day?")

    def __init__(self, *args, referral, **kwargs):
        kwargs["initial"] = {"on": timezone.localdate(), **(kwargs.get("initial") or {})}
        super().__init__(*args, **kwargs)

    def answers(self):
        return {name: value for name, value in self.cleaned_data.items() if name != "idempotency_key"}


class HaveItForm(OnADay):
    """They have it, perhaps with a number."""

    their_reference = one_line("Their reference number", "Leave empty if they gave none.", most=60, required=False)


class MoreForm(OnADay):
    """They want to know more."""

    why = a_few_lines("What do they ask for?")


class MoreSentForm(OnADay):
    """It has been sent."""

    why = a_few_lines("What was sent?")


class AcceptedForm(OnADay):
    """They will help."""

    why = a_few_lines("What will they do, and when?", required=False)


class InLineForm(OnADay):
    """On their list."""

    why = one_line("How long do they say it takes?", "Leave empty if they did not say.", required=False)


class RedirectedForm(OnADay):
    """To somebody else."""

    pointed_to = one_line("To whom did they pass it on?")
    why = a_few_lines("Why?", required=False)


class DeclinedForm(OnADay):
    """No, for this reason."""

    why = a_few_lines("What reason did they give?", "It is shown to whoever asks them again for this child.")
    pointed_to = one_line("Where was the family pointed to?", "Another service, or who in school will help now.")


class StartedForm(OnADay):
    """Begun."""

    why = a_few_lines("What are they doing, and who with?", required=False)


class FinishedForm(OnADay):
    """What came of it."""

    why = a_few_lines("What came of it?")


class WithdrawForm(PostingForm):
    """Not taken further, and why."""

    why = a_few_lines("Why?", "Everything written so far is kept.")

    def __init__(self, *args, referral, **kwargs):
        super().__init__(*args, **kwargs)

    def answers(self):
        return {"why": self.cleaned_data["why"]}


class ChasedForm(OnADay):
    """They were asked again."""

    words = one_line("What did they say?", "Leave empty if they only took a message.", required=False)


class ChaseDayForm(OnADay):
    """Another day to ask them again, and why."""

    on = a_day("Ask them again on")
    why = one_line("Why then?", "For example: they said that a date comes in May.", most=300)

    def __init__(self, *args, referral, **kwargs):
        then = add_school_days(timezone.localdate(), referral.agency.chase_every or TWO_WEEKS)
        super().__init__(*args, referral=referral, initial={"on": then}, **kwargs)


class PressForm(PostingForm):
    """One press."""
