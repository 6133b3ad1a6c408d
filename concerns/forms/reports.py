"""What is typed where the child's name is typed too: short words for anybody, big targets, no lists of names."""

from copy import deepcopy

from django import forms
from django.utils import timezone

from concerns.forms.logging import TIME_FORMAT, find_child, long_text
from concerns.models import Concern
from documents.forms import FilesField
from staff.posting import PostingForm


class PinForm(PostingForm):
    """Today's PIN, and nothing else."""

    pin = forms.CharField(
        label="Today’s PIN",
        max_length=20,
        help_text="Six numbers, on today’s poster. Or ask the office.",
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off", "class": "pin-box"}),
    )


class ShortForm(PostingForm):
    """For somebody signed in on a shared tablet. Nothing on it finds a child: the name is typed."""

    draft = "concerns:short"

    child_name = forms.CharField(
        label="Child’s name", max_length=100, help_text="As much of it as you know.", widget=forms.TextInput()
    )
    class_name = forms.CharField(label="Class or year", max_length=60, required=False)
    facts = long_text("What did you see or hear?", rows=5, required=True)
    childs_words = long_text("What did the child say?", rows=2, hint="Their own words, just as they said them.")
    danger = forms.ChoiceField(
        label="Is anyone in danger now?",
        choices=Concern.Danger.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Is anyone in danger now? Please choose an answer."},
    )
    where_now = forms.CharField(label="Where is the child now?", max_length=300, required=False)
    happened_at = forms.DateTimeField(
        label="When was it?",
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format=TIME_FORMAT),
        error_messages={"invalid": "When was it? Please give a day and a time."},
    )

    def __init__(self, *args, by, **kwargs):
        kwargs["initial"] = {
            "happened_at": timezone.localtime().strftime(TIME_FORMAT),
            **(kwargs.get("initial") or {}),
        }
        super().__init__(*args, by=by, **kwargs)
        for field in self.fields.values():
            if isinstance(field.widget, (forms.TextInput, forms.Textarea)):
                field.widget.attrs["autocomplete"] = "off"

    def writer(self):
        return self.by.name, self.by.job_title, self.by.phone

    def child(self):
        return self.cleaned_data["child_name"], self.cleaned_data["class_name"]

    def answers(self):
        return {
            name: self.cleaned_data[name] for name in ("facts", "childs_words", "danger", "where_now", "happened_at")
        }


def your(label, *, required=True, most=100, hint="", **attrs):
    return forms.CharField(
        label=label, max_length=most, required=required, help_text=hint, widget=forms.TextInput(attrs=attrs)
    )


class GuestForm(ShortForm):
    """For somebody without an account. Nothing is kept before it is sent, because nobody could be asked whose it is.

    Where the PIN has changed while they wrote, today's is asked for beside their words.
    """

    draft = ""
    no_draft = "a guest's words belong to nobody we could show them to again"

    writer_name = your("Your name")
    writer_agency = your("Who do you work for?", required=False, hint="An agency, a club, or “parent helper”.")
    writer_phone = your("Your phone number", most=30, inputmode="tel")

    def __init__(self, *args, asks_pin=False, **kwargs):
        super().__init__(*args, **kwargs)
        if asks_pin:
            self.fields["pin"] = deepcopy(PinForm.base_fields["pin"])
            self.fields["pin"].error_messages["required"] = (
                "The PIN has changed since you began. Your words are still here: type today’s PIN and send them."
            )

    def writer(self):
        return tuple(self.cleaned_data[name] for name in ("writer_name", "writer_agency", "writer_phone"))


class PaperForm(ShortForm):
    """A paper form, copied word for word."""

    draft = "concerns:paper"

    writer_name = your("Name of whoever wrote it")
    writer_agency = your("Their job, or whom they work for", required=False)
    writer_phone = your("Their phone number", required=False, most=30, inputmode="tel")
    files = FilesField(
        label="A scan or a photograph of the paper",
        required=False,
        words_first=True,
        help_text="PDF, JPEG or PNG, up to 10 MB each. It goes with your copy of the words, to the same people.",
    )

    writer = GuestForm.writer


class MatchForm(PostingForm):
    """Which child a report is about."""

    pupil = forms.UUIDField(
        widget=forms.HiddenInput,
        error_messages={"required": "Please choose a child.", "invalid": "Please choose a child."},
    )

    def clean_pupil(self):
        child = find_child(self.by, self.cleaned_data["pupil"])
        if child is None:
            raise forms.ValidationError("Please choose a child who is at the school.")
        return child


class SetAsideForm(PostingForm):
    """Why nothing is done with a report."""

    reason = forms.CharField(
        label="Why?", max_length=300, help_text="For example: told twice, see the concern of the same day."
    )
