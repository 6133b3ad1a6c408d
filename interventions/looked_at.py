"""The map from five sides: by child, class, need, an adult's load, and cost where the school keeps it.

Every number and every name comes through `permitted`: a teacher's map is that of the children who are theirs.
"""

from collections import defaultdict
from datetime import date

from django.db.models import CharField, Count, F, Q, Sum, Value
from django.db.models.functions import Cast, Concat

from concerns.paging import page_of
from interventions.models import Area, InformalPlan, Offering, Placement, Programme, ProgrammePlace, Session, Wave
from interventions.models.programmes import IN_LINE, State
from interventions.on_the_map import reads_every_child
from pupils.models import Membership, Pupil, current
from staff.policy import Permission

PLACED, READ = Permission.PLACEMENT_READ, Permission.PROGRAMME_READ
SIDES = {"child": "By child", "class": "By class", "need": "By need", "adult": "By adult", "cost": "What it costs"}


def sides_for(user):
    """The sides this reader has: what help costs is for those who read every child's."""
    keeps = reads_every_child(user) and Offering.objects.exclude(session_cost=None).exists()
    return {name: words for name, words in SIDES.items() if name != "cost" or keeps}


def _placements(user, day):
    return Placement.objects.permitted(user, PLACED).open(day).order_by()


def _places(user, day):
    return ProgrammePlace.objects.permitted(user, READ).here(day).order_by()


def by_child(user, day, after):
    """(a page of the children with help, each with their waves and what they get; where to go on)."""
    placements, places = _placements(user, day), _places(user, day).filter(state=State.ACTIVE)
    helped = Q(pk__in=placements.values("pupil")) | Q(pk__in=places.values("pupil"))
    helped = Pupil.objects.with_class(day).filter(helped)
    pupils, more = page_of(helped, after, order=("sort_name", "pk"))
    waves, help_of = defaultdict(list), defaultdict(list)
    rows = placements.filter(pupil__in=pupils).order_by("-wave", "area__order", "pk")
    for pupil, wave, area in rows.values_list("pupil", "wave", "area__name"):
        waves[pupil].append((wave, area))
    for place in places.filter(pupil__in=pupils).select_related("offering__provision", "programme__lead"):
        help_of[place.pupil_id].append(f"{place.offering.name} with {place.programme.lead}")
    return [(pupil, waves[pupil.pk], help_of[pupil.pk]) for pupil in pupils], more


def by_class(user, day, after):
    """Each class: how many of its children are at Wave 2, at Wave 3, on a programme and waiting for a place."""
    placements, places = _placements(user, day), _places(user, day)
    parts = [
        placements.filter(wave=Wave.TWO), placements.filter(wave=Wave.THREE), places.filter(state=State.ACTIVE),
        places.filter(state__in=IN_LINE),
    ]  # fmt: skip
    found = defaultdict(lambda: [0] * len(parts))
    for at, part in enumerate(parts):
        held = Membership.objects.filter(current(day), pupil__in=part.values("pupil")).order_by()
        for name, number in (
            held.values("school_class__name").annotate(n=Count("pupil")).values_list("school_class__name", "n")
        ):
            found[name][at] = number
    return sorted(found.items()), ""


def by_need(user, day, after):
    """Each area of need: how many children at Wave 2 and at Wave 3, and the lines of the map that serve it."""
    found = defaultdict(lambda: [0, 0])
    counted = _placements(user, day).values("area", "wave").annotate(n=Count("pupil", distinct=True))
    for area, wave, number in counted.values_list("area", "wave", "n"):
        found[area][wave - Wave.TWO] = number
    serves = defaultdict(list)
    for line in Offering.objects.in_use().as_on_the_map().prefetch_related("areas"):
        for area in line.areas.all():
            serves[area.pk].append(line)
    areas = Area.objects.filter(Q(pk__in=Area.objects.in_use().values("pk")) | Q(pk__in=list(found)))
    return [(area, *found[area.pk], serves[area.pk]) for area in areas], ""


def by_adult(user, day, after):
    """Each adult who leads something: sessions and hours a week, children, and the plans they look after."""
    running = Programme.objects.permitted(user, READ).running().order_by()
    load = running.values("lead", "lead__name").annotate(
        sessions=Sum("sessions_a_week"), time=Sum(F("sessions_a_week") * F("minutes"))
    )
    found, names = defaultdict(lambda: {"sessions": 0, "minutes": 0, "children": 0, "plans": 0}), {}
    for row in load:
        names[row["lead"]] = row["lead__name"]
        found[row["lead"]].update(sessions=row["sessions"], minutes=row["time"])
    led = _places(user, day).filter(state=State.ACTIVE).values("programme__lead")
    for person, number in led.annotate(n=Count("pupil", distinct=True)).values_list("programme__lead", "n"):
        found[person]["children"] = number
    plans = InformalPlan.objects.permitted(user, PLACED).open(day).order_by().values("owner", "owner__name")
    for person, name, number in plans.annotate(n=Count("pk")).values_list("owner", "owner__name", "n"):
        names[person] = name
        found[person]["plans"] = number
    rows = [
        {"name": names[person], **numbers, "time": _hours(numbers["minutes"])}
        for person, numbers in found.items()
        if person in names
    ]
    return sorted(rows, key=lambda row: (-row["sessions"], row["name"])), ""


def by_cost(user, day, after):
    """Each line whose cost the school keeps: what its programmes cost a week, and what it has cost this year."""
    lines = Offering.objects.exclude(session_cost=None).as_on_the_map()
    weekly = dict(
        Programme.objects.permitted(user, READ).running().order_by().values("offering")
        .annotate(n=Sum("sessions_a_week")).values_list("offering", "n")
    )  # fmt: skip
    # A group's session is one session, however many children came.
    one = Concat(Cast("place__programme", CharField()), Value(" "), Cast("on", CharField()))
    had = Session.objects.permitted(user, READ).came().filter(on__gte=school_year(day)).order_by()
    had = had.values("place__offering").annotate(n=Count(one, distinct=True)).values_list("place__offering", "n")
    had, rows = dict(had), []
    for line in lines:
        a_week, so_far = weekly.get(line.pk, 0), had.get(line.pk, 0)
        rows.append((line, a_week, a_week * line.session_cost, so_far, so_far * line.session_cost))
    return rows, ""


def school_year(day):
    """The first day of the school year this day is in."""
    return date(day.year if day.month >= 9 else day.year - 1, 9, 1)


def _hours(minutes):
    hours, rest = divmod(minutes, 60)
    return " ".join(part for part in (f"{hours} h" if hours else "", f"{rest} min" if rest else "") if part)


FROM = {"child": by_child, "class": by_class, "need": by_need, "adult": by_adult, "cost": by_cost}
