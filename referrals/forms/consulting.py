"""What is asked about a question to the SENDCo."""

from django import forms
from django.utils import timezone

from referrals.forms import a_day, a_few_lines, one_line
from referrals.forms.considering import AgencyChoice, agencies_for
from referrals.models import Advice
from school.models import Agency
from staff.posting import PostingForm


class QuestionForm(PostingForm):
    """The question, in a few lines."""

    draft = "referrals:ask_sendco"
    question = forms.CharField(
        label="What would you like to know?",
        help_text="What you see, what you have tried, and what you are unsure of.",
        widget=forms.Textarea({"rows": 5}),
        max_length=2000,
    )


class DayForm(PostingForm):
    """The day of the talk."""

    meet_on = a_day("When will you talk?")


class AdviceForm(PostingForm):
    """The advice, and what follows from it."""

    draft = "referrals:give_advice"
    on = a_day("When did you talk?")
    words = forms.CharField(
        label="What do you advise?",
        help_text="The adults around the child can read it.",
        widget=forms.Textarea({"rows": 5}),
        max_length=3000,
    )
    follows = forms.ChoiceField(label="What follows?", choices=Advice.Follows.choices, widget=forms.RadioSelect)
    agency = AgencyChoice(
        Agency.objects.none(), label="Which agency?", empty_label="None, or not decided yet", required=False,
        help_text="A referral is opened at “being considered”. Nothing is sent.",
    )  # fmt: skip
    more = one_line("Anything else, by whom and by when?", required=False)

    def __init__(self, *args, **kwargs):
        kwargs["initial"] = {"on": timezone.localdate(), **(kwargs.get("initial") or {})}
        super().__init__(*args, **kwargs)
        self.fields["agency"].queryset = agencies_for(self.by).filter(dsl_only=False)

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("agency") and cleaned.get("follows") not in (None, Advice.Follows.AGENCY):
            self.add_error("agency", "Choose an agency only where one is thought of.")
        return cleaned


class DropForm(PostingForm):
    """One line of why."""

    why = a_few_lines("Why is it no longer asked for?", most=300)
