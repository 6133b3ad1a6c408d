"""What people type about a concern. Forms validate; the actions save."""

from django import forms
from django.utils import timezone

from concerns.models import Concern, Decision, Need
from pupils.models import Pupil
from staff.policy import LEVEL_NAMES, Level, Permission
from staff.posting import PostingForm

TIME_FORMAT = "%Y-%m-%dT%H:%M"  # what a browser's own day-and-time box sends
DANGER_HINT = "If yes, tell a person as well: this form does not call anyone."


def long_text(label, *, rows=4, required=False, hint=""):
    return forms.CharField(
        label=label,
        required=required,
        help_text=hint,
        widget=forms.Textarea(attrs={"rows": rows, "class": "form-control"}),
    )


class LogForm(PostingForm):
    """One short form for everything anybody notices about a child. The child may be in the address already."""

    draft = "concerns:log"

    pupil = forms.UUIDField(required=False, widget=forms.HiddenInput)
    pupil_name = forms.CharField(label="Which child?", max_length=80, required=False)
    facts = long_text(
        "What did you see or hear?",
        rows=6,
        required=True,
        hint="What happened, in order, as you would tell a colleague. Write “said”, not “claimed”. "
        "The family may read this one day.",
    )
    childs_words = long_text(
        "The child’s own words",
        rows=3,
        hint="Exactly as they said them, swear words too. Leave empty if they said nothing.",
    )
    happened_at = forms.DateTimeField(
        label="When was it?",
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format=TIME_FORMAT),
        error_messages={"invalid": "When was it? Please give a day and a time."},
    )
    happened_about = forms.BooleanField(label="I am not sure of the exact time", required=False)
    place = forms.ChoiceField(label="Where was it?", choices=Concern.Place.choices, required=False)
    danger = forms.ChoiceField(
        label="Is anyone in danger now?",
        choices=Concern.Danger.choices,
        widget=forms.RadioSelect,
        help_text=DANGER_HINT,
        error_messages={"required": "Is anyone in danger now? Please choose an answer."},
    )
    source = forms.ChoiceField(label="How do you know?", choices=Concern.Source.choices, required=False)
    where_now = forms.CharField(label="Where is the child now, and with whom?", max_length=300, required=False)
    done_already = forms.CharField(label="What have you done already?", max_length=2000, required=False)
    needs = forms.ModelMultipleChoiceField(
        label="What is it about?",
        queryset=Need.objects.none(),
        to_field_name="code",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Only if it helps. Somebody else will decide.",
    )

    def __init__(self, *args, by, **kwargs):
        now = timezone.localtime().strftime(TIME_FORMAT)
        kwargs["initial"] = {"happened_at": now, "source": Concern.Source.SAW, **(kwargs.get("initial") or {})}
        super().__init__(*args, by=by, **kwargs)
        self.fields["needs"].queryset = Need.objects.in_use()
        self.fields["pupil_name"].mark_optional = False
        self.fields["facts"].widget.attrs["class"] = "form-control tall"

    def clean_source(self):
        return self.cleaned_data["source"] or Concern.Source.SAW

    def clean(self):
        cleaned = super().clean()
        self.child = find_child(self.by, cleaned.get("pupil"))
        if self.child is None:
            self.add_error("pupil_name", "Which child? Please choose one from the list.")
        return cleaned

    def answers(self):
        """The answers as the action takes them."""
        left_out = {"pupil", "pupil_name", "needs", "idempotency_key"}
        return {name: value for name, value in self.cleaned_data.items() if name not in left_out}


def find_child(user, public_id):
    """The child with this id whom this person may log a concern about, with the class; None if there is none."""
    if not public_id:
        return None
    open_now = Pupil.objects.permitted(user, Permission.CONCERN_RAISE).open().with_class()
    return open_now.filter(public_id=public_id).first()


class SeenForm(PostingForm):
    """One press: "I have seen this"."""


class TriageForm(PostingForm):
    """The decision, with its reason. Numbers 1 to 7 choose it from the keyboard."""

    draft = "concerns:triage"

    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)
    decision = forms.ChoiceField(
        label="What happens next?",
        choices=[c for c in Decision.Kind.choices if c[0] != "join"],
        widget=forms.RadioSelect,
    )
    until = forms.DateField(
        label="Look again on",
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text="Only to keep an eye on it.",
    )
    rationale = long_text("Why, and why not something else?", rows=4, required=True)
    parents_told = forms.ChoiceField(
        label="Have the parents been told?", choices=Concern.ParentsTold.choices, required=False
    )
    needs = forms.ModelMultipleChoiceField(
        label="What is it about?",
        queryset=Need.objects.none(),
        to_field_name="code",
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args, by, concern, **kwargs):
        newest = concern.decisions.order_by("-pk").first()
        kwargs["initial"] = {
            "seen": newest.pk if newest else None,
            "parents_told": concern.parents_told,
            "needs": list(concern.needs.values_list("code", flat=True)),
        }
        super().__init__(*args, by=by, draft_about=concern.public_id, auto_id="triage_%s", **kwargs)
        self.newest = newest
        self.fields["needs"].queryset = Need.objects.in_use() | concern.needs.all()
        self.fields["needs"].queryset = self.fields["needs"].queryset.distinct()

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("decision") == Decision.Kind.MONITOR and not cleaned.get("until"):
            self.add_error("until", "Look again on: please choose a day to come.")
        return cleaned

    def show_newest(self):
        """After somebody else decided first: the next press is a decision made with theirs in view."""
        self.data = self.data.copy()
        self.data["seen"] = self.newest.pk if self.newest else ""


class LevelForm(PostingForm):
    """Who reads it from now on, with the reason."""

    draft = "concerns:level"

    level = forms.ChoiceField(label="Who should read it?")
    reason = long_text("Why?", rows=2, required=True)

    def __init__(self, *args, by, concern, **kwargs):
        super().__init__(*args, by=by, draft_about=concern.public_id, auto_id="level_%s", **kwargs)
        offered = [Level.TEAM, Level.WELLBEING, Level.SAFEGUARDING]
        self.fields["level"].choices = [
            (str(level), LEVEL_NAMES[level]) for level in offered if str(level) != concern.level
        ]


class CloseForm(PostingForm):
    """The last line to the person who told us, and whether the parents know."""

    draft = "concerns:close"

    feedback = long_text(
        "A closing line for the person who told us",
        rows=3,
        hint="They see this line. Leave out anything they do not need to know.",
    )
    parents_told = forms.ChoiceField(
        label="Have the parents been told?", choices=Concern.ParentsTold.choices, required=False
    )

    def __init__(self, *args, by, concern, **kwargs):
        kwargs["initial"] = {"parents_told": concern.parents_told}
        super().__init__(*args, by=by, draft_about=concern.public_id, auto_id="close_%s", **kwargs)


class FeedbackForm(PostingForm):
    """A line back to the person who told us, before it is closed."""

    draft = "concerns:feedback"

    words = long_text("A line to the person who told us", rows=3, required=True, hint="No safeguarding detail, please.")

    def __init__(self, *args, by, concern, **kwargs):
        super().__init__(*args, by=by, draft_about=concern.public_id, auto_id="feedback_%s", **kwargs)


class PurposeForm(PostingForm):
    """Why somebody who does not triage opens safeguarding words. It is kept with the reading."""

    purpose = forms.CharField(label="Why do you need to read this now?", max_length=200)
