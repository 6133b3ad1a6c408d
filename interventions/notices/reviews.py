"""Reminders of reviews: the class teacher ten school days before, those who decide when it is due and
five school days later, the head after ten. Found from the dates, once each, on school days only.

A notice is about one placement and one review day, so that a second sweep finds nothing new
and the next review is owed afresh.
"""

from django.db.models import F
from django.utils import timezone

from concerns.models import ConcernPupil
from interventions.asked import ASKED_BEFORE
from interventions.models import Answer, Placement
from interventions.waiting import decisions_waiting, untold
from pupils.models import Membership, current
from pupils.models.pupil import ClassStaff
from school.calendar import add_school_days, is_school_day
from staff.models import Notice, User
from staff.notices import Kind, register
from staff.policy import Permission

LATE_AFTER = 5
VERY_LATE_AFTER = 10


def coming(day):
    """The child's class teachers, from ten school days before; at once where fewer remain."""
    if not is_school_day(day):
        return
    soon = Placement.objects.open(day).filter(review_on__gte=day, review_on__lte=add_school_days(day, ASKED_BEFORE))
    answered = Answer.objects.filter(review_on=F("placement__review_on"))
    for user in _class_teachers(day):
        not_yet = soon.exclude(pk__in=answered.filter(answered_by=user).values("placement"))
        yield from _owed("review_coming", not_yet, [user], Permission.PLACEMENT_READ)


def due(day):
    """Those who decide, on the day itself."""
    yield from _overdue_by("review_due", day, 0, Permission.PLACEMENT_DECIDE, Permission.PLACEMENT_DECIDE)


def late(day):
    """Those who decide, once more, five school days later."""
    yield from _overdue_by("review_late", day, LATE_AFTER, Permission.PLACEMENT_DECIDE, Permission.PLACEMENT_DECIDE)


def very_late(day):
    """The head, who answers for the staff, after ten school days."""
    yield from _overdue_by("review_very_late", day, VERY_LATE_AFTER, Permission.STAFF_MANAGE, Permission.PLACEMENT_READ)


def decided(day):
    """Those who decide, about each decision at triage for a wave that nothing has answered."""
    if not is_school_day(day):
        return
    for user in User.objects.who_may(Permission.PLACEMENT_DECIDE):
        for pk, at in decisions_waiting(user).values_list("pk", "decided_at"):
            yield user, pk, timezone.localdate(at)


def decided_apart(day):
    """The safeguarding leads, from the day after, about each decision for a wave that nobody who arranges help can read."""
    if not is_school_day(day):
        return
    for user in User.objects.who_may(Permission.SAFEGUARDING_KEEP):
        for pk, at in untold(user).values_list("pk", "decided_at"):
            if timezone.localdate(at) < day:
                yield user, pk, timezone.localdate(at)


def decision_still_waits(notice):
    return decisions_waiting(notice.user).filter(pk=notice.subject_id).exists()


def _overdue_by(kind, day, school_days, who_may, to_do):
    if not is_school_day(day):
        return
    since = add_school_days(day, -school_days) if school_days else day
    placements = Placement.objects.open(day).filter(review_on__lte=since)
    yield from _owed(kind, placements, User.objects.who_may(who_may), to_do)


def _owed(kind, placements, people, permission):
    """Each person and placement that this person may meet, but those already told of this review."""
    told = set(
        Notice.objects.filter(kind=kind, subject_id__in=placements.values("pk")).values_list(
            "user_id", "subject_id", "due_on"
        )
    )
    for user in people:
        for pk, review_on in placements.permitted(user, permission).values_list("pk", "review_on"):
            if (user.pk, pk, review_on) not in told:
                yield user, pk, review_on


def _class_teachers(day):
    """Staff of a class today who also meet parents: its teachers, not its assistants."""
    classes = Membership.objects.filter(current(day)).values("school_class")
    in_class = ClassStaff.objects.filter(current(day), school_class__in=classes).values("user")
    return User.objects.who_may(Permission.MEETING_WRITE).filter(pk__in=in_class)


def _answer_still_asked(notice):
    """Nobody is asked twice: an answer settles it, and so does the review."""
    waiting = Placement.objects.open().filter(pk=notice.subject_id, review_on=notice.due_on)
    answered = Answer.objects.filter(
        placement=notice.subject_id, review_on=notice.due_on, answered_by=notice.user
    ).exists()
    return not answered and waiting.permitted(notice.user, Permission.PLACEMENT_READ).exists()


def _still_owed(permission):
    def asked(notice):
        waiting = Placement.objects.open().filter(pk=notice.subject_id, review_on=notice.due_on)
        return waiting.permitted(notice.user, permission).exists()

    return asked


def _to_read(user):
    """Open placements that this person may read: their lists name the children."""
    return Placement.objects.permitted(user, Permission.PLACEMENT_READ).open()


def _whose_decision(user, decisions):
    """The child of each, by the decision: for a safeguarding lead, who reads them all."""
    rows = ConcernPupil.objects.in_place().filter(
        part=ConcernPupil.Part.SUBJECT, concern__in=decisions.values("concern")
    )
    names = {row.concern_id: row.pupil.name for row in rows.select_related("pupil")}
    return {one.pk: names[one.concern_id] for one in decisions.select_related("concern") if one.concern_id in names}


register(
    Kind(
        name="review_coming",
        sentence="A review of help is coming up. Please say how it is going.",
        url_name="interventions:asked",
        still_owed=_answer_still_asked,
        owed=coming,
        rows=_to_read,
    )
)
register(
    Kind(
        name="review_due",
        sentence="A review of help is due.",
        url_name="interventions:board",
        still_owed=_still_owed(Permission.PLACEMENT_DECIDE),
        owed=due,
        rows=_to_read,
    )
)
register(
    Kind(
        name="review_late",
        sentence="A review of help is five school days late.",
        url_name="interventions:board",
        still_owed=_still_owed(Permission.PLACEMENT_DECIDE),
        owed=late,
        rows=_to_read,
    )
)
register(
    Kind(
        name="review_very_late",
        sentence="A review of help is ten school days late.",
        url_name="interventions:board",
        still_owed=_still_owed(Permission.PLACEMENT_READ),
        owed=very_late,
        rows=_to_read,
    )
)
register(
    Kind(
        name="wave_decided",
        sentence="Somebody decided on extra help. It waits for a place on a wave.",
        url_name="interventions:board",
        still_owed=decision_still_waits,
        owed=decided,
    )
)
register(
    Kind(
        name="wave_untold",
        sentence="A safeguarding lead decided on extra help, and nobody who arranges it can read that. Please tell them.",
        url_name="concerns:queue",
        still_owed=lambda notice: untold(notice.user).filter(pk=notice.subject_id).exists(),
        owed=decided_apart,
        rows=untold,
        whose=_whose_decision,
        page=lambda decision: decision.concern.get_absolute_url(),
    )
)
