"""What staff do about workshops: plan one, invite families, let the invitations out, send them, say who came."""

from django.utils import timezone

from audit.actions import Refused, action, record
from documents.actions import order_document
from families.invitation import KIND, TITLE, invitation_html
from families.models import Invitation, Workshop
from pupils.here import refuse_leaver
from pupils.names import refuse_to_name
from staff.models import User
from staff.notices import owe, settle
from staff.permitted import require
from staff.policy import Permission

State, WRITE = Workshop.State, Permission.MEETING_WRITE
FACTS = ("topic", "words", "held_at", "place", "led_by", "room_for")


@action
def plan_workshop(*, by, topic, words, held_at, place, led_by, room_for):
    """Plan a workshop for families. It is about no child, names none, and nobody is invited yet."""
    require(by, WRITE)
    refuse_to_name(f"{topic}\n{words}")
    facts = dict(zip(FACTS, (topic, words, held_at, place, led_by, room_for), strict=True))
    made = Workshop.objects.create(planned_by=by, **facts)
    record("workshop.planned", made, by=by, fields=FACTS)
    return made


@action
def change_workshop(*, by, workshop, version, topic, words, held_at, place, led_by, room_for):
    """Another day, place or topic. Refuses once an invitation has been let out: families hold the old words; and a child's name."""
    require(by, WRITE, workshop)
    workshop = _planned(workshop)
    if workshop.invitations.exclude(state=Invitation.State.WAITING).exists():
        raise Refused("Invitations with these words are out already. Say that it does not happen, and plan a new one.")
    refuse_to_name(f"{topic}\n{words}")
    workshop.bump(version)
    for name, value in zip(FACTS, (topic, words, held_at, place, led_by, room_for), strict=True):
        setattr(workshop, name, value)
    workshop.save()
    record("workshop.changed", workshop, by=by, fields=FACTS)
    return workshop


@action
def invite_families(*, by, workshop, contacts):
    """Ask these adults, each with a paper of their own; all wait for a second person.

    Refuses an adult who is told nothing or does not come to meetings, and a child who has left.
    """
    require(by, WRITE, workshop)
    workshop = _planned(workshop)
    if not contacts:
        raise Refused("Choose at least one person.")
    for contact in contacts:
        require(by, Permission.PUPIL_READ, contact.pupil)
        refuse_leaver(contact.pupil)
        if not (contact.receives_information and contact.may_attend):
            raise Refused(f"{contact.name} is not to be invited: please look at what stands beside their name.")
        row, made = Invitation.objects.get_or_create(
            workshop=workshop, contact=contact, defaults={"pupil": contact.pupil, "invited_by": by}
        )
        if made:
            record("invitation.made", row, by=by, pupil=row.pupil)
    owe("invitations_to_approve", to=_approvers(workshop), about=workshop)
    record("workshop.invited", workshop, by=by, fields=["invitations"])
    return workshop


@action
def approve_invitations(*, by, workshop):
    """A second person lets out what waits and may go: one paper for each adult is ordered, its words frozen."""
    require(by, Permission.APPROVE, workshop)
    workshop = _planned(workshop)
    rows = list(Invitation.objects.to_approve(by).filter(workshop=workshop).select_related("pupil", "contact"))
    for row in rows:
        row.state, row.approved_by, row.approved_at = Invitation.State.APPROVED, by, timezone.now()
        row.save(update_fields=["state", "approved_by", "approved_at"])
        html = invitation_html(workshop, row.contact)
        order_document(by=by, kind=KIND, title=TITLE, html=html, owner=row, pupil=row.pupil)
        record("invitation.approved", row, by=by, pupil=row.pupil, fields=["state"])
    if not _approvers(workshop):
        settle("invitations_to_approve", workshop.pk)
    record("workshop.approved", workshop, by=by, fields=["invitations"])
    return workshop


@action
def send_invitations(*, by, workshop, how):
    """What was let out has gone home: on which day and how. Leaves out homes that must not be reached."""
    require(by, WRITE, workshop)
    workshop = _planned(workshop)
    rows = list(Invitation.objects.permitted(by, WRITE).to_send().filter(workshop=workshop))
    if not rows:
        raise Refused("Nothing is ready to send.")
    for row in rows:
        row.state, row.sent_on, row.sent_how, row.sent_by = Invitation.State.SENT, timezone.localdate(), how, by
        row.save(update_fields=["state", "sent_on", "sent_how", "sent_by"])
        record("invitation.sent", row, by=by, pupil=row.pupil, fields=["sent_on", "sent_how"])
    record("workshop.sent", workshop, by=by, fields=["invitations"])
    return workshop


@action
def finish_workshop(*, by, workshop, version, came, follow_up):
    """It happened: who came, and what comes next for families. Of anybody else nothing is written.

    Refuses before its day.
    """
    require(by, WRITE, workshop)
    workshop = Workshop.objects.get(pk=workshop.pk)
    workshop.bump(version)
    if not workshop.may_become(State.HELD):
        raise Refused("This workshop did not happen.")
    if workshop.held_at > timezone.now():
        raise Refused("It has not begun yet.")
    workshop.state, workshop.follow_up = State.HELD, follow_up.strip()
    workshop.save(update_fields=["state", "follow_up", "version"])
    known = Invitation.objects.permitted(by, WRITE).filter(workshop=workshop, state=Invitation.State.SENT)
    there = {one.pk for one in came}
    for row in known.select_related("pupil"):
        if row.came != (row.pk in there):
            row.came = row.pk in there
            row.save(update_fields=["came"])
            record("invitation.came" if row.came else "invitation.came_by_mistake", row, by=by, pupil=row.pupil)
    record("workshop.held", workshop, by=by, fields=["state", "follow_up"])
    return workshop


@action
def cancel_workshop(*, by, workshop):
    """It does not happen. What was not sent is not sent any more; those who were asked are told by hand."""
    require(by, WRITE, workshop)
    workshop = _planned(workshop)
    workshop.state = State.CANCELLED
    workshop.save(update_fields=["state"])
    settle("invitations_to_approve", workshop.pk)
    record("workshop.cancelled", workshop, by=by, fields=["state"])
    return workshop


def _planned(workshop):
    workshop = Workshop.objects.select_for_update(no_key=True).get(pk=workshop.pk)
    if workshop.state != State.PLANNED:
        raise Refused("This workshop is over.")
    return workshop


def _approvers(workshop):
    people = User.objects.who_may(Permission.APPROVE)
    return [one for one in people if Invitation.objects.to_approve(one).filter(workshop=workshop).exists()]
