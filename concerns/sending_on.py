"""Which children who have left have a file that is still to go to their next school, and what was still to do in it.

A leaver drops out of every open list and sweep: nobody is reminded of them any more. What the school still
owes is one thing, and the safeguarding leads': the file goes on, with what nobody had done yet written in it.
"""

from django.db.models import Exists, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce

from concerns.models import (
    Concern,
    ConcernPupil,
    DateOwed,
    Episode,
    EpisodeFollowUp,
    FileEntry,
    FollowUpWords,
    ReceivedFile,
    SentOn,
    Standing,
)
from pupils.models import FollowUp, Pupil
from school.calendar import add_school_days
from staff.policy import Permission

KEEP, TRIAGE = Permission.SAFEGUARDING_KEEP, Permission.CONCERN_TRIAGE
ASK_AGAIN = 5  # school days: by then it is sent, and by then its arrival is known


def to_send(user, day=None):
    """Leavers of whom there is something this person keeps, and nobody has said that it arrived or that nothing goes."""
    rows = Pupil.objects.permitted(user, KEEP).left(day).filter(_has_a_file(user))
    newest = Coalesce(_newest("kind"), Value(SentOn.Kind.WAITING.value))
    return rows.annotate(newest_step=newest).exclude(newest_step__in=SentOn.AT_REST)


def _newest(column, **only):
    steps = SentOn.objects.filter(pupil=OuterRef("pk"), left_on=OuterRef("left_on"), **only)
    return Subquery(steps.newest_first().values(column)[:1])


def _has_a_file(user):
    """Something is kept about them that this person reads: a concern, a standing, an entry, something urgent."""
    parts = ConcernPupil.objects.in_place().filter(pupil=OuterRef("pk"))
    found = Q(Exists(parts.filter(concern__in=Concern.objects.permitted(user, TRIAGE).values("pk"))))
    for model in (Standing, FileEntry, DateOwed, ReceivedFile, Episode):
        found |= Q(Exists(model.objects.filter(pupil=OuterRef("pk"))))
    return found


def steps_of(user, pupil):
    """What was said of this leaving so far, the oldest first."""
    return SentOn.objects.permitted(user, KEEP).of(pupil).filter(left_on=pupil.left_on).select_related("written_by")


def still_to_do(user, pupil):
    """What people had said they would do and have not: who, by when, and the record that has the words."""
    concerns = FollowUpWords.objects.permitted(user, Permission.CONCERN_READ).select_related("concern")
    urgent = EpisodeFollowUp.objects.filter(episode__in=Episode.objects.all().by_role(user).values("pk"))
    records = {words.pk: words.concern for words in concerns.filter(follow_up__pupil=pupil)}
    records |= {words.pk: words.episode for words in urgent.filter(follow_up__pupil=pupil).select_related("episode")}
    open_now = FollowUp.objects.filter(pk__in=records).open().select_related("who")
    return [(one, records[one.pk]) for one in open_now]


def days_owed(user, day):
    """(child, day it became due): on the day they left, five school days later, and five after it was sent."""
    rows = to_send(user, day).annotate(sent_on=_newest("on", kind=SentOn.Kind.SENT))
    for pk, left_on, sent_on in rows.values_list("pk", "left_on", "sent_on"):
        due = [add_school_days(left_on, 0), add_school_days(sent_on or left_on, ASK_AGAIN)]
        yield from ((pk, one) for one in due if one <= day)
