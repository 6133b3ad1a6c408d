"""What is asked about programmes and the places on them."""

from django import forms
from django.db.models import Sum
from django.utils import timezone

from documents.forms import FilesField
from interventions.dose import planned_end
from interventions.forms.held import HoldsBack
from interventions.forms.placements import school_day
from interventions.models import (
    Credential,
    Offering,
    Placement,
    Practice,
    Programme,
    ProgrammePlace,
    Slot,
    Way,
)
from pupils.models import Consent, Contact
from school import calendar
from school.calendar import next_school_day
from staff.models import User
from staff.policy import Level, Permission
from staff.posting import PostingForm

MOST_ROOM = 30  # as many as a programme may take


def a_day(label, hint=""):
    return forms.DateField(
        label=label, help_text=hint, widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": f"“{label}”: please give a day."},
    )  # fmt: skip


def one_line(label, hint="", *, most=200, required=True):
    return forms.CharField(
        label=label, help_text=hint, max_length=most, required=required, widget=forms.TextInput({"autocomplete": "off"})
    )


class OfferingChoice(forms.ModelChoiceField):
    """A line of the map, with its usual dose."""

    def label_from_instance(self, offering):
        return f"{offering.name} ({offering.dose})" if offering.dose else offering.name


def offerings():
    return Offering.objects.in_use().in_sessions().as_on_the_map()


class AskForm(HoldsBack):
    """Which help, what for; and which placement it belongs to, if there is one."""

    lines = ("why",)

    offering = OfferingChoice(
        label="Which help?", queryset=Offering.objects.none(), to_field_name="public_id", widget=forms.RadioSelect,
        empty_label=None,
    )  # fmt: skip
    why = one_line("What should it help with?", "One line. The family may read it one day.", most=300)
    placement = forms.ModelChoiceField(
        label="Which help at Wave 2 or 3 does it belong to?", queryset=Placement.objects.none(),
        to_field_name="public_id", required=False, empty_label="None of these",
    )  # fmt: skip
    level = forms.ChoiceField(
        label="Who may know of it?", widget=forms.RadioSelect, initial=Level.TEAM,
        choices=[
            (Level.TEAM, "The team: the child’s class staff and the adults around them"),
            (Level.WELLBEING, "Wellbeing: you, the SENDCo, the Wellbeing Lead, the safeguarding leads and the head"),
        ],
    )  # fmt: skip

    def __init__(self, *args, pupil, decides, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["offering"].queryset = offerings()
        seen = Placement.objects.permitted(self.by, Permission.PLACEMENT_READ).open().filter(pupil=pupil)
        self.fields["placement"].queryset = seen.select_related("area")
        self.fields["placement"].label_from_instance = lambda one: f"{one.area}, {one.get_wave_display()}"
        if not decides:
            del self.fields["level"]

    def answers(self):
        return {
            name: self.cleaned_data[name] for name in ("offering", "why", "placement", "level") if name in self.fields
        }


class AgreementForm(HoldsBack):
    """What the family said."""

    lines = ("childs_wishes",)

    answer = forms.ChoiceField(
        label="What did the family say?", widget=forms.RadioSelect,
        choices=[(a, a.label) for a in (Consent.Answer.GIVEN, Consent.Answer.REFUSED)],
    )  # fmt: skip
    contact = forms.ModelChoiceField(label="Who answered?", queryset=Contact.objects.none(), to_field_name="public_id")
    route = forms.ChoiceField(label="How?", choices=Consent.Route.choices)
    given_on = a_day("Which day?")
    childs_wishes = one_line("What would the child like?", required=False, most=300)

    def __init__(self, *args, place, **kwargs):
        kwargs["initial"] = {"given_on": timezone.localdate(), **(kwargs.get("initial") or {})}
        super().__init__(*args, **kwargs)
        self.fields["contact"].queryset = Contact.objects.filter(pupil=place.pupil).in_order()

    def answers(self):
        return {name: self.cleaned_data[name] for name in ("answer", "contact", "route", "given_on", "childs_wishes")}


class SignedForm(PostingForm):
    """The paper that belongs to what the family said."""

    files = FilesField(
        label="The signed form", help_text="A scan or a photograph: PDF, JPEG, PNG or Word, up to 10 MB each."
    )

    def __init__(self, *args, place, **kwargs):
        super().__init__(*args, **kwargs)

    def answers(self):
        return {"files": self.cleaned_data["files"]}


class OfferForm(PostingForm):
    """Which programme; and the first day, where the family has said yes to it already."""

    programme = forms.ModelChoiceField(
        label="Which programme?", queryset=Programme.objects.none(), to_field_name="public_id",
        widget=forms.RadioSelect, empty_label=None,
    )  # fmt: skip
    from_on = school_day("First session", "Fill it in where everybody has agreed: then it begins.")

    def __init__(self, *args, place, **kwargs):
        super().__init__(*args, **kwargs)
        rows = Programme.objects.permitted(self.by, Permission.PROGRAMME_READ).running().with_room()
        rows = rows.filter(offering=place.offering, room__gt=0).select_related("lead", "offering__provision")
        self.fields["programme"].queryset = rows.prefetch_related("bookings__slot")
        self.fields["programme"].label_from_instance = _with_its_room
        if len(only := self.fields["programme"].queryset) == 1:
            self.initial["programme"] = only[0].public_id

    def answers(self):
        return {name: self.cleaned_data[name] for name in ("programme", "from_on")}


def _with_its_room(programme):
    times = ", ".join(b.slot.when for b in programme.bookings.all() if b.until_on is None)
    room = "" if programme.room_for == 1 else f", room for {programme.room}"
    return f"{programme} with {programme.lead}{f', {times}' if times else ''}{room}"


class AcceptForm(PostingForm):
    """The child's own first day."""

    from_on = a_day("First session")

    def __init__(self, *args, place, **kwargs):
        first = max(place.programme.starts_on, next_school_day(timezone.localdate()))
        kwargs["initial"] = {"from_on": first, **(kwargs.get("initial") or {})}
        super().__init__(*args, **kwargs)

    def answers(self):
        return {"from_on": self.cleaned_data["from_on"]}


class ReasonForm(HoldsBack):
    """One line of why."""

    lines = ("reason",)

    reason = one_line("Why?", "One line is enough.")

    def __init__(self, *args, place, **kwargs):
        super().__init__(*args, **kwargs)

    def answers(self):
        return {"reason": self.cleaned_data["reason"]}


class FirstForm(ReasonForm):
    """Why it comes before those who asked earlier."""

    reason = one_line("Why does it come first?", "Everybody who may read this place reads it, the lead too.", most=180)


class AcceptRequestForm(PostingForm):
    """One button: onto the list, or to the family first."""

    def __init__(self, *args, place, **kwargs):
        super().__init__(*args, **kwargs)

    def answers(self):
        return {}


class FinishForm(PostingForm):
    """Completed, or ended early and why; what came of it. The review has the words."""

    COMPLETED = "completed"

    how = forms.ChoiceField(
        label="Did it run to its end?", widget=forms.RadioSelect,
        choices=[
            (COMPLETED, "Yes, it is completed"),
            *[(why, f"No: {label[:1].lower()}{label[1:]}") for why, label in ProgrammePlace.EndedWhy.choices],
        ],
    )  # fmt: skip
    outcome = forms.TypedChoiceField(
        label="What came of it?", coerce=int, empty_value=None, required=False, widget=forms.RadioSelect,
        choices=ProgrammePlace.Outcome.choices,
    )  # fmt: skip
    folder_back = forms.TypedChoiceField(
        label="Does the child have their folder?", coerce=lambda said: said == "yes", widget=forms.RadioSelect,
        choices=[("yes", "Yes"), ("no", "Not yet")],
    )  # fmt: skip

    def __init__(self, *args, place, **kwargs):
        super().__init__(*args, **kwargs)
        if place.practice != Practice.DRAWING:
            del self.fields["folder_back"]

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("how") == self.COMPLETED and cleaned.get("outcome") is None and "outcome" not in self.errors:
            self.add_error("outcome", "What came of it? Please choose an answer.")
        return cleaned

    def answers(self):
        how = self.cleaned_data["how"]
        return {
            "outcome": self.cleaned_data["outcome"],
            "ended_why": "" if how == self.COMPLETED else how,
            "folder_back": self.cleaned_data.get("folder_back"),
        }


class ProgrammeForm(PostingForm):
    """A run of one line of the map: who leads it, how much, when. The children come from the waiting list."""

    lead = forms.ModelChoiceField(
        label="Who leads it?", queryset=User.objects.none(), to_field_name="public_id", empty_label="Choose one"
    )
    slots = forms.ModelMultipleChoiceField(
        label="At which times?", queryset=Slot.objects.none(), to_field_name="public_id", required=False,
        widget=forms.CheckboxSelectMultiple, help_text="Free times of that adult. Leave empty where there is no fixed time.",
    )  # fmt: skip
    name = one_line(
        "What is the group called?", "Never a child’s name. Leave empty for one child.", most=80, required=False
    )
    room_for = forms.IntegerField(label="Room for how many children?", min_value=1, max_value=MOST_ROOM)
    weeks = forms.IntegerField(label="Weeks", min_value=1, max_value=52)
    sessions_a_week = forms.IntegerField(label="Sessions a week", min_value=1, max_value=10)
    minutes = forms.IntegerField(label="Minutes each", min_value=5, max_value=240)
    starts_on = a_day("First session")

    FACTS = ("lead", "slots", "name", "room_for", "weeks", "sessions_a_week", "minutes", "starts_on")

    def __init__(self, *args, offering, **kwargs):
        usual = {
            "weeks": offering.weeks or 6, "sessions_a_week": offering.sessions_a_week or 1,
            "minutes": offering.minutes or 30, "room_for": _room_left(offering) if _is_for_a_group(offering) else 1,
            "starts_on": next_school_day(timezone.localdate()),
        }  # fmt: skip
        kwargs["initial"] = usual | (kwargs.get("initial") or {})
        super().__init__(*args, **kwargs)
        self.fields["lead"].queryset = lead_choices(offering.provision.practice)
        self.fields["weeks"].help_text = _until(usual)
        if offering.capacity:
            taken = offering.capacity - _room_left(offering)
            self.fields[
                "room_for"
            ].help_text = f"The map says {offering.capacity} at once; {taken} are planned already."
        free = Slot.objects.free().filter(offering=offering).select_related("practitioner")
        self.fields["slots"].queryset = free
        self.fields["slots"].label_from_instance = lambda slot: f"{slot.practitioner}: {slot.when}"

    def answers(self):
        return {name: self.cleaned_data[name] for name in self.FACTS}


def _is_for_a_group(offering):
    return bool(offering.capacity) and offering.way == Way.GUIDED and offering.provision.practice != Practice.DRAWING


def _room_left(offering):
    """What the map has room for at once, less what running programmes of it hold: never less than one to propose."""
    held = Programme.objects.running().filter(offering=offering).aggregate(n=Sum("room_for"))["n"] or 0
    return min(max(offering.capacity - held, 1), MOST_ROOM)


def _until(usual):
    """When a run of the usual length would end, counted in school days, beside the end of this half-term."""
    days, starts_on = calendar.current(), usual["starts_on"]
    end = planned_end(days, starts_on, (), usual["sessions_a_week"], usual["weeks"])
    half = days.half_term_of(starts_on).ends_on
    return (
        f"{usual['weeks']} weeks would end about {end:%A} {end.day} {end:%B}. "
        f"This half-term ends on {half.day} {half:%B}."
    )


def lead_choices(practice):
    """Active people who run sessions; where training is asked for, those who have it."""
    people = User.objects.who_may(Permission.SESSION_KEEP).order_by("name", "pk")
    if practice != Practice.PLAIN:
        people = people.filter(pk__in=Credential.objects.standing().filter(practice=practice).values("user"))
    return people


class LeadForm(PostingForm):
    """Who leads it from today."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    lead = forms.ModelChoiceField(
        label="Who leads it from today?", queryset=User.objects.none(), to_field_name="public_id",
        empty_label="Choose one",
    )  # fmt: skip

    def __init__(self, *args, programme, **kwargs):
        kwargs["initial"] = {"version": programme.version, **(kwargs.get("initial") or {})}
        super().__init__(*args, **kwargs)
        self.fields["lead"].queryset = lead_choices(programme.practice).exclude(pk=programme.lead_id)


class EndProgrammeForm(PostingForm):
    """One button, on the programme as it was seen."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args, programme, **kwargs):
        kwargs["initial"] = {"version": programme.version, **(kwargs.get("initial") or {})}
        super().__init__(*args, **kwargs)
