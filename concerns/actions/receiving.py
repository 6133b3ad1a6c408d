"""A child-protection file arrives from the school before: written down, sealed, and known to whom it must be."""

from django.utils import timezone

from audit.actions import Refused, action, record
from concerns.actions.filing import KeptElsewhere
from concerns.actions.records import keep_files
from concerns.models import Briefed, Keeping, ReceivedFile
from pupils.models import Relative
from staff.models import User
from staff.permitted import require
from staff.policy import Permission


@action
def receive_file(*, by, pupil, received_on, from_school, from_who="", stored_where="", briefed=(), files=()):
    """A file came from another school. `files` are its scanned pages, sealed here; `stored_where` says where the
    paper or the original is; `briefed` are the colleagues who were told what they need.

    Refuses a day to come, no school, neither a place nor pages, and pages where the school keeps its
    child-protection file in another system.
    """
    require(by, Permission.SAFEGUARDING_KEEP, pupil)
    kept_in = Keeping.current().kept_in
    if received_on > timezone.localdate():
        raise Refused(received_on="That day has not come yet.")
    if not from_school.strip():
        raise Refused(from_school="Please write which school it came from.")
    if files and kept_in:
        raise KeptElsewhere(kept_in)
    if not files and not stored_where.strip():
        raise Refused(stored_where="Please say where it is kept, or choose its pages.")
    briefed = list(briefed)
    if {person.pk for person in briefed} - set(who_may_be_briefed(pupil).values_list("pk", flat=True)):
        raise Refused(briefed="One of these people cannot be told about this child. Please choose again.")
    received = ReceivedFile.objects.create(
        pupil=pupil, received_on=received_on, from_school=from_school.strip(), from_who=from_who.strip(),
        stored_where=stored_where.strip(), written_by=by,
    )  # fmt: skip
    Briefed.objects.bulk_create(Briefed(received=received, user=person) for person in briefed)
    keep_files(by=by, owner=received, files=files, pupil=pupil)
    record(
        "safeguarding.file_received", received, by=by, pupil=pupil, fields=["from_school", "stored_where", "briefed"]
    )
    return received


@action
def add_pages(*, by, received, files):
    """Pages that came later, or were not kept the first time: sealed with the file they belong to.

    Refuses no pages, and pages where the school keeps its child-protection file in another system.
    """
    require(by, Permission.SAFEGUARDING_KEEP, received)
    kept_in = Keeping.current().kept_in
    if kept_in:
        raise KeptElsewhere(kept_in)
    if not files:
        raise Refused(files="Please choose its pages.")
    keep_files(by=by, owner=received, files=files, pupil=received.pupil)
    record("safeguarding.pages_added", received, by=by, pupil=received.pupil, fields=["files"])
    return received


def who_may_be_briefed(pupil):
    """Colleagues who work with children, and no relative of this one."""
    return User.objects.who_may(Permission.CONCERN_RAISE).exclude(
        pk__in=Relative.objects.filter(pupil=pupil).values("user")
    )
