"""What is asked while a letter is written: which lines, whose paragraph, who else reads it."""

from django import forms
from django.utils import timezone

from concerns.actions.changes import adults_around
from pupils.models import Contact
from referrals.assembling import shelves
from staff.models import User
from staff.posting import PostingForm


def lines_of(shelf):
    """A shelf's items as choices: the box they go to is said where it is not the table of what was tried."""
    where = {
        "strengths": "goes to strengths", "what_we_see": "goes to what we see", "child_words": "goes to the child’s words",
        "parents_words": "goes to the parents’ words",
    }  # fmt: skip
    return [(item.key, item.line + (f" ({where[item.box]})" if item.box in where else "")) for item in shelf]


class ChooseLinesForm(PostingForm):
    """Which lines of the record come into the letter. Nothing is ticked that nobody has ticked."""

    ticked = forms.MultipleChoiceField(
        label="Lines of the record", widget=forms.CheckboxSelectMultiple, required=False,
        error_messages={"invalid_choice": "One of these lines is not there any more. Please open the page again."},
    )  # fmt: skip

    def __init__(self, *args, referral, letter=None, **kwargs):
        there = [] if letter is None else list(letter.chosen.values_list("key", "box"))
        super().__init__(*args, initial={"ticked": [key for key, _ in there]}, **kwargs)
        self.shelves = shelves(referral.pupil, self.by, referral.level)
        self.in_boxes = {key for key, box in there if box != "tried"}
        self.fields["ticked"].mark_optional = False
        self.fields["ticked"].choices = [(heading, lines_of(items)) for heading, items in self.shelves]


class AskParagraphForm(PostingForm):
    """Whom to ask for a few lines, and what."""

    asked_of = forms.ModelChoiceField(
        label="Who is with them every day?", queryset=User.objects.none(), empty_label="Choose one",
        to_field_name="public_id",
    )  # fmt: skip
    question = forms.CharField(
        label="What would you like to know?", max_length=300, widget=forms.Textarea({"rows": 2}),
        help_text="They do not hear who the letter is for.",
    )  # fmt: skip

    def __init__(self, *args, referral, **kwargs):
        name = referral.pupil.preferred_forename
        ask = f"Please say in a few lines what you see of {name} in class: how often, since when, and what helps."
        super().__init__(*args, initial={"question": ask}, **kwargs)
        near = [one.pk for one in adults_around(referral.pupil) if one.pk != self.by.pk]
        self.fields["asked_of"].queryset = User.objects.filter(pk__in=near).order_by("name")


class AnswerParagraphForm(PostingForm):
    """A few lines about a child in class."""

    draft = "referrals:answer_paragraph"
    words = forms.CharField(
        label="What do you see?",
        help_text="What happens, how often, since when, and what helps. No other child’s name. The family may read it one day.",
        widget=forms.Textarea({"rows": 6}), max_length=3000,
    )  # fmt: skip


class NewestWordingForm(PostingForm):
    """One button."""


class ReadersForm(PostingForm):
    """Who else has a copy."""

    contacts = forms.ModelMultipleChoiceField(
        label="At home", queryset=Contact.objects.none(), required=False, widget=forms.CheckboxSelectMultiple,
        help_text="Each has a copy of their own, with nobody else’s address on it. What one parent told you is in it: the other "
        "reads it only if they agree.",
        to_field_name="public_id",
    )  # fmt: skip
    name = forms.CharField(label="Another service or surgery", max_length=120, required=False)
    address = forms.CharField(label="Their address", max_length=300, required=False, widget=forms.Textarea({"rows": 3}))

    def __init__(self, *args, referral, **kwargs):
        copies = list(referral.copies.select_related("contact"))
        other = next((one for one in copies if one.contact is None), None)
        initial = {
            "contacts": [one.contact.public_id for one in copies if one.contact],
            "name": other.name if other else "",
            "address": other.address if other else "",
        }
        super().__init__(*args, initial=initial, **kwargs)
        self.fields["contacts"].queryset = Contact.objects.filter(pupil=referral.pupil).told_about().in_order()

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("address", "").strip() and not cleaned.get("name", "").strip():
            self.add_error("name", "Say whose address this is.")
        return cleaned


class CopySentForm(PostingForm):
    """When and how somebody had their copy."""

    sent_on = forms.DateField(label="When?", widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"))
    sent_how = forms.CharField(label="How?", help_text="For example: by post, or handed over.", max_length=200)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, initial={"sent_on": timezone.localdate}, **kwargs)
