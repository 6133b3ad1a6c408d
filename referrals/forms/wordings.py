"""How letters, answers and calls read: one box, and a sentence beside it for each field that there is not."""

from django import forms

from referrals.wording.fields import unknown_fields
from staff.posting import PostingForm


class WordingForm(PostingForm):
    """The next version of a wording: of one agency, or of every agency that is asked in one way."""

    draft = "referrals:wording_of_agency"
    words = forms.CharField(
        label="The wording",
        help_text="## begins a heading, - a line of a list, > a quotation; **two stars** make bold, *one* makes italic.",
        widget=forms.Textarea({"rows": 24, "class": "wording-box"}), max_length=12_000,
    )  # fmt: skip
    after = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=30_000)

    def clean_words(self):
        words = self.cleaned_data["words"]
        unknown = unknown_fields(words)
        if unknown:
            raise forms.ValidationError(unknown)
        return words


class SharedWordingForm(WordingForm):
    draft = "referrals:wording_of_route"
