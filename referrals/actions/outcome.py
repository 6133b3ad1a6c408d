"""What is done beside the letter: a call logged, a place inside school asked for, what came back filed and followed."""

from django.utils import timezone

from audit.actions import Refused, action, record
from documents.attaching import attach
from interventions.actions import set_target
from interventions.actions.places import request_place
from interventions.models import Placement
from referrals.actions.days import refuse_far_off, refuse_mistyped
from referrals.actions.inside import tell_the_place
from referrals.actions.moving import move
from referrals.agreed import says_no, stopped_by
from referrals.models import UNSENT, Call, Followed, InsideRequest, Referral, Reply
from school.models import Agency
from staff.permitted import require
from staff.policy import Level, Permission

State = Referral.State


@action
def log_call(*, by, referral, called_at, spoke_to, asked, advice, follows, their_reference=""):
    """Log a call: who, when, what was asked, what they advised and what follows (rows W3.2, W3.15).

    With an agency that is asked by telephone the first call is the asking itself, unless the family has said no. Refuses a call to come, one
    without advice or without what follows, and one of a referral that has ended.
    """
    require(by, Permission.REFERRAL_WRITE, referral)
    locked = Referral.objects.select_for_update(no_key=True, of=("self",)).select_related("agency").get(pk=referral.pk)
    if called_at > timezone.now():
        raise Refused("That moment has not come yet.")
    refuse_mistyped(timezone.localdate(called_at))
    if locked.has_ended:
        raise Refused(f"This referral is now “{locked.get_state_display()}”, so that cannot be done.")
    if not advice.strip() or not follows.strip():
        raise Refused("Say what they advised and what follows from it.")
    call = Call.objects.create(
        referral=referral, called_at=called_at, spoke_to=spoke_to.strip(), asked=asked.strip(), advice=advice.strip(),
        follows=follows.strip(), their_reference=their_reference.strip(), logged_by=by,
    )  # fmt: skip
    asks = locked.agency.route == Agency.Route.TELEPHONE and locked.state in UNSENT and not says_no(locked)
    if asks and locked.may_become(State.SENT):
        day = timezone.localdate(called_at)
        move(referral, State.SENT, by=by, on=day, sent_on=day, sent_how=f"By telephone, {call.spoke_to}"[:200])
    record("referral.call_logged", referral, by=by, pupil=referral.pupil, fields=["advice", "follows"])
    return call


@action
def ask_inside(*, by, referral, offering, why):
    """Ask for a place on a programme of the school's own: ELSA, Drawing and Talking (rows W3.4, W3.5).

    It joins the waiting list of the provision map, which says from then on where it stands, with what the family said.
    """
    require(by, Permission.REFERRAL_WRITE, referral)
    locked = Referral.objects.select_for_update(no_key=True, of=("self",)).select_related("agency").get(pk=referral.pk)
    if locked.agency.route != Agency.Route.INTERNAL:
        raise Refused("This agency is outside school. Write to it instead.")
    if not locked.may_become(State.SENT):
        raise Refused(f"This referral is now “{locked.get_state_display()}”, so that cannot be done.")
    if says_no(locked):
        raise Refused(stopped_by(locked, timezone.localdate()))
    place = request_place(by=by, pupil=referral.pupil, offering=offering, why=why, level=Level.WELLBEING)
    made = InsideRequest.objects.create(referral=referral, place=place)
    move(referral, State.SENT, by=by, why=why, sent_on=timezone.localdate(), sent_how="A request inside school")
    tell_the_place(by=by, referral=referral)
    record("referral.place_asked", referral, by=by, pupil=referral.pupil, fields=["place"])
    return made


@action
def file_reply(*, by, referral, kind, received_on, sender, words, appointment_at=None, files=()):
    """File what came back, with its papers. Refuses before it was sent, a day to come, an appointment without a time."""
    require(by, Permission.REFERRAL_WRITE, referral)
    if referral.sent_on is None:
        raise Refused("Nothing has been sent yet, so nothing has come back.")
    refuse_mistyped(received_on)
    if appointment_at is not None:
        refuse_far_off(timezone.localdate(appointment_at))
    if (kind == Reply.Kind.APPOINTMENT) != (appointment_at is not None):
        raise Refused("Say when the appointment is, and only for an appointment.")
    reply = Reply.objects.create(
        referral=referral, kind=kind, received_on=received_on, sender=sender.strip(), words=words.strip(),
        appointment_at=appointment_at, filed_by=by,
    )  # fmt: skip
    if files:
        attach(by=by, owner=reply, examined=list(files), pupil=referral.pupil)
    record("referral.reply_filed", referral, by=by, pupil=referral.pupil, fields=["kind", "words"])
    return reply


@action
def follow_advice(*, by, reply, placement, **target):
    """Make advice that came back a target of the child's own help. Refuses another child's help."""
    require(by, Permission.REFERRAL_READ, reply)
    referral = reply.referral
    if placement.pupil_id != referral.pupil_id:
        raise Refused("That help is not this child’s.")
    if not Placement.objects.open().filter(pk=placement.pk).exists():
        raise Refused("That help has ended.")
    made = set_target(by=by, placement=placement, **target)
    Followed.objects.create(reply=reply, target=made)
    record("referral.advice_followed", referral, by=by, pupil=referral.pupil, fields=["target"])
    return made
