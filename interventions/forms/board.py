"""Which reviews the board shows."""

import datetime

from django import forms
from django.db.models import Exists, OuterRef, Q
from django.utils.http import urlencode

from interventions.models import Area, Placement, Programme, ProgrammePlace, Wave
from school.calendar import last_week_of_half_term
from school.models import SchoolClass
from staff.kept import kept
from staff.policy import Permission


@kept
def _classes():
    return SchoolClass.objects.current().values_list("pk", "public_id", "name")


@kept
def _areas(reader):
    """The needs that may be chosen, and those put away for which somebody this reader knows of still has help."""
    helped = Placement.objects.permitted(reader, Permission.PLACEMENT_READ).open().filter(area=OuterRef("pk"))
    in_use = Q(pk__in=Area.objects.in_use().values("pk"))
    return Area.objects.filter(in_use | Exists(helped)).values_list("pk", "name", "retired_on")


def _in_words(areas):
    return [(pk, f"{name} (put away)" if retired_on else name) for pk, name, retired_on in areas]


@kept
def _programmes(reader):
    """What runs, as far as this reader may know: a line of the map, and a group of children within it."""
    places = ProgrammePlace.objects.permitted(reader, Permission.PROGRAMME_READ).active()
    rows = Programme.objects.filter(pk__in=places.values("programme")).order_by("offering__order", "offering", "name")
    columns = ("offering__code", "offering__called", "offering__provision__name", "public_id", "name", "room_for")
    return rows.values_list(*columns)


class Chooses(forms.Select):
    """A list to choose one from, as the look has it, without the cost of drawing a whole field."""

    def __init__(self, attrs=None, choices=()):
        super().__init__({"class": "form-select", **(attrs or {})}, choices)


class BoardFilter(forms.Form):
    """Which reviews to show. It asks and changes nothing, and its address names no child."""

    only_asks = True

    school_class = forms.ChoiceField(label="Class", required=False, widget=Chooses)
    wave = forms.TypedChoiceField(
        label="Wave", coerce=int, empty_value=None, required=False, widget=Chooses,
        choices=[("", "Both waves"), (Wave.TWO, "Wave 2"), (Wave.THREE, "Wave 3")],
    )  # fmt: skip
    area = forms.TypedChoiceField(label="Area of need", coerce=int, empty_value=None, required=False, widget=Chooses)
    programme = forms.ChoiceField(label="Programme", required=False, widget=Chooses)
    until = forms.ChoiceField(
        label="When", required=False, widget=Chooses,
        choices=[("", "Late, due and coming"), ("week", "Late or due this week"), ("half", "Until half-term ends")],
    )  # fmt: skip

    def __init__(self, *args, by, **kwargs):
        super().__init__(*args, **kwargs)
        self.lines, self.groups = {}, {}
        for code, called, provision, public_id, name, room_for in _programmes(by):
            self.lines[code] = called or provision
            if room_for > 1 and name:
                self.groups[str(public_id)] = (public_id, f"{called or provision}: {name}")
        groups = [(public_id, name) for public_id, (_, name) in self.groups.items()]
        self.fields["programme"].choices = [("", "Any or none"), *self.lines.items(), *groups]
        self.classes = {str(public_id): (pk, name) for pk, public_id, name in _classes()}
        names = [(public_id, name) for public_id, (_, name) in self.classes.items()]
        self.fields["school_class"].choices = [("", "Every class"), *names]
        self.fields["area"].choices = [("", "Every area"), *_in_words(_areas(by))]

    def values(self, on):
        """What was asked, by the names of `narrowed`; a value that makes no sense asks for nothing."""
        asked = self.cleaned_data if self.is_valid() else {}
        return {
            "school_class": self.classes.get(asked.get("school_class"), (None,))[0],
            "area": asked.get("area"),
            "wave": asked.get("wave"),
            "until": last_day(asked["until"], on) if asked.get("until") else None,
            "line": asked["programme"] if asked.get("programme") in self.lines else None,
            "programme": self.groups.get(asked.get("programme"), (None,))[0],
        }

    def address(self, **more):
        """What was asked, as the end of an address, so that it stays from page to page."""
        asked = {name: self.data[name] for name in self.fields if self.data.get(name)}
        return urlencode({**asked, **{name: value for name, value in more.items() if value}})


def last_day(until, on):
    if until == "week":
        return on + datetime.timedelta(days=6 - on.weekday())
    return last_week_of_half_term(on).last
