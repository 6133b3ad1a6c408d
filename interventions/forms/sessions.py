"""Writing a session down, in three taps where all went as planned."""

from django import forms
from django.utils import timezone

from interventions.forms.held import HoldsBack
from interventions.models import HelpItem, Practice, Session

CAME = "came"
HOW = [(CAME, "Came"), *Session.WhyNot.choices]


class SessionForm(HoldsBack):
    """One day of a programme: for each child came or why not, 0 to 10, one line. "Came" is there already, but for
    whom the day is `written` down: they are left out.

    Of Drawing and Talking it asks who came, and whether something was passed on; it has no box for words.
    """

    on = forms.DateField(label="Which day?", widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"))
    objective = forms.CharField(label="What was the session for?", max_length=120, required=False)
    theme = forms.ModelChoiceField(
        label="What was it about?", queryset=HelpItem.objects.none(), to_field_name="public_id", required=False,
        empty_label="Choose one", help_text="The child’s teacher sees this, and not your line.",
    )  # fmt: skip

    def __init__(self, *args, programme, places, on, objective="", written=(), **kwargs):
        kwargs["initial"] = {"on": on, "objective": objective, **(kwargs.get("initial") or {})}
        super().__init__(*args, **kwargs)
        self.programme, self.places, self.written = programme, list(places), set(written)
        self.words = programme.practice != Practice.DRAWING
        self.fields["on"].widget.attrs["max"] = timezone.localdate().isoformat()
        if not self.words:
            del self.fields["objective"], self.fields["theme"]
        else:
            self.fields["objective"].mark_optional = programme.practice != Practice.ELSA
            self.fields["theme"].queryset = HelpItem.objects.in_use().filter(kind=HelpItem.Kind.THEME)
        for number, _ in enumerate(self.places):
            self._ask_about(number, alone=len(self.places) == 1)

    def lines_typed(self):
        """The objective, and the line about each child."""
        return ["objective", *(f"line_{number}" for number, _ in enumerate(self.places))] if self.words else []

    def held_of(self):
        """The child and the words, of each whose line is held back: a concern is about one child."""
        for number, place in enumerate(self.places):
            if words := self.held_in.get(f"line_{number}"):
                yield {"pupil": place.pupil, "held": words}

    def _ask_about(self, number, *, alone):
        widget = forms.RadioSelect if alone else forms.Select
        there = not alone and self.places[number].pk in self.written
        choices = HOW if alone else [*HOW, ("", "Leave this child out")]
        self.fields[f"how_{number}"] = forms.ChoiceField(
            label="Did the child come?", choices=choices, initial="" if there else CAME, widget=widget, required=alone
        )
        self.fields[f"how_{number}"].mark_optional = False
        if self.words:
            self.fields[f"rating_{number}"] = forms.TypedChoiceField(
                label="0 to 10", coerce=int, empty_value=None, required=False, widget=widget,
                choices=[] if alone else [("", "–")],
            )  # fmt: skip
            self.fields[f"rating_{number}"].choices += [(n, str(n)) for n in range(11)]
            self.fields[f"line_{number}"] = forms.CharField(label="One line", max_length=200, required=False)
        else:
            self.fields[f"passed_on_{number}"] = forms.TypedChoiceField(
                label="Was anything passed to the safeguarding lead?", coerce=lambda said: said == "yes",
                choices=[("no", "No"), ("yes", "Yes")], widget=forms.RadioSelect,
            )  # fmt: skip

    @property
    def day(self):
        """The day in its box, for the line that says which it is; None where it is no day."""
        return self.cleaned_data.get("on") if self.is_bound else self.initial["on"]

    @property
    def opens(self):
        """Is what is usually filled in already not so this time?"""
        return bool(self.errors) or (self._is_elsa and not self["objective"].value())

    @property
    def _is_elsa(self):
        return self.programme.practice == Practice.ELSA

    def clean(self):
        """Each ELSA session has an objective; one that nobody came to has none."""
        cleaned = super().clean()
        came = any(cleaned.get(f"how_{number}") == CAME for number, _ in enumerate(self.places))
        if self._is_elsa and came and not cleaned.get("objective") and "objective" not in self.errors:
            self.add_error("objective", "Each ELSA session has an objective. Please write it in a line.")
        return cleaned

    def children(self):
        """Each place with its own boxes, for the page."""
        names = ("how", "rating", "line", "passed_on")
        for number, place in enumerate(self.places):
            yield place, {name: self[f"{name}_{number}"] for name in names if f"{name}_{number}" in self.fields}

    def rows(self):
        """The answers as the action takes them; a child who was left out of a group has none."""
        for number, place in enumerate(self.places):
            how = self.cleaned_data.get(f"how_{number}")
            if how:
                said = {name: self.cleaned_data.get(f"{name}_{number}") for name in ("rating", "line", "passed_on")}
                yield {"place": place, "came": how == CAME, "why_not": "" if how == CAME else how, **said}

    def shared(self):
        """What is said once for everybody."""
        return {name: self.cleaned_data[name] for name in ("objective", "theme") if name in self.fields}
