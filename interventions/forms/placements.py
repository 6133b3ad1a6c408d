"""What is asked when a child is placed on a wave, and when that is reviewed."""

import datetime

from django import forms
from django.utils import timezone
from django.utils.html import format_html

from concerns.models import Concern
from interventions.dose import first_review, planned_end
from interventions.forms.held import HoldsBack
from interventions.models import Answer, Area, Decision, Offering, Placement, Then, Wave
from school import calendar
from staff.kept import kept
from staff.policy import Level, Permission
from staff.posting import OUT_OF_DATE, PostingForm

LONG = 20_000
CITED_WITHIN = datetime.timedelta(days=400)  # a year and a little: what led to help today


def words(label, help_text="", *, required=True, rows=3):
    """A box for a few sentences."""
    return forms.CharField(
        label=label, help_text=help_text, required=required, max_length=LONG, widget=forms.Textarea({"rows": rows})
    )


def in_words(day):
    return f"{day:%A} {day.day} {day:%B}"


def school_day(label, help_text):
    return forms.DateField(
        label=label, help_text=help_text, required=False, widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    )


class CitedConcerns(forms.ModelMultipleChoiceField):
    """Concerns by day and author: a list never shows their words."""

    def __init__(self, **kwargs):
        super().__init__(
            label="Which concerns led to this?",
            help_text="Only people who may see a concern see that it is named here.",
            queryset=Concern.objects.none(),
            to_field_name="public_id",
            widget=forms.CheckboxSelectMultiple,
            required=False,
            **kwargs,
        )

    def label_from_instance(self, concern):
        day = timezone.localtime(concern.recorded_at)
        return f"{day:%A} {day.day} {day:%B %Y}, from {concern.author_name}"


def ask_which_concerns(form, pupil):
    """The concerns that this person may cite, fetched once; no such question where there are none."""
    field = form.fields["concerns"]
    since = timezone.now() - CITED_WITHIN
    if form.is_bound:  # what was ticked is looked for there; to write the question out costs more than to ask it
        field.queryset = citable(form.by, pupil, since)
    field.choices = [(one.public_id, field.label_from_instance(one)) for one in _cited(form.by, pupil, since)]
    if not field.choices and not form.is_bound:
        del form.fields["concerns"]


def citable(user, pupil, since):
    """The newest concerns about this child that this person may see."""
    rows = Concern.objects.permitted(user, Permission.CONCERN_READ).of(pupil).newest_first()
    return rows.filter(recorded_at__gte=since)


_cited = kept(citable)


class AsksWhenNext(PostingForm):
    """When it is looked at again: the school's rule unless somebody says otherwise."""

    then = forms.ChoiceField(label="When shall we look again?", widget=forms.RadioSelect, required=False)
    review_on = school_day("Which day?", "If the school is closed then, we take the next school day.")
    waits_for = forms.CharField(
        label="Who from outside, and what are they to do?", help_text="“Speech therapist: her assessment.”",
        max_length=200, required=False,
    )  # fmt: skip

    def ask_when_next(self, planned_end=None):
        """`planned_end` is the last session as it is planned: proposed for that answer, so nobody has to count."""
        self.proposed, self.planned_end = calendar.review_date(timezone.localdate()), planned_end
        says = {Then.RULE: f"{Then.RULE.label}: {in_words(self.proposed)}"}
        if planned_end is not None:
            says[Then.PLANNED_END] = f"{Then.PLANNED_END.label}: about {in_words(planned_end)}"
        self.fields["then"].choices = [(value, says.get(value, label)) for value, label in Then.choices]
        self.fields["then"].mark_optional = self.fields["review_on"].mark_optional = False
        self.initial.setdefault("then", Then.RULE)

    def clean(self):
        """A day or an agency that was typed in is meant, even where the dot beside it was forgotten."""
        cleaned = super().clean()
        if cleaned.get("then") in ("", Then.RULE):
            chosen = Then.MILESTONE if cleaned.get("waits_for") else Then.CHOSEN if cleaned.get("review_on") else ""
            cleaned["then"] = chosen or Then.RULE
        if cleaned.get("then") == Then.PLANNED_END and not cleaned.get("review_on"):
            cleaned["review_on"] = self.end_as_planned(cleaned)
        return cleaned

    def end_as_planned(self, cleaned):
        return self.planned_end


class LineChoice(forms.ModelChoiceField):
    """A line of the map with its wave, and the day on which it would first be looked at."""

    def label_from_instance(self, offering):
        on = first_review(calendar.current(), offering, timezone.localdate())
        when = f", looked at on {in_words(on)}" if offering.review_weeks else ""
        return f"{offering.get_wave_display()}: {offering.name}{when}"


class PlaceForm(HoldsBack, AsksWhenNext):
    """Why, what for, and until when."""

    draft = "interventions:place"
    lines = ("reason", "evidence", "child_said", "parents_said", "hoped_for", "exit_criteria")

    wave = forms.TypedChoiceField(
        label="Which wave?",
        coerce=int,
        widget=forms.RadioSelect,
        choices=[
            (Wave.TWO, "Wave 2: extra help (guided intervention)"),
            (Wave.THREE, "Wave 3: one-to-one or specialist help"),
        ],
    )
    area = forms.ModelChoiceField(
        label="Area of need", queryset=Area.objects.none(), empty_label="Choose one", widget=forms.Select
    )
    offering = LineChoice(
        label="Which line of the map?", queryset=Offering.objects.none(), to_field_name="public_id", required=False,
        empty_label="None yet", help_text="If you choose one, a place on it is asked for, and it says when to look first.",
    )  # fmt: skip
    reason = words("Why now?", "What you have seen, and what has been tried. The family may read this one day.", rows=5)
    evidence = words("What shows it?", "Counts, charts, work, what adults saw.", required=False)
    child_said = words("What the child said", "Their own words.", required=False, rows=2)
    parents_said = words("What the parents said", "Their own words.", required=False, rows=2)
    hoped_for = words("What do we hope for?", "What will be different for the child.")
    exit_criteria = words("How shall we know it can end?", required=False)
    level = forms.ChoiceField(
        label="Who may read this?",
        widget=forms.RadioSelect,
        initial=Level.TEAM,
        choices=[
            (Level.TEAM, "The team: the child’s class staff and the adults around them"),
            (Level.WELLBEING, "Wellbeing: you, the SENDCo, the Wellbeing Lead, the safeguarding leads and the head"),
        ],
    )
    concerns = CitedConcerns()

    def __init__(self, *args, pupil, **kwargs):
        super().__init__(*args, draft_about=pupil.public_id, **kwargs)
        self.ask_when_next()
        ask_which_concerns(self, pupil)
        self.fields["area"].queryset = Area.objects.in_use()
        self.fields["offering"].queryset = Offering.objects.in_use().in_sessions().as_on_the_map()

    def clean(self):
        cleaned = super().clean()
        line, wave = cleaned.get("offering"), cleaned.get("wave")
        if line is not None and wave and line.wave != wave:
            self.add_error("offering", f"That line is at {line.get_wave_display()}. Choose another line, or that wave.")
        return cleaned

    def end_as_planned(self, cleaned):
        line = cleaned.get("offering")
        if line is None:
            return None
        first = calendar.next_school_day(timezone.localdate())
        return planned_end(calendar.current(), first, (), line.sessions_a_week, line.weeks)


class ReviewForm(HoldsBack, AsksWhenNext):
    """One decision, one line of why; the rest where there is something to say."""

    draft = "interventions:review"
    lines = ("why", "evidence", "child_said", "parents_said")

    version = forms.IntegerField(widget=forms.HiddenInput)
    decision = forms.ChoiceField(label="What now?", widget=forms.RadioSelect)
    why = forms.CharField(label="Why?", help_text="One line is enough.", max_length=2000)
    evidence = words("What shows it?", "Counts, charts, work, what adults saw.", required=False)
    child_said = words("What the child said", "Their own words.", required=False, rows=2)
    parents_said = words("What the parents said", "Their own words.", required=False, rows=2)
    concerns = CitedConcerns()

    def __init__(self, *args, placement, planned_end=None, **kwargs):
        kwargs["initial"] = {"version": placement.version, **(kwargs.get("initial") or {})}
        super().__init__(*args, draft_about=placement.public_id, **kwargs)
        self.read_at = placement.level
        self.ask_when_next(planned_end)
        self.fields["then"].help_text = "After a step down or an end, this is when somebody checks that it holds."
        ask_which_concerns(self, placement.pupil)
        seen = self.data.get("version") if self.is_bound else placement.version
        # Behind somebody else's review a decision may no longer be possible: the action says so in words.
        possible = placement.decisions() if str(seen) == str(placement.version) else list(Decision)
        self.fields["decision"].choices = [(d, label) for d, label in decision_labels(placement) if d in possible]

    def their_words(self):
        """The other person's review, to stand beside this one."""
        move = last_move(self.theirs)
        return [
            {"label": "Decision", "words": f"{move.get_decision_display()}, by {move.decided_by.name}"},
            {"label": "Why", "words": move.why},
            {"label": "What shows it", "words": move.evidence},
            {"label": "What the child said", "words": move.child_said},
            {"label": "What the parents said", "words": move.parents_said},
        ]


class ReviewTogetherForm(HoldsBack, AsksWhenNext):
    """One decision and one line for a group, but for those who are lifted out."""

    lines = ("why",)

    placements = forms.ModelMultipleChoiceField(
        label="Who?", queryset=Placement.objects.none(), to_field_name="public_id", required=False,
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip
    seen = forms.CharField(widget=forms.HiddenInput)  # the version of each, as its page showed it
    decision = forms.ChoiceField(label="What now?", widget=forms.RadioSelect, choices=[])
    why = forms.CharField(label="Why?", help_text="One line for them all.", max_length=2000)

    def __init__(self, *args, shown, **kwargs):
        kwargs["initial"] = {"seen": _versions(shown), **(kwargs.get("initial") or {})}
        super().__init__(*args, **kwargs)
        self.ask_when_next()
        self.fields["decision"].choices = numbered((one, one.label) for one in Decision if one != Decision.OPEN)
        # Those that somebody else ended meanwhile too: the action shows what was decided.
        self.fields["placements"].queryset = Placement.objects.permitted(self.by, Permission.PLACEMENT_DECIDE)

    def clean(self):
        cleaned = super().clean()
        versions = dict(pair.split("=", 1) for pair in cleaned.get("seen", "").split() if "=" in pair)
        chosen = {one: versions.get(str(one.public_id), "") for one in cleaned.pop("placements", ())}
        if not all(version.isdecimal() and len(version) < 9 for version in chosen.values()):
            raise forms.ValidationError(OUT_OF_DATE)
        cleaned["seen"] = {one: int(version) for one, version in chosen.items()}
        return cleaned

    def _show_theirs(self, theirs):
        """Those whom somebody else reviewed are lifted out, and what was decided for them is shown."""
        self.theirs, self.data = theirs, self.data.copy()
        now = {str(one.public_id): f"{one.public_id}={one.version}" for one in theirs}
        self.data["seen"] = " ".join(now.get(pair.partition("=")[0], pair) for pair in self.data["seen"].split())
        self.data.setlist("placements", [one for one in self.data.getlist("placements") if one not in now])

    def their_words(self):
        moves = [last_move(one) for one in self.theirs]
        return [
            {
                "label": move.placement.pupil.name,
                "words": f"{move.get_decision_display()}, by {move.decided_by.name}. {move.why}",
            }
            for move in moves
        ]


def _versions(placements):
    return " ".join(f"{one.public_id}={one.version}" for one in placements)


def last_move(placement):
    return placement.moves.select_related("decided_by", "placement__pupil").last()


def decision_labels(placement):
    """Each decision in words that say where it leads from this wave."""
    down = "Wave 1, everyday support" if placement.wave == Wave.TWO else "Wave 2"
    words = (
        (Decision.CONTINUE, f"Continue at {placement.get_wave_display()}"),
        (Decision.CHANGE, f"Change the help, and stay at {placement.get_wave_display()}"),
        (Decision.STEP_DOWN, f"Step down to {down}"),
        (Decision.STEP_UP, "Step up to Wave 3"),
        (Decision.END, "End this help"),
    )
    return numbered(words)


def numbered(choices):
    """The number is the key that chooses it: the same key for the same decision at every wave."""
    return [(value, format_html("<kbd>{}</kbd> {}", key, label)) for key, (value, label) in enumerate(choices, 1)]


class AnswerForm(HoldsBack):
    """How it goes, in half a minute."""

    lines = ("words",)

    how = forms.ChoiceField(label="How is it going?", widget=forms.RadioSelect, choices=Answer.How.choices)
    words = forms.CharField(
        label="What have you seen?", help_text="One line is enough.", max_length=500, required=False
    )
