"""What is typed from a slip out of a class's box."""

from django import forms
from django.utils import timezone

from concerns.forms.changes import a_day
from concerns.forms.logging import long_text
from concerns.models import Concern
from documents.forms import FilesField
from pupils.models import Pupil
from staff.posting import PostingForm


class SlipForm(PostingForm):
    """A slip out of the box, word for word."""

    draft = "concerns:add_slip"

    words = long_text("What the slip says", rows=4, required=True, hint="Word for word, spelling too.")
    pupil = forms.ModelChoiceField(
        label="Who wrote it?", queryset=Pupil.objects.none(), required=False, to_field_name="public_id",
        empty_label="Nobody signed it",
    )  # fmt: skip
    written_on = a_day("Which day?")
    danger = forms.ChoiceField(
        label="Is anyone in danger now?",
        choices=Concern.Danger.choices,
        widget=forms.RadioSelect,
        initial=Concern.Danger.NO,
        help_text="If you are not sure, say so, and tell a person.",
    )
    files = FilesField(label="A scan or a photograph of the slip", required=False, words_first=True)

    def __init__(self, *args, by, children, **kwargs):
        kwargs["initial"] = {"written_on": timezone.localdate()} | (kwargs.get("initial") or {})
        super().__init__(*args, by=by, **kwargs)
        self.fields["pupil"].queryset = children

    def answers(self):
        return {name: self.cleaned_data[name] for name in ("words", "pupil", "written_on", "danger")}


class PassOnForm(PostingForm):
    """A slip becomes a concern: for a signed one there is nothing to ask."""
