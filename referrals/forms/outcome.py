"""What is asked beside the letter: a call, a place inside school, what came back."""

from django import forms
from django.utils import timezone

from documents.forms import FilesField
from interventions.forms import SetTargetForm
from interventions.models import Offering
from referrals.models import Reply
from staff.posting import PostingForm

MOMENT = "%Y-%m-%dT%H:%M"


def words(label, hint="", rows=3, most=2000, *, required=True):
    return forms.CharField(
        label=label, help_text=hint, max_length=most, required=required, widget=forms.Textarea({"rows": rows})
    )


def moment(label, *, required=True):
    return forms.DateTimeField(
        label=label, required=required, widget=forms.DateTimeInput({"type": "datetime-local"}, format=MOMENT),
        error_messages={"invalid": f"{label} Please give a day and a time."},
    )  # fmt: skip


class CallForm(PostingForm):
    """One call: who, when, advice and what follows."""

    draft = "referrals:calls"
    called_at = moment("When did you ring?")
    spoke_to = forms.CharField(label="Whom did you speak to?", help_text="Name and job.", max_length=120)
    asked = words("What did you ask?", rows=2)
    advice = words("What did they advise?", most=4000, rows=4)
    follows = words("What follows from it?", "Who does what by when.", most=1000, rows=2)
    their_reference = forms.CharField(label="Their reference", max_length=60, required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, initial={"called_at": timezone.localtime().strftime(MOMENT)}, **kwargs)


class AskInsideForm(PostingForm):
    """Which programme, and what it should help with."""

    offering = forms.ModelChoiceField(
        label="Which help?", queryset=Offering.objects.none(), empty_label="Choose one", to_field_name="public_id"
    )
    why = forms.CharField(label="What should it help with?", help_text="One line.", max_length=300)

    def __init__(self, *args, referral, **kwargs):
        super().__init__(*args, initial={"why": referral.why[:300]}, **kwargs)
        lines = Offering.objects.in_use().in_sessions().as_on_the_map()
        self.fields["offering"].queryset = lines
        asked = referral.agency.name.split()[0].casefold()
        likely = [line for line in lines if asked in line.name.casefold()]
        if likely and not self.initial.get("offering"):
            self.initial["offering"] = likely[0].public_id


class ReplyForm(PostingForm):
    """What came back, and its papers."""

    draft = "referrals:file_reply"
    kind = forms.ChoiceField(label="What came back?", choices=Reply.Kind.choices, widget=forms.RadioSelect)
    received_on = forms.DateField(
        label="When did it come?", widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    )
    sender = forms.CharField(label="From whom?", max_length=120)
    words = words("What does it say?", "The advice in a few lines, in plain words.", rows=5, most=4000)
    appointment_at = moment("When is the appointment?", required=False)
    files = FilesField(
        label="Its pages", required=False, words_first=True,
        help_text="PDF, JPEG, PNG or Word, up to 10 MB each. Kept exactly as it came.",
    )  # fmt: skip

    def __init__(self, *args, **kwargs):
        super().__init__(*args, initial={"received_on": timezone.localdate, "kind": Reply.Kind.REPLY}, **kwargs)


class AdviceTargetForm(SetTargetForm):
    """A target out of somebody's advice."""

    draft = "referrals:follow_advice"
