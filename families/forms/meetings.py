"""Planning a meeting, and saying that it did not happen."""

from django import forms

from families.forms import MOMENT
from families.models import Meeting
from staff.posting import PostingForm


class PlanForm(PostingForm):
    """When, where and what for."""

    purpose = forms.ChoiceField(label="What is it for?", choices=Meeting.Purpose.choices)
    planned_at = forms.DateTimeField(label="When?", widget=MOMENT)
    place = forms.CharField(label="Where?", max_length=100, required=False)


class CancelForm(PostingForm):
    """One button."""
