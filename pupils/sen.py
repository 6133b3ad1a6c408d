"""Keeps the history of SEN status: called wherever a child's facts are written, in the same transaction."""

from datetime import timedelta

from django.utils import timezone

from pupils.models import Pupil, SenEntry
from staff.models import User

FACTS = {"sen_status", "sen_needs", "sen_from", "plan_review_on"}
LONG_GONE, FARTHEST = timedelta(days=400), timedelta(days=800)  # a plan is reviewed once a year
ON_THE_REGISTER = (Pupil.SenStatus.SUPPORT, Pupil.SenStatus.PLAN)

HEARD = []  # what later rooms keep of the same news


def register_heard(function):
    """Declare one, from the owning room's AppConfig: it is given the children, and who acts."""
    HEARD.append(function)


def is_likely_review(day, today):
    """May a plan be reviewed on that day? Longer ago, or more than two years on, is a slip of the finger."""
    return today - LONG_GONE <= day <= today + FARTHEST


def note_sen(pupils, *, by):
    """Write down what differs from the last we heard of these children; what is the same adds nothing.

    A status changes on the day the school's system gives, or on the day we hear of it.
    """
    pupils = [pupil for pupil in pupils if pupil.pk]
    before = {entry.pupil_id: entry for entry in SenEntry.objects.filter(pupil__in=pupils).latest()}
    today = timezone.localdate()
    noted_by = by if isinstance(by, User) else None
    SenEntry.objects.bulk_create(
        SenEntry(
            pupil=pupil, status=pupil.sen_status, needs=pupil.sen_needs, noted_by=noted_by,
            **_since(pupil, before.get(pupil.pk), today),
        )
        for pupil in pupils
        if _is_news(pupil, before.get(pupil.pk), today)
    )  # fmt: skip
    for hear in HEARD:
        hear(pupils, by=by)


def _is_news(pupil, last, today):
    if last is None:
        return bool(pupil.sen_status)
    said = (pupil.sen_status, list(pupil.sen_needs), _given(pupil, last, today) or last.from_on)
    return said != (last.status, list(last.needs), last.from_on)


def _since(pupil, last, today):
    """Needs that change leave the day of the status as it was."""
    given = _given(pupil, last, today)
    if given is not None:
        return {"from_on": given, "or_before": False}
    if last is not None and last.status == pupil.sen_status:
        return {"from_on": last.from_on, "or_before": last.or_before}
    return {"from_on": today, "or_before": last is None}


def _given(pupil, last, today):
    """The day the school's system gives, where it can be that of this status: a day before the last one began is
    that of an earlier status, unless nobody knew when the last one began.
    """
    given = pupil.sen_from
    if given is None or given > today:
        return None
    fits = last is None or given > last.from_on or (last.or_before and last.status == pupil.sen_status)
    return given if fits else None
