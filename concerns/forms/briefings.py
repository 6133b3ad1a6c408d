"""What is typed for a briefing: its words, its readers, its last day."""

from django import forms

from concerns.forms.changes import a_day, one_line
from concerns.forms.logging import long_text
from concerns.models import Briefing
from concerns.triggers import REASONS, in_words
from staff.models import User
from staff.posting import PostingForm


class BriefingForm(PostingForm):
    """The fewest words the adults around a child need, who reads them, and until when."""

    draft = "concerns:brief"

    words = long_text("What do they need to know, and do?", rows=4, required=True)
    readers = forms.ModelMultipleChoiceField(
        label="Who reads it?",
        queryset=User.objects.none(),
        to_field_name="public_id",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Please choose at least one person."},
    )
    others = forms.ModelMultipleChoiceField(
        label="Anybody else?",
        queryset=User.objects.none(),
        to_field_name="public_id",
        required=False,
        widget=forms.SelectMultiple(attrs={"size": 6}),
    )
    until_on = a_day("Until", hint="After this day nobody but you and those who approve it can read it.")
    sure = forms.BooleanField(label="I have looked again: they need these words", required=False)

    def __init__(self, *args, by, near, everybody, **kwargs):
        super().__init__(*args, by=by, **kwargs)
        self.fields["words"].max_length = Briefing.MOST
        self.fields[
            "words"
        ].help_text = (
            f"In at most {Briefing.MOST} letters. What to do, not what happened: no safeguarding detail, no diagnosis."
        )
        self.fields["readers"].queryset = near
        self.fields["readers"].required = self.fields["readers"].mark_optional = False
        self.fields["others"].queryset = everybody
        if not near:
            del self.fields["readers"]
            self.fields["others"].label, self.fields["others"].mark_optional = "Who reads it?", False
        if not self.is_bound:
            del self.fields["sure"]

    def clean_words(self):
        words = self.cleaned_data["words"].strip()
        if len(words) > Briefing.MOST:
            raise forms.ValidationError(
                f"That is {len(words)} letters. A briefing has at most {Briefing.MOST}: only what they need to do."
            )
        return words

    def clean(self):
        cleaned = super().clean()
        self.people = [*(cleaned.get("readers") or []), *(cleaned.get("others") or [])]
        if not self.people:
            self.add_error(
                next(n for n in ("readers", "others") if n in self.fields), "Please choose at least one person."
            )
        self.found = [REASONS[code] for code in REASONS if code in in_words(cleaned.get("words") or "")]
        if self.found and not cleaned.get("sure"):
            self.add_error(
                "words",
                f"{'. '.join(self.found)}. Do they need that? If they do, tick the box below and send it again.",
            )
        if not self.found:
            self.fields.pop("sure", None)
        return cleaned


class WithdrawForm(PostingForm):
    """Why nobody should read it any more."""

    reason = one_line("Why?")


class ApproveForm(PostingForm):
    """One press: "send it"."""


class ReadForm(PostingForm):
    """One press: "I have read this"."""
