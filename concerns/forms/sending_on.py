"""What became of a leaver's file, as a safeguarding lead types it. The form validates; the action saves."""

from django import forms
from django.utils import timezone

from concerns.forms.safeguarding import FiledForm, day_box
from concerns.models import SentOn


class SendOnForm(FiledForm):
    """Sent, received by a person there, or nothing to send."""

    kind = forms.ChoiceField(label="What happened?", choices=SentOn.Kind.choices[1:], widget=forms.RadioSelect)
    on = day_box("On which day?")
    whom = forms.CharField(
        label="Which school, and who there?",
        max_length=120,
        required=False,
        help_text="The person who was told to expect it, or who says that they have it.",
    )
    how = forms.CharField(
        label="How was it sent, or why is there nothing?",
        max_length=160,
        required=False,
        help_text="For instance: by hand, sealed. No words about the child.",
    )

    def __init__(self, *args, by, pupil, **kwargs):
        kwargs["initial"] = {"on": timezone.localdate()}
        super().__init__(*args, by=by, pupil=pupil, **kwargs)

    def clean(self):
        given = super().clean()
        nothing = given.get("kind") == SentOn.Kind.NOTHING
        if nothing and not given.get("how", "").strip():
            self.add_error("how", "Please say why there is nothing to send.")
        if given.get("kind") and not nothing and not given.get("whom", "").strip():
            self.add_error("whom", "Please write the school and the person there.")
        return given
