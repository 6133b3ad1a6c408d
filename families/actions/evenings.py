"""Parents' evening: a summary for each child of a class is begun, handed in and made in one go."""

from datetime import datetime, time

from django.utils import timezone

from audit.actions import Refused, action, record
from families.actions.moving import move_on
from families.actions.summaries import approvers_of
from families.actions.writing import kept_back
from families.models import Copy, Evening, Meeting
from families.sections import of_the_team, shelves
from families.summary import problems_with
from pupils.models import Contact, Pupil
from staff.notices import owe
from staff.permitted import NotAllowed, require
from staff.policy import Permission

State = Meeting.State
BEGINS = time(15, 30)
# What each summary begins with, ticked, where all of it is the team's to read: kinds of help, sessions and targets. The
# writer may take it out, and ticks by hand what only the wellbeing team knows.
TICKED = ("in_place", "sessions", "targets")


@action
def start_evening(*, by, school_class, on, place=""):
    """Begin a summary for every child of a class: strengths, the help there is, a copy for each adult who is due one.

    Refuses a class without a child of the writer's, and a second evening on one day: each child has one summary.
    """
    require(by, Permission.MEETING_WRITE)
    children = children_of(by, school_class)
    if not children:
        raise Refused("You have no children in this class.")
    evening, made = Evening.objects.get_or_create(school_class=school_class, on=on, defaults={"made_by": by})
    if not made:
        raise Refused("This class has a parents’ evening on that day already.")
    at = timezone.make_aware(datetime.combine(on, BEGINS))
    ticked = {child: _ticked_for(child, by) for child in children}
    meetings = Meeting.objects.bulk_create(
        Meeting(
            pupil=child,
            purpose=Meeting.Purpose.EVENING,
            planned_at=at,
            place=place,
            state=State.HELD,
            evening=evening,
            planned_by=by,
            written_by=by,
            strengths=child.strengths,
            sections=ticked[child],
            team_sections=ticked[child],
        )  # fmt: skip
        for child in children
    )
    by_child = {meeting.pupil_id: meeting for meeting in meetings}
    due = Contact.objects.filter(pupil__in=children).due_a_copy().in_order()
    at_home = {}
    for contact in due:
        at_home.setdefault(by_child[contact.pupil_id], []).append(contact)
    Copy.objects.bulk_create(
        Copy(meeting=meeting, contact=one, without=kept_back(meeting, one, contacts))
        for meeting, contacts in at_home.items()
        for one in contacts
    )
    for meeting in meetings:
        record("meeting.planned", meeting, by=by, pupil=meeting.pupil, fields=["purpose", "planned_at"])
    return evening


def _ticked_for(child, by):
    """Nobody has marked for a family what only the wellbeing team reads: a section that holds such a thing waits for a tick."""
    team = of_the_team(child, by, TICKED)
    return [section.key for section, _ in shelves(child, by, team, team_only=team)]


def children_of(user, school_class):
    """The children of a class whom this person reads and may write to the family of."""
    rows = Pupil.objects.permitted(user, Permission.MEETING_WRITE).in_class(school_class)
    return list(
        rows.filter(pk__in=Pupil.objects.permitted(user, Permission.PUPIL_READ).values("pk")).order_by(
            "sort_name", "pk"
        )
    )


@action
def hand_in_evening(*, by, evening):
    """Hand in every summary of an evening with nothing missing; the others stay with their writer, and are named.

    The approvers are told once, not thirty times.
    """
    rows = Meeting.objects.permitted(by, Permission.MEETING_WRITE).filter(evening=evening, state=State.HELD)
    meetings = [one for one in rows.select_related("pupil") if not any(found.blocks for found in problems_with(one))]
    if not may_write(by, evening):
        raise NotAllowed("This record is not one you can change.")
    if not meetings:
        raise Refused("No summary is ready to be handed in. Each says what it still needs.")
    approvers = set()
    for meeting in meetings:
        move_on(meeting, State.WAITING)
        meeting.save(update_fields=["state"])
        approvers.update(approvers_of(meeting, by))
        record("meeting.handed_in", meeting, by=by, pupil=meeting.pupil, fields=["state"])
    owe("evening_to_approve", to=sorted(approvers, key=lambda user: user.pk), about=evening)
    return evening


def may_write(user, evening):
    return Meeting.objects.permitted(user, Permission.MEETING_WRITE).filter(evening=evening).exists()
