"""What is asked about a letter, from its words to the post."""

from django import forms
from django.utils import timezone

from referrals.forms import a_day
from referrals.letters import boxes_without_a_place
from referrals.models import Letter
from school.models import Agency
from staff.posting import PostingForm, PostingModelForm

TRIED = "Lines you ticked in are a table of their own. This is for what is not among them."
SHORT = (
    "purpose",
    "recipient_address",
    "ask",
    "risk",
    "child_words",
    "parents_words",
    "school_continues",
    "since_when",
)


class LetterForm(PostingModelForm):
    """The words of the letter, in the order in which it reads; of an agency's own form, without whom it is sent to."""

    draft = "referrals:letter"

    class Meta:
        model = Letter
        fields = (*Letter.WORDS, "urgent")
        widgets = {
            name: forms.Textarea(attrs={"rows": 2 if name in SHORT else 4})
            for name in Letter.WORDS
            if name not in ("recipient", "gp")
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.referral.agency.route != Agency.Route.LETTER:
            for name in Letter.ADDRESSED:
                del self.fields[name]
        for name in boxes_without_a_place(self.instance, self.instance.referral):
            if not getattr(self.instance, name):
                del self.fields[name]
        for field in self.fields.values():
            field.label = f"{str(field.label)[:1].upper()}{str(field.label)[1:]}"
        if "tried" in self.fields:
            self.fields["tried"].help_text = TRIED
        self.fields["urgent"].help_text = "Then it may go though something is missing. Ring them too."


class AskApprovalForm(PostingForm):
    """One button."""


class ApproveForm(PostingForm):
    """One button."""


class SendBackForm(PostingForm):
    """Back to its writer, with a line of why."""

    why = forms.CharField(label="What should change?", max_length=1000)


class SentForm(PostingForm):
    """When and how it left the house."""

    sent_on = a_day("When was it sent?")
    sent_how = forms.CharField(label="How?", help_text="For example: by post, or handed to the parent.", max_length=200)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, initial={"sent_on": timezone.localdate}, **kwargs)
