"""Asking a colleague for a child's or a family's view, and bringing it."""

from django import forms

from concerns.actions.changes import adults_around
from concerns.forms.changes import for_every_adult
from families.models import View
from staff.models import User
from staff.posting import PostingForm


class AskForm(PostingForm):
    """Whose view, and which colleague brings it."""

    whose = forms.ChoiceField(label="Whose view?", choices=View.Whose.choices, widget=forms.RadioSelect)
    asked_of = forms.ModelChoiceField(
        User.objects.none(), label="Who asks them?", empty_label="Choose a colleague",
        help_text="Somebody the child, or the family, likes to talk to.",
    )  # fmt: skip

    def __init__(self, *args, pupil, **kwargs):
        super().__init__(*args, **kwargs)
        near = {user.pk for user in adults_around(pupil)} | {self.by.pk}
        self.fields["asked_of"].queryset = User.objects.filter(pk__in=near).order_by("name")


class GiveViewForm(PostingForm):
    """What they said, in their words."""

    draft = "families:give_view"
    words = forms.CharField(
        label="What did they say?", help_text="In their own words. A family may read this.", max_length=3000,
        widget=forms.Textarea({"rows": 5}),
    )  # fmt: skip

    def clean_words(self):
        return for_every_adult(self, "words")


class PrintSheetForm(PostingForm):
    """One button."""
