"""Decisions at triage that ask for a wave and that no move has answered yet: owed to those who decide."""

from django.db.models import Exists, OuterRef, Q, Subquery
from django.urls import reverse
from django.utils.formats import date_format

from concerns.models import ConcernPupil, Share
from concerns.models import Decision as Triage
from concerns.models.levels import CLOSED
from interventions.models import Citation, Placement
from pupils.models import Pupil
from staff.kept import kept
from staff.models import User
from staff.permitted import may
from staff.policy import Permission

ASK_FOR_A_WAVE = (Triage.Kind.WAVE_2, Triage.Kind.WAVE_3)


def decisions_waiting(user):
    """The latest decision of each concern this person reads whole, where it asks for a wave and is not cited since.

    A later decision takes the place of an earlier one; a child who has left is waited for no longer.
    """
    latest = Triage.objects.filter(concern=OuterRef("concern")).order_by("-decided_at", "-pk")
    answered = Citation.objects.filter(concern=OuterRef("concern"), cited_at__gte=OuterRef("decided_at"))
    here = ConcernPupil.objects.in_place().filter(
        concern=OuterRef("concern"), part=ConcernPupil.Part.SUBJECT, pupil__in=Pupil.objects.open().values("pk")
    )
    return (
        Triage.objects.permitted(user, Permission.CONCERN_READ)
        .filter(Exists(here), ~Exists(answered), decision__in=ASK_FOR_A_WAVE, pk=Subquery(latest.values("pk")[:1]))
        .order_by("decided_at", "pk")
    )


def untold(user):
    """Of the decisions this person reads that wait for a wave, those that nobody who decides about help can read.

    A safeguarding lead made one, and who arranges help must not meet it by its existence: so the lead tells
    one of them, in the fewest words. Told is what was shared with one of them since, or help that began since.
    """
    deciders = list(User.objects.who_may(Permission.PLACEMENT_DECIDE))
    read = {pk for one in deciders for pk in decisions_waiting(one).values_list("pk", flat=True)}
    child = ConcernPupil.objects.in_place().filter(
        concern=OuterRef(OuterRef("concern")), part=ConcernPupil.Part.SUBJECT
    )
    shared = Share.objects.filter(
        pupil__in=child.values("pupil"), written_at__gte=OuterRef("decided_at"), readers__user__in=deciders
    )
    began = Placement.objects.filter(pupil__in=child.values("pupil"), decided_at__gte=OuterRef("decided_at"))
    return decisions_waiting(user).exclude(pk__in=read).filter(~Exists(shared), ~Exists(began))


def answered_by(concerns):
    """The decisions that citing these concerns answers."""
    return Triage.objects.filter(concern__in=concerns, decision__in=ASK_FOR_A_WAVE)


def rows_waiting(user, most=60):
    """What the board shows of them: the child, the wave asked for, since when."""
    found = {row["concern"]: row | {"children": []} for row in _waiting(user, most=most)}
    for concern, child, forename, surname in _children(user, list(found)) if found else ():
        found[concern]["children"].append({"public_id": child, "name": f"{forename} {surname}"})
    for row in found.values():
        row["wave"] = row["decision"].removeprefix("wave")
    return [row for row in found.values() if row["children"]]


@kept
def _waiting(user, *, most):
    return decisions_waiting(user).values("pk", "decision", "decided_at", "concern", "concern__public_id")[:most]


@kept
def _children(user, concerns):
    children = ConcernPupil.objects.in_place().filter(
        concern__in=concerns,
        part=ConcernPupil.Part.SUBJECT,
        pupil__in=Pupil.objects.open().permitted(user, Permission.PUPIL_READ).values("pk"),
    )
    return children.values_list("concern", "pupil__public_id", "pupil__preferred_forename", "pupil__preferred_surname")


def place_asked_for(user, concern, decision):
    """From a decision for a wave that waits, straight to the place of each child: for who may decide on it."""
    if decision.decision not in ASK_FOR_A_WAVE:
        return
    if not may(user, Permission.PLACEMENT_DECIDE):
        yield from _to_tell(user, concern)
        return
    wave = decision.decision.removeprefix("wave")
    if not _waits(user, concern=concern.pk):
        return
    for _, child, forename, surname in _children(user, [concern.pk]):
        address = reverse("interventions:place", args=[child])
        yield f"Place {forename} {surname} on Wave {wave}", f"{address}?wave={wave}&concern={concern.public_id}"


def help_that_came_of(user, concern):
    """The help that names a concern, and where it stands: as far as this person may read of it, for the children it is
    about now. Whoever begins help may not read one that is closed to them, nor name it: there it is the help that
    began after a decision asked for a wave."""
    for placement in _since_asked(user, concern) if concern.level in CLOSED else _naming(user, concern):
        ended, day = placement.has_ended, placement.ended_on or placement.review_on
        stands = f"{'ended' if ended else 'look again'} on {date_format(day, 'j F Y')}"
        yield f"{placement.area}, {placement.get_wave_display()}", stands, placement.get_absolute_url()


def _of_its_children(user, concern):
    children = ConcernPupil.objects.in_place().filter(concern=concern).values("pupil")
    rows = Placement.objects.permitted(user, Permission.PLACEMENT_READ).filter(pupil__in=children)
    return rows.select_related("area").order_by("opened_on", "pk")


@kept
def _naming(user, concern):
    return _of_its_children(user, concern).filter(pk__in=_named(concern))


@kept
def _since_asked(user, concern):
    asked = Triage.objects.filter(concern=concern, decision__in=ASK_FOR_A_WAVE).order_by("decided_at")
    since = Q(decided_at__gte=Subquery(asked.values("decided_at")[:1]))
    return _of_its_children(user, concern).filter(Q(pk__in=_named(concern)) | since)


def _named(concern):
    return Citation.objects.filter(concern=concern).values("move__placement")


def _to_tell(user, concern):
    """Where nobody who arranges help can read it: straight to the words that a lead shares with them."""
    if concern.level not in CLOSED or not may(user, Permission.SAFEGUARDING_KEEP):
        return
    if untold(user).filter(concern=concern.pk).exists():
        for _, child, forename, surname in _children(user, [concern.pk]):
            words = f"Tell those who arrange help about {forename} {surname}: they cannot read this"
            yield words, reverse("concerns:share_words", args=[child])


@kept
def _waits(user, *, concern):
    return decisions_waiting(user).filter(concern=concern).values_list("pk")[:1]
