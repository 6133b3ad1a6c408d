"""What staff do about who gives help: training and supervision written down, and times opened for children."""

from django.utils import timezone

from audit.actions import Refused, action, record
from interventions.models import Booking, Credential, HelpItem, Practice, Slot, Supervision
from staff.notices import settle
from staff.permitted import NotAllowed, may, require
from staff.policy import Permission


@action
def add_credential(*, by, user, practice, awarded_by, gained_on):
    """Write down that somebody is trained: only then may they lead it. Refuses a day to come, and what is there."""
    require(by, Permission.PLACEMENT_DECIDE)
    if gained_on > timezone.localdate():
        raise Refused("That day has not come yet.")
    if Credential.objects.filter(user=user, practice=practice, until_on=None).exists():
        raise Refused("This training is written down already.")
    made = Credential.objects.create(
        user=user, practice=practice, awarded_by=awarded_by, gained_on=gained_on, added_by=by
    )
    record("credential.added", made, by=by, fields=["practice", "gained_on"], reason=user.name)
    return made


@action
def end_credential(*, by, credential):
    """Somebody is no longer trained, or it was a mistake. What they lead already goes on; nothing new begins."""
    require(by, Permission.PLACEMENT_DECIDE)
    held = Credential.objects.select_for_update(no_key=True).get(pk=credential.pk)
    if held.until_on is None:
        held.until_on = max(timezone.localdate(), held.gained_on)
        held.save(update_fields=["until_on"])
        settle("supervision_overdue", held.pk)
        record("credential.ended", held, by=by, fields=["until_on"], reason=held.user.name)
    return held


@action
def add_supervision(*, by, user, practice, on):
    """The day of a supervision, by the person themselves or those who arrange help. Never a word of it."""
    if by != user:
        require(by, Permission.PLACEMENT_DECIDE)
    elif not may(by, Permission.SESSION_KEEP):
        raise NotAllowed("Your account does not do this. If you think it should, ask the office.")
    if on > timezone.localdate():
        raise Refused("That day has not come yet.")
    held = Credential.objects.standing().filter(user=user, practice=practice).first()
    if held is None:
        raise Refused("Their training for this is not written down yet. Begin with that.")
    made, _ = Supervision.objects.that_count().get_or_create(
        user=user, practice=practice, on=on, defaults={"added_by": by}
    )
    settle("supervision_overdue", held.pk)
    record("supervision.added", made, by=by, fields=["on"], reason=user.name)
    return made


@action
def strike_supervision(*, by, supervision, why):
    """Say that a day was typed wrongly: it stays, struck out, and the next one is due as if it had not been.

    By the person themselves or those who arrange help. Refuses no reason, and one that is struck out already.
    """
    if by.pk != supervision.user_id:
        require(by, Permission.PLACEMENT_DECIDE)
    elif not may(by, Permission.SESSION_KEEP):
        raise NotAllowed("Your account does not do this. If you think it should, ask the office.")
    if not why.strip():
        raise Refused("Please say in a few words what was wrong.")
    held = (
        Supervision.objects.select_for_update(no_key=True, of=("self",)).select_related("user").get(pk=supervision.pk)
    )
    if held.struck_at is not None:
        raise Refused("This day is struck out already.")
    held.struck_at, held.struck_by, held.struck_why = timezone.now(), by, why.strip()
    held.save(update_fields=["struck_at", "struck_by", "struck_why"])
    record("supervision.struck", held, by=by, fields=["struck_at", "struck_why"], reason=held.user.name)
    return held


def require_trained(user, practice):
    """Refuse a lead who is not known to be trained for a practice that asks for it."""
    if practice == Practice.PLAIN:
        return
    if not Credential.objects.standing().filter(user=user, practice=practice).exists():
        short = Practice(practice).short
        raise Refused(f"Nobody has written down that {user.name} is trained for {short}. Do that first.")


@action
def add_slot(*, by, user, offering, weekday, starts_at, where=""):
    """Open a time in somebody's week for one kind of help. Refuses a time that is taken, and somebody not trained."""
    require(by, Permission.PLACEMENT_DECIDE)
    if not user.is_active or not may(user, Permission.SESSION_KEEP):
        raise Refused(f"{user.name} does not run sessions. Please choose somebody else.")
    require_trained(user, offering.provision.practice)
    if Slot.objects.filter(practitioner=user, weekday=weekday, starts_at=starts_at, retired_on=None).exists():
        raise Refused("There is something at that time already.")
    made = Slot.objects.create(
        practitioner=user, offering=offering, weekday=weekday, starts_at=starts_at, where=where.strip(), added_by=by
    )
    record("slot.added", made, by=by, fields=["weekday", "starts_at"], reason=user.name)
    return made


@action
def retire_slot(*, by, slot):
    """Close a time again. Refuses while a programme has it."""
    require(by, Permission.PLACEMENT_DECIDE)
    slot = Slot.objects.select_for_update(no_key=True).get(pk=slot.pk)
    if Booking.objects.filter(slot=slot, until_on=None).exists():
        raise Refused("A programme has this time. End the programme first.")
    slot.retired_on = slot.retired_on or timezone.localdate()
    slot.save(update_fields=["retired_on"])
    record("slot.retired", slot, by=by, fields=["retired_on"])
    return slot


# The school's own short lists


@action
def add_help_item(*, by, kind, facts):
    """One more line of a list: what a plan can hold, what a session can be about."""
    require(by, Permission.PLACEMENT_DECIDE)
    _is_new(HelpItem.objects.filter(kind=kind), facts["name"])
    made = HelpItem.objects.create(kind=HelpItem.Kind(kind), **facts)
    record("help_item.added", made, by=by, fields=list(facts))
    return made


@action
def edit_help_item(*, by, item, version, facts):
    """Call a line something else. Records that name it have the new name."""
    require(by, Permission.PLACEMENT_DECIDE)
    item = HelpItem.objects.get(pk=item.pk)
    item.bump(version)
    _is_new(HelpItem.objects.filter(kind=item.kind).exclude(pk=item.pk), facts["name"])
    for name, value in facts.items():
        setattr(item, name, value)
    item.save()
    record("help_item.edited", item, by=by, fields=list(facts))
    return item


@action
def retire_help_item(*, by, item):
    """Nobody chooses this line any longer; one that was put away may be chosen again. Records that name it keep it."""
    require(by, Permission.PLACEMENT_DECIDE)
    item = HelpItem.objects.select_for_update(no_key=True).get(pk=item.pk)
    if back := item.retired_on is not None:
        _is_new(HelpItem.objects.filter(kind=item.kind).exclude(pk=item.pk), item.name)
    item.retired_on = None if back else timezone.localdate()
    item.save(update_fields=["retired_on"])
    record("help_item.restored" if back else "help_item.retired", item, by=by, fields=["retired_on"])
    return item


def _is_new(others, name):
    if others.filter(name__iexact=name, retired_on=None).exists():
        raise Refused("There is already a line with this name.")
