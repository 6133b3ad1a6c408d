"""Who is trained for what, when supervision is due, and which of their times are free: for one person or a list."""

from dataclasses import dataclass

from django.db.models import Count, Exists, Max, OuterRef, Q, Subquery

from interventions.models import Booking, Credential, ProgrammePlace, Slot, Supervision
from interventions.supervision import due_on
from staff.kept import Keys, kept
from staff.models import User
from staff.policy import Permission


@dataclass(frozen=True)
class Supervised:
    """One training of one person, the last supervision, and the day by which the next one is due."""

    credential: Credential
    last_on: object
    due_on: object

    def is_overdue(self, on):
        return self.due_on < on


def supervised(credentials):
    """Standing trainings with their supervision; one query."""
    last = (
        Supervision.objects.that_count()
        .filter(user=OuterRef("user"), practice=OuterRef("practice"))
        .order_by()
        .values("user")
    )
    rows = credentials.annotate(last_on=Subquery(last.annotate(last=Max("on")).values("last")))
    return [Supervised(one, one.last_on, due_on(one.last_on or one.gained_on)) for one in rows]


def supervisions_of(user):
    """This person's own."""
    return supervised(Credential.objects.standing().filter(user=user))


def practitioners(user):
    """People who are trained, have times open or lead something: with how many times, and how many children as this
    reader may know of them. One query.
    """
    trained = Credential.objects.standing().filter(user=OuterRef("pk"))
    slots = Slot.objects.in_use().filter(practitioner=OuterRef("pk"))
    leads = ProgrammePlace.objects.permitted(user, Permission.PROGRAMME_READ).active()
    leads = leads.filter(programme__lead=OuterRef("pk"))
    return (
        User.objects.active()
        .filter(Exists(trained) | Exists(slots) | Exists(leads))
        .annotate(
            times=Subquery(_count(slots, "practitioner")),
            free=Subquery(_count(Slot.objects.free().filter(practitioner=OuterRef("pk")), "practitioner")),
            children=Subquery(_count(leads, "programme__lead")),
        )
        .order_by("name", "pk")
    )


def _count(rows, by):
    return rows.order_by().values(by).annotate(number=Count("pk")).values("number")


def capacity(offerings):
    """{offering: how many times are open, and how many of them free}; one query. Takes the offerings' keys."""
    rows = _capacity(Keys(offerings)) if offerings else []
    return {pk: {"times": times, "free": free} for pk, times, free in rows}


@kept
def _capacity(offerings):
    held = Exists(Booking.objects.filter(until_on=None, slot=OuterRef("pk")))
    rows = Slot.objects.in_use().filter(offering__among=offerings, practitioner__is_active=True).order_by()
    return rows.values_list("offering").annotate(times=Count("pk"), free=Count("pk", filter=~Q(held)))
