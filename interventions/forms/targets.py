"""What is asked when a target is set or ended, and when a number is taken."""

from django import forms
from django.utils import timezone

from concerns.actions.changes import adults_around
from interventions.forms.held import HoldsBack
from interventions.models import Measure, Reading, Target
from staff.posting import PostingForm

Rater = Reading.Rater


def number(label, help_text="", *, required=True):
    return forms.DecimalField(
        label=label, help_text=help_text, required=required, max_digits=7, decimal_places=1,
        widget=forms.NumberInput({"step": "any", "inputmode": "decimal"}),
    )  # fmt: skip


def day(label, help_text=""):
    return forms.DateField(
        label=label, help_text=help_text, widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    )


def rater(label):
    return forms.ChoiceField(label=label, widget=forms.RadioSelect)


def rater_name():
    return forms.CharField(
        label="Which parent, or who else?", help_text="Only for “a parent or carer” and “somebody else”.",
        max_length=60, required=False,
    )  # fmt: skip


class AsksWhoRated(PostingForm):
    """Whose number it is: the child's, mine, a colleague's who is with the child, a parent's, somebody else's."""

    def ask_who_rated(self, pupil):
        self.colleagues = {str(one.public_id): one for one in adults_around(pupil) if one.pk != self.by.pk}
        self.fields["rater"].choices = [
            (Rater.CHILD, "The child’s"),
            (Rater.ADULT, "Mine"),
            *[(key, f"{one.name}’s") for key, one in sorted(self.colleagues.items(), key=lambda pair: pair[1].name)],
            (Rater.PARENT, "A parent’s or carer’s"),
            (Rater.OTHER, "Somebody else’s"),
        ]

    def clean(self):
        cleaned = super().clean()
        colleague = self.colleagues.get(cleaned.get("rater"))
        if colleague is not None:
            cleaned |= {"rater": Rater.ADULT, "rated_by": colleague}
        return cleaned


def measure_boxes():
    """What will be rated or counted: the boxes that two forms share."""
    return (
        forms.ChoiceField(label="What kind of number?", widget=forms.RadioSelect, choices=Measure.Kind.choices),
        forms.CharField(
            label="What is rated or counted?",
            help_text="“How calm the morning is”, “lunches with a friend in a week”. Of an outside scale write its "
            "name and who fills it in, never its questions: they belong to whoever made them.",
            max_length=100,
        ),
        number("Lowest number", "For a scale of our own. A rating is 0 to 10 anyway.", required=False),
        number("Highest number", required=False),
        forms.CharField(
            label="What do the ends mean?", help_text="“1 is stormy, 5 is calm.”", max_length=200, required=False
        ),
    )


class SetTargetForm(HoldsBack, AsksWhoRated):
    """ "By … will … in … measured by … from … to …", and the child's own version."""

    draft = "interventions:set_target"
    lines = ("will", "setting", "childs_words", "name", "ends")

    by_on = day("By when?")
    will = forms.CharField(label="What will the child do?", help_text="Something one can see.", max_length=300)
    setting = forms.CharField(label="In what?", help_text="“the dining hall”, “the first lesson”.", max_length=200)
    childs_words = forms.CharField(
        label="In the child’s words", help_text="“I will …”", max_length=1000, required=False,
        widget=forms.Textarea({"rows": 2}),
    )  # fmt: skip
    measure = forms.ModelChoiceField(
        label="Which measure?", queryset=Measure.objects.none(), required=False, empty_label="A new one, as below",
        to_field_name="public_id",
    )  # fmt: skip
    kind, name, low, high, ends = measure_boxes()
    baseline = number("From: the number now")
    goal = number("To: the number we hope for")
    rater = rater("Whose number is the one now?")
    rater_name = rater_name()

    def __init__(self, *args, placement, **kwargs):
        kwargs["initial"] = {"by_on": placement.review_on, "kind": "rating", **(kwargs.get("initial") or {})}
        super().__init__(*args, draft_about=placement.public_id, **kwargs)
        self.read_at = placement.level
        self.ask_who_rated(placement.pupil)
        forename = placement.pupil.preferred_forename
        self.fields["will"].label = f"What will {forename} do?"
        self.fields["childs_words"].label = f"In {forename}’s own words"
        self.fields["measure"].queryset = Measure.objects.filter(placement=placement)
        if not self.fields["measure"].queryset:
            del self.fields["measure"]
        for name in ("kind", "name"):
            self.fields[name].required = self.fields[name].mark_optional = False

    def clean(self):
        cleaned = super().clean()
        if cleaned and not cleaned.get("measure"):
            for name, words in (
                ("kind", "Please choose what kind of number."),
                ("name", "Please say what is rated or counted."),
            ):
                if name not in self.errors and not cleaned.get(name):
                    self.add_error(name, words)
        return cleaned


class AddMeasureForm(HoldsBack):
    """Something to count or rate that is no target: a score at the start and at the end, say."""

    lines = ("name", "ends")

    kind, name, low, high, ends = measure_boxes()
    better = forms.ChoiceField(label="Which way is better?", widget=forms.RadioSelect, choices=Measure.Better.choices)

    def __init__(self, *args, placement, **kwargs):
        super().__init__(*args, **kwargs)
        self.read_at = placement.level


class ReadingForm(HoldsBack, AsksWhoRated):
    """One number, in seconds."""

    lines = ("note",)

    value = number("The number")
    rater = rater("Whose number is it?")
    rater_name = rater_name()
    measured_on = day("When?")
    note = forms.CharField(label="Anything to add?", help_text="One line.", max_length=300, required=False)

    def __init__(self, *args, measure, **kwargs):
        kwargs["initial"] = {"measured_on": timezone.localdate(), **(kwargs.get("initial") or {})}
        super().__init__(*args, **kwargs)
        self.ask_who_rated(measure.placement.pupil)
        self.fields["value"].help_text = measure.scale.capitalize() + (f". {measure.ends}" if measure.ends else "")


class StrikeForm(PostingForm):
    """Why a number was a mistake."""

    why = forms.CharField(label="What was wrong?", help_text="It stays to be seen, struck out.", max_length=300)


class EndTargetForm(HoldsBack):
    """How a target came out."""

    lines = ("why",)

    outcome = forms.ChoiceField(
        label="How did it come out?", widget=forms.RadioSelect,
        choices=[choice for choice in Target.Outcome.choices if choice[0] != Target.Outcome.HELP_ENDED],
    )  # fmt: skip
    why = forms.CharField(label="Why?", help_text="One line is enough.", max_length=1000)

    def __init__(self, *args, placement, **kwargs):
        super().__init__(*args, **kwargs)
        self.read_at = placement.level
