"""A parents' evening: when it is, and one button."""

from django import forms

from families.forms import DAY, SOON
from staff.posting import PostingForm


class EveningForm(PostingForm):
    """When and where."""

    years = {"on": SOON}

    on = forms.DateField(label="Which day?", widget=DAY)
    place = forms.CharField(label="Where?", max_length=100, required=False)


class HandInEveningForm(PostingForm):
    """One button."""
