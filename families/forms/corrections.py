"""A correction by somebody who read a summary, and the answer to it."""

from django import forms

from staff.posting import PostingForm


class CorrectionForm(PostingForm):
    """Their words, and ours."""

    draft = "families:answer_correction"
    said = forms.CharField(
        label="What do they say is wrong or missing?", help_text="In their words. Write “another child” for a name.", max_length=2000,
        widget=forms.Textarea({"rows": 4}),
    )  # fmt: skip
    answer = forms.CharField(
        label="What do you answer?", help_text="They read this. The summary itself stays as it was.", max_length=2000,
        widget=forms.Textarea({"rows": 4}),
    )  # fmt: skip


class ApproveCorrectionForm(PostingForm):
    """One button."""


class SetAsideForm(PostingForm):
    """Why it does not go like this."""

    why_not = forms.CharField(label="What should be different?", max_length=500)
