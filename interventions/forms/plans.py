"""What is asked about an informal plan: the tick list, its owner, the day to look again."""

from django import forms

from interventions.forms.held import HoldsBack
from interventions.forms.placements import school_day
from interventions.forms.programmes import one_line
from interventions.models import HelpItem, Placement
from interventions.owners import may_own
from school.calendar import review_date
from staff.models import User
from staff.policy import Level, Permission


class PlanForm(HoldsBack):
    """Tick what would help, and say in a few words how it is done for this child."""

    owner = forms.ModelChoiceField(
        label="Who looks after this plan?", queryset=User.objects.none(), to_field_name="public_id",
        empty_label="Choose one",
    )  # fmt: skip
    review_on = school_day(
        "When shall we look again?", "Always a school day. If the school is closed then, we take the next one."
    )
    placement = forms.ModelChoiceField(
        label="Which help at Wave 2 or 3 does it belong to?", queryset=Placement.objects.none(),
        to_field_name="public_id", required=False, empty_label="None of these",
    )  # fmt: skip

    def __init__(self, *args, pupil, today, plan=None, **kwargs):
        kwargs["initial"] = {
            "review_on": review_date(today), "owner": plan.owner.public_id if plan else None,
            **(kwargs.get("initial") or {}),
        }  # fmt: skip
        super().__init__(*args, **kwargs)
        people = [user.pk for user in may_own(pupil)]
        self.fields["owner"].queryset = User.objects.filter(pk__in=people).order_by("name", "pk")
        self.on_it = {line.item_id: line for line in plan.lines.filter(until_on=None)} if plan else {}
        self.items = [*HelpItem.objects.in_use().filter(kind=HelpItem.Kind.PLAN)]
        self.items += [*HelpItem.objects.filter(pk__in=set(self.on_it) - {item.pk for item in self.items})]
        for item in self.items:
            line = self.on_it.get(item.pk)
            self.fields[f"item_{item.public_id.hex}"] = forms.BooleanField(
                label=item.name, help_text=item.hint, required=False, initial=line is not None
            )
            self.fields[f"how_{item.public_id.hex}"] = forms.CharField(
                label="How, for this child?", max_length=120, required=False, initial=line.detail if line else ""
            )
            self.fields[f"how_{item.public_id.hex}"].mark_optional = False
        if plan:
            del self.fields["placement"]
        else:
            seen = Placement.objects.permitted(self.by, Permission.PLACEMENT_READ).open()
            self.fields["placement"].queryset = seen.filter(pupil=pupil, level=Level.TEAM).select_related("area")
            self.fields["placement"].label_from_instance = lambda one: f"{one.area}, {one.get_wave_display()}"

    def lines_typed(self):
        return [*self.lines, *(f"how_{item.public_id.hex}" for item in self.items)]

    def ticks(self):
        """Each thing of the list with its two boxes, for the page."""
        return [(self[f"item_{item.public_id.hex}"], self[f"how_{item.public_id.hex}"]) for item in self.items]

    def clean(self):
        """Words beside a box say that it is meant, ticked or not."""
        cleaned = super().clean()
        self.on_plan = {}
        for item in self.items:
            how = cleaned.get(f"how_{item.public_id.hex}", "")
            if how or cleaned.get(f"item_{item.public_id.hex}"):
                self.on_plan[item] = how
        if not self.on_plan:
            self.add_error(None, "Please tick at least one thing.")
        return cleaned

    def answers(self):
        return {
            "lines": self.on_plan,
            **{name: self.cleaned_data[name] for name in ("owner", "review_on", "placement") if name in self.fields},
        }


class LookAtPlanForm(PlanForm):
    """How it goes, and what is on it from today."""

    lines = ("words",)

    version = forms.IntegerField(widget=forms.HiddenInput)
    words = one_line("How is it going?", "One line is enough.")

    def __init__(self, *args, plan, **kwargs):
        kwargs["initial"] = {"version": plan.version, **(kwargs.get("initial") or {})}
        super().__init__(*args, pupil=plan.pupil, plan=plan, **kwargs)

    def answers(self):
        return super().answers() | {name: self.cleaned_data[name] for name in ("version", "words")}

    def their_words(self):
        """The other person's line, to stand beside this one."""
        step = self.theirs.steps.select_related("by").last()
        return [{"label": f"{step.get_kind_display()}, by {step.by}", "words": step.words}]


class EndPlanForm(HoldsBack):
    """A line of how it went."""

    lines = ("words",)

    version = forms.IntegerField(widget=forms.HiddenInput)
    words = one_line("How did it go?", "One line is enough.")

    def __init__(self, *args, plan, **kwargs):
        kwargs["initial"] = {"version": plan.version, **(kwargs.get("initial") or {})}
        super().__init__(*args, **kwargs)

    def answers(self):
        return {name: self.cleaned_data[name] for name in ("version", "words")}

    def their_words(self):
        step = self.theirs.steps.select_related("by").last()
        return [{"label": f"{step.get_kind_display()}, by {step.by}", "words": step.words}]
