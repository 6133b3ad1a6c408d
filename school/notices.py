"""What the school's own facts owe to whom: that somebody checks the directory and adds the next terms."""

from datetime import timedelta

from school import calendar
from school.models import Agency, School
from staff.models import User
from staff.notices import Kind, register
from staff.policy import Permission

AHEAD = timedelta(weeks=8)  # long enough to find the dates, short enough that they are published


def _directory_owed(day):
    """Once a term, each person who writes referrals, where any details are older than a term."""
    school, terms = School.objects.first(), calendar.current()
    term = terms.term_of(day)
    if school is None or term is None or not Agency.objects.stale(day).exists():
        return
    due_on = terms.next_school_day(term.starts_on)
    if due_on <= day:
        for person in User.objects.who_may(Permission.REFERRAL_WRITE):
            yield person, school.pk, due_on


def _terms_owed(day):
    """Once a month, those who watch over the system, when the known terms end within eight weeks."""
    school = School.objects.first()
    if school is not None and calendar.is_assumed(day + AHEAD):
        for person in User.objects.who_may(Permission.SYSTEM_WATCH):
            yield person, school.pk, day.replace(day=1)


def declare():
    """Called once, when the room opens."""
    register(
        Kind(
            name="agencies_to_verify",
            sentence="Some agencies’ details have not been checked for a term.",
            url_name="school:agencies",
            still_owed=lambda notice: Agency.objects.stale(notice.due_on + timedelta(days=1)).exists(),
            owed=_directory_owed,
            about_a_child=False,
        )
    )
    register(
        Kind(
            name="terms_to_add",
            sentence="The school’s term dates run out soon. Please add the next ones.",
            url_name="school:terms",
            still_owed=lambda notice: calendar.is_assumed(notice.due_on + AHEAD),
            owed=_terms_owed,
            about_a_child=False,
        )
    )
