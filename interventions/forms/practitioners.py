"""What is asked about training, supervision, times in the week, and the school's own short lists."""

from django import forms
from django.utils import timezone

from interventions.forms.programmes import OfferingChoice, a_day, offerings, one_line
from interventions.models import Credential, HelpItem, Offering
from interventions.models.practitioners import TRAINED_FOR
from school.models import Weekday
from staff.posting import PostingForm, PostingModelForm


class CredentialForm(PostingForm):
    """Trained for what, by whom, when."""

    years = {"gained_on": (50, 1)}

    practice = forms.ChoiceField(label="Trained for", choices=TRAINED_FOR, widget=forms.RadioSelect)
    awarded_by = one_line("Who gave the training?", most=120)
    gained_on = a_day("When did it end?")

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)

    def answers(self):
        return {name: self.cleaned_data[name] for name in ("practice", "awarded_by", "gained_on")}


class SupervisionForm(PostingForm):
    """The day of a supervision. There is no box for what was said."""

    practice = forms.ChoiceField(label="Supervised for", choices=TRAINED_FOR, widget=forms.RadioSelect)
    on = a_day("Which day?", "Only the day. What was said stays out of this system.")

    def __init__(self, *args, user, **kwargs):
        kwargs["initial"] = {"on": timezone.localdate(), **(kwargs.get("initial") or {})}
        super().__init__(*args, **kwargs)
        held = set(Credential.objects.standing().filter(user=user).values_list("practice", flat=True))
        self.fields["practice"].choices = [(value, name) for value, name in TRAINED_FOR if value in held]
        if len(held) == 1:
            self.fields["practice"].initial = next(iter(held))

    def answers(self):
        return {name: self.cleaned_data[name] for name in ("practice", "on")}


class StrikeSupervisionForm(PostingForm):
    """What was wrong with the day; never what was said on it."""

    why = one_line("What was wrong?", "For instance: the wrong week. It stays to be seen, struck out.")


class SlotForm(PostingForm):
    """A time in somebody's week that children can have."""

    offering = OfferingChoice(
        label="For which help?", queryset=Offering.objects.none(), to_field_name="public_id", widget=forms.RadioSelect,
        empty_label=None,
    )  # fmt: skip
    weekday = forms.TypedChoiceField(label="Which day?", coerce=int, choices=Weekday.choices)
    starts_at = forms.TimeField(
        label="At what time?", widget=forms.TimeInput({"type": "time"}, format="%H:%M"),
        error_messages={"invalid": "“At what time?”: please give a time."},
    )  # fmt: skip
    where = one_line("Where?", most=60, required=False)

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["offering"].queryset = offerings()

    def answers(self):
        return {name: self.cleaned_data[name] for name in ("offering", "weekday", "starts_at", "where")}


class HelpItemForm(PostingModelForm):
    """One line of one of the school's short lists."""

    class Meta:
        model = HelpItem
        fields = ["name", "hint", "order"]
        labels = {"name": "What it is called", "hint": "What belongs to it", "order": "Place in the list"}

    @property
    def facts(self):
        return {name: self.cleaned_data[name] for name in self.Meta.fields}
