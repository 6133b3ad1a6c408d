"""What is typed when something has changed for a child, and when an eye is kept on one."""

from django import forms
from django.utils import timezone

from concerns.forms.logging import find_child
from concerns.models import Change, ChangeKind, Concern, Keeping
from concerns.models.levels import CLOSED
from concerns.triggers import held_words
from pupils.models import FlagStep
from staff.policy import Level
from staff.posting import PostingForm, PostingModelForm

DAY_FORMAT = "%Y-%m-%d"


def a_day(label, *, required=True, hint=""):
    return forms.DateField(
        label=label,
        required=required,
        help_text=hint,
        widget=forms.DateInput(attrs={"type": "date"}, format=DAY_FORMAT),
        error_messages={"invalid": f"“{label}”: please give a day."},
    )


def one_line(label, *, most=200, hint="", required=True, **attrs):
    return forms.CharField(
        label=label,
        max_length=most,
        help_text=hint,
        required=required,
        widget=forms.TextInput(attrs={"autocomplete": "off", **attrs}),
    )


def for_every_adult(form, name):
    """A line that every adult around the child reads: one that speaks of harm goes to the safeguarding leads instead."""
    words = form.cleaned_data[name]
    form.held = words if (why := held_words(words)) else ""
    if why:
        raise forms.ValidationError(f"{why}. Such words go to the safeguarding leads first, not to every adult.")
    return words


class AboutChildForm(PostingForm):
    """A form about one child: in the address already, or found by the first letters of a name."""

    pupil = forms.UUIDField(required=False, widget=forms.HiddenInput)
    pupil_name = forms.CharField(label="Which child?", max_length=80, required=False)

    def clean(self):
        cleaned = super().clean()
        self.child = find_child(self.by, cleaned.get("pupil"))
        if self.child is None:
            self.add_error("pupil_name", "Which child? Please choose one from the list.")
        return cleaned


class ChangeForm(AboutChildForm):
    """A change in a child's life: a line, its kind, who said so, which day."""

    words = one_line("What has changed?", hint="One line, as you were told it.")
    kind = forms.ModelChoiceField(
        label="What kind is it?",
        queryset=ChangeKind.objects.none(),
        to_field_name="public_id",
        widget=forms.RadioSelect,
        empty_label=None,
    )
    said_by = forms.ChoiceField(label="Who said so?", choices=Change.SaidBy.choices)
    on = a_day("Which day?")
    eye_until = a_day("Keep an eye on the child until", required=False, hint="Only if somebody should look again.")

    def __init__(self, *args, by, **kwargs):
        today = {"on": timezone.localdate(), "said_by": Change.SaidBy.PARENT}
        kwargs["initial"] = today | (kwargs.get("initial") or {})
        super().__init__(*args, by=by, **kwargs)
        self.fields["kind"].queryset = ChangeKind.objects.in_use()
        self.fields["kind"].label_from_instance = _with_its_hint
        self.fields["pupil_name"].mark_optional = False

    def clean_words(self):
        return for_every_adult(self, "words")

    def answers(self):
        return {name: self.cleaned_data[name] for name in ("words", "kind", "said_by", "on", "eye_until")}


def _with_its_hint(kind):
    return f"{kind.name}: {kind.hint[:1].lower()}{kind.hint[1:]}" if kind.hint else kind.name


class ChangeKindForm(PostingModelForm):
    """One kind of change in the school's list."""

    class Meta:
        model = ChangeKind
        fields = ["name", "hint", "weeks", "keep_eye", "order"]
        labels = {
            "name": "What it is called",
            "hint": "What belongs to it",
            "weeks": "Shown to the adults around the child for this many weeks",
            "keep_eye": "Always ask for an eye to be kept on the child",
            "order": "Place in the list",
        }

    @property
    def facts(self):
        return {name: self.cleaned_data[name] for name in self.Meta.fields}


class FlagForm(PostingForm):
    """Keep an eye on this child, until when and why."""

    reason = one_line("What is it about?", hint="The adults around the child read this line.")
    review_on = a_day("Look again on")

    def clean_reason(self):
        return for_every_adult(self, "reason")


class ReviewFlagForm(PostingForm):
    """Looking again: keep on, stop, or take it further."""

    decision = forms.ChoiceField(
        label="What now?",
        choices=[
            (FlagStep.Kind.KEPT, "Keep on looking"),
            (FlagStep.Kind.CLEARED, "It is no longer needed"),
            (FlagStep.Kind.ESCALATED, "More is needed: make it a concern"),
        ],
        widget=forms.RadioSelect,
    )
    reason = one_line("Why?", most=300)
    review_on = a_day("Keep on looking until", required=False)
    danger = forms.ChoiceField(
        label="Is anyone in danger now?",
        choices=[("", "Choose"), *Concern.Danger.choices],
        required=False,
    )

    def __init__(self, *args, by, flag, **kwargs):
        super().__init__(*args, by=by, **kwargs)
        self.flag = flag
        for asked_sometimes in ("review_on", "danger"):
            self.fields[asked_sometimes].mark_optional = False
        if flag.level in CLOSED and (kept_in := Keeping.current().kept_in):
            self.fields["reason"].required = False
            self.fields["reason"].help_text = f"Only to make it a concern. Other words belong in {kept_in}."

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("decision") == FlagStep.Kind.ESCALATED and not cleaned.get("reason") and not self.errors:
            self.add_error("reason", "Why? Please say what you have seen.")
        if cleaned.get("decision") == FlagStep.Kind.KEPT and not cleaned.get("review_on"):
            self.add_error("review_on", "Please choose the day to look again.")
        held = held_words(cleaned.get("reason") or "") if self.flag.level == Level.TEAM else ""
        if held and cleaned.get("decision") != FlagStep.Kind.ESCALATED:
            self.add_error("reason", f"{held}. Every adult around the child reads this: please make it a concern.")
        if cleaned.get("decision") == FlagStep.Kind.ESCALATED and not cleaned.get("danger"):
            self.add_error("danger", "Is anyone in danger now? Please choose an answer.")
        return cleaned
