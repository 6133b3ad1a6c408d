"""Files that belong to a record somebody wrote: kept with it, in the same act, and never taken away."""

from datetime import timedelta

from django.conf import settings
from django.db.models import Sum
from django.utils import timezone

from audit.actions import Refused, action, record
from documents import files
from documents.models import Attachment
from documents.uploads import MOST_FILES
from staff.models import User


@action
def attach(*, by, owner, examined, pupil=None):
    """Keep these examined files with a record. Call it inside the owning room's action, which asks who may.

    Refuses no file at all, more than twenty for a record and more than one person may send in a day. A disk that
    is full raises OSError and leaves nothing half there; the caller says what becomes of the words.
    """
    person = by if isinstance(by, User) else None
    if not examined:
        raise Refused("Choose the scan or the photograph first.")
    if Attachment.objects.of(owner).count() + len(examined) > MOST_FILES:
        raise Refused(f"A record keeps up to {MOST_FILES} files. Please choose the ones that matter.")
    if person and _sent_today(person) + sum(len(one.content) for one in examined) > settings.MOST_UPLOADED_A_DAY:
        raise Refused("You have sent in as much as one person may in a day. Please ask the office, or add it tomorrow.")
    kept = [(one, *files.keep(one.content, ending=one.kind)) for one in examined]
    attachments = [
        Attachment(
            owner_type=owner._meta.label_lower,
            owner_id=owner.pk,
            given_name=one.given_name,
            kind=one.kind,
            file_name=file_name,
            sha256=sha256,
            bytes_size=len(one.content),
            scanned=one.scanned,
            added_by=person,
            added_by_name=by.as_actor().label,
        )
        for one, file_name, sha256 in kept
    ]
    Attachment.objects.bulk_create(attachments)
    for attachment in attachments:
        record("attachment.added", attachment, by=by, pupil=pupil, fields=["sha256"])
    return attachments


def _sent_today(person):
    since = timezone.now() - timedelta(hours=24)
    sent = Attachment.objects.sent_by(person).filter(added_at__gte=since)
    return sent.aggregate(all=Sum("bytes_size"))["all"] or 0
