"""What is asked about workshops."""

from django import forms
from django.utils import timezone

from families.forms import MOMENT, SOON
from families.models import Invitation, Workshop
from pupils.models import Contact
from pupils.told import careful_with
from staff.posting import PostingForm, PostingModelForm


class WorkshopForm(PostingModelForm):
    """What about, when, where, who leads it and for how many."""

    years = {"held_at": SOON}

    class Meta:
        model = Workshop
        fields = ["topic", "words", "held_at", "place", "led_by", "room_for"]
        labels = {
            "topic": "What is it about?", "words": "In a few words for families", "held_at": "When?", "place": "Where?",
            "led_by": "Who leads it?", "room_for": "How many places?",
        }  # fmt: skip
        help_texts = {"words": "On the invitation, for everybody who is asked. Never about one child."}
        widgets = {"words": forms.Textarea({"rows": 3}), "held_at": MOMENT}

    @property
    def facts(self):
        return {name: self.cleaned_data[name] for name in self._meta.fields}


class FamilyChoice(forms.ModelMultipleChoiceField):
    """An adult under the name of their child."""

    def label_from_instance(self, contact):
        who = f"{contact.name}, {contact.relationship}" if contact.relationship else contact.name
        return " · ".join([f"{contact.pupil.name}: {who}", *careful_with(contact, timezone.localdate())])


class InviteForm(PostingForm):
    """Whom to ask, of one class."""

    contacts = FamilyChoice(
        Contact.objects.none(), label="Whom do you ask?", to_field_name="public_id",
        widget=forms.CheckboxSelectMultiple,
        help_text="Only those who may be told about the child and who come to meetings. Each gets a paper of their own.",
    )  # fmt: skip

    def __init__(self, *args, contacts, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["contacts"].queryset = contacts


class SendInvitationsForm(PostingForm):
    """How they went home."""

    how = forms.CharField(label="How did they go home?", max_length=120, help_text="“In the book bags”, “by post”.")


class FinishForm(PostingModelForm):
    """Who came, and what comes next."""

    came = FamilyChoice(
        Invitation.objects.none(), label="Who came?", to_field_name="public_id", required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Of those who could not come nothing is written, and nothing is to be read out of it.",
    )  # fmt: skip

    class Meta:
        model = Workshop
        fields = ["follow_up"]
        labels = {"follow_up": "What comes next for families?"}
        widgets = {"follow_up": forms.Textarea({"rows": 3})}

    field_order = ("came", "follow_up")

    def __init__(self, *args, invited, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["came"].queryset = invited
        self.fields["came"].label_from_instance = lambda one: f"{one.contact.name} ({one.pupil.name})"
        self.fields["came"].initial = [one.public_id for one in invited if one.came]
