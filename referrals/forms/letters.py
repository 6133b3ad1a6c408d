"""What is asked about a letter, from the first tick to the post."""

from django import forms
from django.utils import timezone

from referrals.letters import evidence_for
from referrals.models import Letter
from staff.posting import PostingForm, PostingModelForm


class BeginLetterForm(PostingForm):
    """Which lines of the record come into the letter. Nothing is ticked beforehand."""

    ticked = forms.MultipleChoiceField(
        label="What has been tried (tick what belongs in this letter)",
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )

    def __init__(self, *args, referral, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["ticked"].choices = [(e.key, e.line) for e in evidence_for(referral.pupil, self.by)]


class LetterForm(PostingModelForm):
    """The words of the letter."""

    draft = "referrals:letter"

    class Meta:
        model = Letter
        fields = Letter.WORDS
        widgets = {
            name: forms.Textarea(attrs={"rows": 2 if name in ("purpose", "recipient_address", "ask") else 4})
            for name in Letter.WORDS
            if name != "recipient"
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.label = f"{str(field.label)[:1].upper()}{str(field.label)[1:]}"


class AskApprovalForm(PostingForm):
    """One button."""


class ApproveForm(PostingForm):
    """One button."""


class SendBackForm(PostingForm):
    """Back to its writer, with a line of why."""

    why = forms.CharField(label="What should change?", max_length=1000)


class SentForm(PostingForm):
    """When and how it left the house."""

    sent_on = forms.DateField(
        label="When was it sent?", widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    sent_how = forms.CharField(label="How?", help_text="For example: by post, or handed to the parent.", max_length=200)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["sent_on"].initial = timezone.localdate
