"""What the safeguarding leads are owed: days coming and gone by, words to carry over, glass that was broken, shares."""

from concerns.carrying import to_carry
from concerns.models import BrokenGlass, Concern, DateOwed, NamedReader, Share
from concerns.notices.records import to_those_who_triage
from concerns.sending_on import days_owed, to_send
from pupils.models import Relative
from school.calendar import add_school_days, is_school_day
from staff.models import User
from staff.notices import Kind, register
from staff.policy import Permission

KEEP = Permission.SAFEGUARDING_KEEP
NEAR = 5  # school days before a conference: time to write the report for it
LOG = "concerns:safeguarding_log"


def register_kinds():
    for kind in (
        Kind("safeguarding_date_near", "A date in the safeguarding log is near.", LOG, is_open_date, dates_near),
        Kind("safeguarding_date_overdue", "A date in the safeguarding log has gone by.", LOG, is_open_date, dates_gone),
        Kind("concern_to_carry", "A concern waits to be carried over.", LOG, is_to_carry, waiting_to_be_carried),
        Kind("file_to_send", "A child has left. Is there a file to send on?", LOG, is_to_send, files_to_send),
        Kind(
            "glass_broken", "Somebody opened a closed record and gave a reason.", LOG, is_glass_they_keep, urgent=True
        ),
        Kind("safeguarding_shared", "Something was shared with you by name.", "concerns:shared", is_shared_with_them),
        Kind("named_on_record", "You are named on a record.", "concerns:shared", is_named),
    ):
        register(kind)


def is_open_date(notice):
    rows = DateOwed.objects.permitted(notice.user, KEEP).open().of_children_here()
    return rows.filter(pk=notice.subject_id).exists()


def dates_near(day):
    """Once for each date, five school days before it."""
    if is_school_day(day):
        yield from _to_leads(DateOwed.objects.due(before=add_school_days(day, NEAR + 1)).filter(on__gte=day))


def dates_gone(day):
    """Once for each date that nobody answered, on the first school day after it."""
    if is_school_day(day):
        yield from _to_leads(DateOwed.objects.due(before=day))


def _to_leads(dates):
    leads = list(User.objects.who_may(KEEP))
    related = set(Relative.objects.filter(user__in=leads).values_list("user", "pupil"))
    for pk, pupil, on in dates.values_list("pk", "pupil", "on"):
        for lead in leads:
            if (lead.pk, pupil) not in related:
                yield lead, pk, on


def is_to_carry(notice):
    rows = Concern.objects.permitted(notice.user, Permission.CONCERN_TRIAGE)
    return to_carry(rows).filter(pk=notice.subject_id).exists()


def waiting_to_be_carried(day):
    """Once for each open concern whose words wait since the day before."""
    if is_school_day(day):
        rows = to_carry(Concern.objects.open()).filter(recorded_at__date__lt=day)
        since = {pk: at.date() for pk, at in rows.values_list("pk", "recorded_at")}
        for lead, pk in to_those_who_triage(Concern.objects.filter(pk__in=since)) if since else ():
            yield lead, pk, since[pk]


def is_to_send(notice):
    return to_send(notice.user).filter(pk=notice.subject_id).exists()


def files_to_send(day):
    """To each lead for each leaver of whom something is kept: at once, and again while it is not sent or not answered."""
    if is_school_day(day):
        for lead in User.objects.who_may(KEEP):
            for pupil, due_on in days_owed(lead, day):
                yield lead, pupil, due_on


def is_glass_they_keep(notice):
    return BrokenGlass.objects.permitted(notice.user, KEEP).filter(pk=notice.subject_id).exists()


def is_shared_with_them(notice):
    unread = Share.objects.all().to(notice.user).filter(readers__user=notice.user, readers__read_at=None)
    return unread.filter(pk=notice.subject_id).exists()


def is_named(notice):
    named = NamedReader.objects.current().filter(user=notice.user, concern=notice.subject_id)
    rows = Concern.objects.permitted(notice.user, Permission.CONCERN_READ)
    return named.exists() and rows.filter(pk=notice.subject_id).exists()
