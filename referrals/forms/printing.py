"""What is asked before a request inside school is printed: which lines of the record go onto the page."""

from django import forms

from referrals.assembling import tried_shelves
from staff.posting import PostingForm


class PrintRequestForm(PostingForm):
    """What was tried, line by line. Nothing is ticked that nobody has ticked."""

    ticked = forms.MultipleChoiceField(
        label="What was tried", widget=forms.CheckboxSelectMultiple, required=False,
        error_messages={"invalid_choice": "One of these lines is not there any more. Please open the page again."},
    )  # fmt: skip

    def __init__(self, *args, referral, **kwargs):
        super().__init__(*args, **kwargs)
        self.shelves = tried_shelves(referral.pupil, self.by)
        self.fields["ticked"].mark_optional = False
        self.fields["ticked"].choices = [
            (heading, [(one.key, one.line) for one in shelf]) for heading, shelf in self.shelves
        ]
        if not self.shelves:
            del self.fields["ticked"]
