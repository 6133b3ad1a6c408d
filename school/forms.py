"""Forms for the school's own facts. They validate; the actions save."""

from django import forms
from django.db import models

from school.duty import may_be_on_duty
from school.models import Agency, Closure, FallbackLine, OnDuty, School, SchoolClass, StaffedHours, Term, Weekday
from staff.posting import PostingForm, PostingModelForm


def _box(field, **kwargs):
    """Dates and times get the browser's own pickers; a short text of lines gets a few lines."""
    if isinstance(field, models.DateField):
        kwargs["widget"] = _picker(forms.DateInput, "date", "%Y-%m-%d")
    elif isinstance(field, models.TimeField):
        kwargs["widget"] = _picker(forms.TimeInput, "time", "%H:%M")
    elif isinstance(field, models.URLField):
        kwargs["assume_scheme"] = "https"
    elif isinstance(field, models.TextField):
        kwargs["widget"] = forms.Textarea(attrs={"rows": 3})
    return field.formfield(**kwargs)


def _picker(widget, kind, written):
    return widget(format=written, attrs={"type": kind})


class FactsForm(PostingModelForm):
    """A form whose own fields are the facts of one row."""

    @property
    def facts(self):
        return {name: self.cleaned_data[name] for name in self._meta.fields}


class SchoolForm(FactsForm):
    draft = "school:edit_school"

    class Meta:
        model = School
        formfield_callback = _box
        fields = [
            "name",
            "address",
            "phone",
            "email",
            "website",
            "letterhead_line",
            "head_name",
            "head_title",
            "chair_of_governors",
            "chair_contact",
            "urn",
            "local_authority",
            "is_maintained",
            "handover_at",
            "digests_by_email",
        ]
        labels = {
            "name": "Name of the school",
            "email": "E-mail of the office",
            "phone": "Telephone of the office",
            "letterhead_line": "Line under the name on letters",
            "is_maintained": "The school is maintained by the local authority (not an academy)",
            "handover_at": "When the day is handed over",
            "digests_by_email": "Staff may be sent one e-mail on the mornings of school days with what waits for them",
            "chair_contact": "How to reach the chair of governors",
        }
        help_texts = {
            "address": "One line each, as on an envelope.",
            "letterhead_line": "For example the motto, the diocese or the trust.",
            "chair_of_governors": "Told of a concern about the head.",
            "urn": "Six digits. Agencies ask for it.",
            "handover_at": "What is still open then is handed to the next person on duty.",
        }

    def clean_urn(self):
        urn = self.cleaned_data["urn"]
        if urn and not (urn.isascii() and urn.isdigit() and len(urn) == 6):
            raise forms.ValidationError("A URN has six digits.")
        return urn


class HoursForm(PostingForm):
    """One opening and one closing time for each weekday."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args, school, **kwargs):
        now = {row.weekday: row for row in StaffedHours.objects.all()}
        initial = {"version": school.version}
        for day, row in now.items():
            initial |= {f"opens_{day}": row.opens_at, f"closes_{day}": row.closes_at}
        super().__init__(*args, initial=initial, **kwargs)
        for day in Weekday:
            for name, words in (("opens", "from"), ("closes", "until")):
                box = forms.TimeField(
                    label=f"{day.label}, {words}", required=False, widget=_picker(forms.TimeInput, "time", "%H:%M")
                )
                box.mark_optional = False  # the page says once that a day may be left out
                self.fields[f"{name}_{day}"] = box

    def clean(self):
        cleaned = super().clean()
        for day in Weekday:
            opens, closes = cleaned.get(f"opens_{day}"), cleaned.get(f"closes_{day}")
            if bool(opens) != bool(closes):
                self.add_error(f"closes_{day}", f"{day.label}: please give both times, or neither.")
            elif opens and opens >= closes:
                self.add_error(f"closes_{day}", f"{day.label}: the day must open before it closes.")
        return cleaned

    @property
    def hours(self):
        times = {int(day): (self.cleaned_data[f"opens_{day}"], self.cleaned_data[f"closes_{day}"]) for day in Weekday}
        return {day: pair for day, pair in times.items() if pair[0]}


class TermForm(FactsForm):
    class Meta:
        model = Term
        formfield_callback = _box
        fields = ["name", "starts_on", "ends_on", "half_term_from", "half_term_until"]
        help_texts = {
            "name": "For example “Autumn 2026”.",
            "starts_on": "The first day of term, an INSET day included.",
            "half_term_from": "The first weekday of the holiday. Leave both out where there is none.",
        }


class ClosureForm(FactsForm):
    class Meta:
        model = Closure
        formfield_callback = _box
        fields = ["on", "why", "kind"]
        labels = {"why": "Why", "kind": "What kind of day"}


class ClassForm(FactsForm):
    class Meta:
        model = SchoolClass
        fields = ["name", "year_group"]
        help_texts = {"year_group": "Leave it out for a class of mixed years."}


class AgencyForm(FactsForm):
    draft = "school:edit_agency"

    class Meta:
        model = Agency
        formfield_callback = _box
        fields = [
            "name",
            "aliases",
            "purpose",
            "wave",
            "route",
            "phone",
            "email",
            "url",
            "hours",
            "eligibility",
            "consent",
            "consent_note",
            "lead_role",
            "approver_role",
            "attachments",
            "least_evidence",
            "least_cycles",
            "response_days",
            "chase_every",
            "urgent",
            "dsl_only",
        ]
        labels = {"phone": "Telephone", "email": "E-mail", "consent_note": "More about consent"}
        help_texts = {
            "aliases": "Separate them with commas. The search finds these too.",
            "attachments": "One line each.",
            "approver_role": "The second person who reads it before it goes.",
            "dsl_only": "A referral there is seen by nobody else.",
        }


class LineForm(FactsForm):
    class Meta:
        model = FallbackLine
        formfield_callback = _box
        fields = ["name", "number", "why", "hours", "order", "last_verified_on"]
        labels = {"hours": "When they answer", "order": "Place in the list", "last_verified_on": "Last checked on"}


class OnDutyForm(FactsForm):
    weekdays = forms.TypedMultipleChoiceField(
        label="Days",
        coerce=int,
        choices=Weekday.choices,
        initial=list(Weekday.values),
        widget=forms.CheckboxSelectMultiple,
    )

    class Meta:
        model = OnDuty
        formfield_callback = _box
        fields = ["order", "phone", "where", "weekdays", "from_at", "until_at", "away_until"]
        labels = {"order": "Place in the order", "phone": "Telephone"}
        help_texts = {
            "order": "1 is told first.",
            "phone": "Leave it out to use the number of their account.",
            "where": "For example “office by the hall”.",
            "from_at": "Leave both times out for the whole staffed day.",
            "away_until": "The last day they are away. They come back onto the rota by themselves.",
        }


class NewOnDutyForm(OnDutyForm):
    """Also asks who."""

    person = forms.ModelChoiceField(label="Who", queryset=None, empty_label="Choose a person")
    field_order = ["person"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["person"].queryset = may_be_on_duty().exclude(pk__in=OnDuty.objects.values("person"))
