"""The summary on its way to the family."""

from django import forms

from staff.posting import PostingForm


class HandInForm(PostingForm):
    """One button."""


class ApproveForm(PostingForm):
    """One button."""


class SendBackForm(PostingForm):
    """Back to its writer, with a question."""

    question = forms.CharField(label="What should change?", max_length=1000)


class SharedForm(PostingForm):
    """How one copy reached its reader."""

    shared_how = forms.CharField(
        label="How did they get it?", help_text="For example: handed over at the meeting, or by post.", max_length=200
    )
