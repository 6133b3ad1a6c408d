"""Forms of the referrals room. They validate; actions save."""

from django import forms
from django.utils import timezone

from pupils.models import Consent, Contact
from referrals.letters import evidence_for
from referrals.models import Letter, Referral, asks_for_the_safeguarding_leads
from school.models import Agency
from staff.posting import PostingForm, PostingModelForm


class ConsiderForm(PostingForm):
    """Which agency, and why."""

    draft = "referrals:consider"
    agency = forms.ModelChoiceField(Agency.objects.none(), label="Which agency?", empty_label="Choose one")
    why = forms.CharField(
        label="Why this one?",
        help_text="Kept even if nothing is sent in the end.",
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=2000,
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        agencies = Agency.objects.current().filter(route=Agency.Route.LETTER)
        if not asks_for_the_safeguarding_leads(self.by):
            agencies = agencies.filter(dsl_only=False)
        self.fields["agency"].queryset = agencies


class ConsentForm(PostingForm):
    """What the family said."""

    answer = forms.ChoiceField(
        label="What did the family say?", choices=Consent.Answer.choices, widget=forms.RadioSelect
    )
    contact = forms.ModelChoiceField(Contact.objects.none(), label="Who agreed?", required=False)
    route = forms.ChoiceField(label="How?", choices=[("", "Choose one"), *Consent.Route.choices], required=False)
    given_on = forms.DateField(label="When?", widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    childs_wishes = forms.CharField(label="What does the child want?", max_length=500, required=False)
    why_not_sought = forms.CharField(label="If nobody was asked, why?", max_length=500, required=False)

    def __init__(self, *args, referral, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["contact"].queryset = Contact.objects.filter(pupil=referral.pupil).in_order()
        self.fields["given_on"].initial = timezone.localdate


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


class EndForm(PostingForm):
    """The end of a referral."""

    outcome = forms.ChoiceField(
        label="What now?",
        choices=[
            (Referral.State.CLOSED, "It was sent and is finished"),
            (Referral.State.WITHDRAWN, "Not taken further"),
        ],
        widget=forms.RadioSelect,
    )
    why = forms.CharField(label="Why, and what came of it?", max_length=1000)
