"""What is asked on the pages that read across."""

from django import forms

from dashboard.chronology import Filters
from pupils.chronology import SOURCES, WORDS
from staff.posting import PostingForm, speak_plainly


class SearchForm(forms.Form):
    """A word to look for. Posted, so that it stays out of addresses and logs; on the way back to it, it is sealed."""

    only_asks = True
    q = forms.CharField(max_length=120, required=False)
    after = forms.CharField(max_length=80, required=False)


class RestrictedSearchForm(SearchForm):
    """The same in safeguarding words: with a purpose, which is kept with the reading."""

    purpose = forms.CharField(
        label="Why do you look?",
        max_length=200,
        error_messages={"required": "Please say why you need to look in safeguarding records now."},
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        speak_plainly(self.fields)


class ChronologyForm(forms.Form):
    """What a chronology keeps to. It stands in the address: no name, no word."""

    only_asks = True
    since = forms.DateField(
        label="Since", required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    kind = forms.ChoiceField(label="Kind", required=False)
    theme = forms.ChoiceField(label="About", required=False)
    safeguarding = forms.BooleanField(label="Safeguarding only", required=False)
    siblings = forms.BooleanField(label="With brothers and sisters", required=False)
    hidden = forms.BooleanField(label="Show what is left out", required=False)

    def __init__(self, *args, themes, curates, siblings, **kwargs):
        super().__init__(*args, **kwargs)
        kinds = {source.word for source in SOURCES.values()}
        self.fields["kind"].choices = [("", "Everything"), *((word, word) for word in sorted(kinds))]
        self.fields["theme"].choices = [("", "Every need"), *themes]
        if not curates:
            del self.fields["hidden"]
        if not siblings:
            del self.fields["siblings"]

    def filters(self):
        """The filters as asked; what cannot be understood is left aside."""
        self.is_valid()
        given = self.cleaned_data
        return Filters(
            since=given.get("since"),
            kinds=tuple(source.kind for source in SOURCES.values() if source.word == given.get("kind")),
            theme=given.get("theme", ""),
            restricted_only=given.get("safeguarding", False),
            siblings=given.get("siblings", False),
            left_out=given.get("hidden", False),
        )


def _line(label, help_text=""):
    box = forms.Textarea(attrs={"rows": 2})
    return forms.CharField(label=label, max_length=300, required=False, widget=box, help_text=help_text)


class CurateForm(PostingForm):
    """How one line of a chronology reads. The record it comes from stays as it is."""

    draft = "dashboard:curate_line"

    included = forms.BooleanField(label="Show this line in the chronology", required=False)
    summary = _line("What happened", "At most 25 words.")
    decided = _line("What was decided or done")
    impact = _line("What it meant for the child")
    outcome = _line("How it ended")

    def clean_summary(self):
        said = self.cleaned_data["summary"]
        if len(said.split()) > WORDS:
            raise forms.ValidationError(f"That is {len(said.split())} words. Please say it in {WORDS}.")
        return said


class ChooseLinesForm(PostingForm):
    """Which of the lines on this page are in: ticks beside the lines, read from the post by the page."""


class ExportForm(PostingForm):
    """Why a chronology leaves the screen. It is kept with the export."""

    purpose = forms.CharField(
        label="What is it for?",
        max_length=200,
        help_text="Who asked for it, and why. It is kept with your name in the log.",
    )
