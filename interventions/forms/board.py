"""Which reviews the board shows."""

import datetime

from django import forms
from django.utils.http import urlencode

from interventions.models import Area, Wave
from school.calendar import last_week_of_half_term
from school.models import SchoolClass


class BoardFilter(forms.Form):
    """Which reviews to show. It asks and changes nothing, and its address names no child."""

    only_asks = True

    school_class = forms.ModelChoiceField(
        label="Class", queryset=SchoolClass.objects.none(), to_field_name="public_id", required=False,
        empty_label="Every class",
    )  # fmt: skip
    wave = forms.TypedChoiceField(
        label="Wave", coerce=int, empty_value=None, required=False,
        choices=[("", "Both waves"), (Wave.TWO, "Wave 2"), (Wave.THREE, "Wave 3")],
    )  # fmt: skip
    area = forms.ModelChoiceField(
        label="Area of need", queryset=Area.objects.none(), required=False, empty_label="Every area"
    )
    until = forms.ChoiceField(
        label="When", required=False,
        choices=[("", "Late, due and coming"), ("week", "Late or due this week"), ("half", "Until half-term ends")],
    )  # fmt: skip

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["school_class"].queryset = SchoolClass.objects.current()
        self.fields["area"].queryset = Area.objects.in_use()
        for field in self.fields.values():
            field.mark_optional = False

    def values(self, on):
        """What was asked, by the names of `narrowed`; a value that makes no sense asks for nothing."""
        asked = self.cleaned_data if self.is_valid() else {}
        return {
            "school_class": asked.get("school_class"),
            "area": asked.get("area"),
            "wave": asked.get("wave"),
            "until": last_day(asked["until"], on) if asked.get("until") else None,
        }

    def address(self, **more):
        """What was asked, as the end of an address, so that it stays from page to page."""
        asked = {name: self.data[name] for name in self.fields if self.data.get(name)}
        return urlencode({**asked, **{name: value for name, value in more.items() if value}})


def last_day(until, on):
    if until == "week":
        return on + datetime.timedelta(days=6 - on.weekday())
    return last_week_of_half_term(on).last
