"""Records for named people, and opening what is closed: both with a written reason, both known to somebody else."""

from django.utils import timezone

from audit.actions import Refused, action, record
from concerns.actions.records import locked, move_to_level, settle_for_others, subject_of
from concerns.models import BrokenGlass, Keeping, NamedReader, reads_closed_records, sets_threshold
from concerns.models.naming import OPEN_FOR
from pupils.models import Relative
from school.models import School
from staff.models import Outgoing, User
from staff.notices import owe
from staff.permitted import NotAllowed, may, require
from staff.policy import Level, Permission


def may_be_named(concern):
    """Whom one may name on a record: people who work with children and are nobody's relative in it."""
    return User.objects.who_may(Permission.CONCERN_RAISE).exclude(pk__in=concern.relatives_in_it())


@action
def name_people(*, by, concern, people, reason):
    """From now on these people read it, and the safeguarding lead, and nobody else.

    Whoever does it stays in unless they are the lead. Refuses no reason, nobody, a child's
    relative, and anybody but the safeguarding leads.
    """
    require(by, Permission.CONCERN_TRIAGE, concern)
    if not sets_threshold(by):
        raise NotAllowed("Only the safeguarding leads name people.")
    if not reason.strip():
        raise Refused(reason="Please say why only these people should read it.")
    concern = locked(concern)
    lead = Keeping.current().lead
    wanted = {person.pk for person in people} | (set() if lead is not None and lead.pk == by.pk else {by.pk})
    if not people:
        raise Refused(people="Please choose at least one person.")
    if may_be_named(concern).filter(pk__in=wanted).count() < len(wanted):
        raise Refused(people="One of these people cannot read about this child. Please choose again.")
    there = concern.named_readers.current()
    there.exclude(user__in=wanted).update(ended_at=timezone.now(), ended_by=by)
    new = sorted(wanted - set(there.values_list("user", flat=True)))
    NamedReader.objects.bulk_create(NamedReader(concern=concern, user_id=pk, named_by=by) for pk in new)
    if concern.level != Level.NAMED:
        move_to_level(Level.NAMED, concern, reason.strip(), by=by, changed_by=by)
    settle_for_others(concern)
    owe("named_on_record", to=[person for person in people if person.pk != by.pk and person.pk in new], about=concern)
    record("concern.people_named", concern, by=by, pupil=subject_of(concern), fields=["people"], reason=reason)
    return concern


@action
def break_glass(*, by, pupil, reason):
    """The head, or a deputy, opens for an hour what is closed to them about one child, and says why.

    The safeguarding lead is told at once; the chair of governors where the child is the lead's own
    or nobody is left to tell. Refuses no real reason, and a relative whatever their role.
    """
    require(by, Permission.PUPIL_READ, pupil)
    if not reads_closed_records(by):
        raise NotAllowed("Only the head and the safeguarding leads may open a closed record.")
    if len(reason.split()) < 4:
        raise Refused(reason="Please write a sentence that says why you need to read it now.")
    now, told = timezone.now(), _whom_to_tell(by, pupil)
    chair = not told
    address = School.current().chair_contact.strip()
    state = Outgoing.Email.NOT_WANTED
    if chair:
        state = Outgoing.Email.PENDING if "@" in address else Outgoing.Email.FAILED
    glass = BrokenGlass.objects.create(
        pupil=pupil,
        user=by,
        reason=reason.strip(),
        opened_at=now,
        open_until=now + OPEN_FOR,
        told=BrokenGlass.Told.CHAIR if chair else BrokenGlass.Told.LEAD,
        email_state=state,
        problem="" if state != Outgoing.Email.FAILED else "no address of the chair of governors",
    )
    owe("glass_broken", to=told, about=glass)
    record("safeguarding.glass_broken", glass, by=by, pupil=pupil, reason=reason)
    return glass


def _whom_to_tell(by, pupil):
    """The lead; without one, every other safeguarding lead. Nobody where it is the lead's own child."""
    related = set(Relative.objects.filter(pupil=pupil).values_list("user", flat=True))
    lead = Keeping.current().lead
    if lead is not None and lead.is_active and may(lead, Permission.SAFEGUARDING_KEEP):
        return [] if lead.pk in related or lead.pk == by.pk else [lead]
    leads = list(User.objects.who_may(Permission.SAFEGUARDING_KEEP))
    if any(person.pk in related for person in leads):
        return []
    return [person for person in leads if person.pk != by.pk]
