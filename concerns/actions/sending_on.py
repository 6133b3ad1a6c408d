"""A child has left: the file goes to the next school, and somebody there says that they have it."""

from django.utils import timezone

from audit.actions import Refused, action, record
from concerns.models import SentOn
from concerns.sending_on import steps_of
from pupils.models import Pupil
from staff.notices import settle
from staff.permitted import require
from staff.policy import Permission


@action
def send_on(*, by, pupil, kind, on, whom="", how=""):
    """A safeguarding lead says what became of a leaver's file: sent, received by a person there, or nothing to send.

    Refuses a child who is here, a day to come or before they left, a receipt of what was never sent, and
    to leave open to whom it went, who has it, or why there is nothing.
    """
    require(by, Permission.SAFEGUARDING_KEEP, pupil)
    pupil = Pupil.objects.select_for_update(no_key=True).get(pk=pupil.pk)
    kind, newest = SentOn.Kind(kind), steps_of(by, pupil).last()
    now = SentOn.Kind(newest.kind) if newest else SentOn.Kind.WAITING
    if not pupil.has_left(timezone.localdate()):
        raise Refused("This child is at the school.")
    if kind not in SentOn.NEXT[now]:
        raise Refused("Please say first that it was sent." if now == SentOn.Kind.WAITING else "This was said already.")
    if on > timezone.localdate():
        raise Refused(on="That day has not come yet.")
    if kind == SentOn.Kind.NOTHING and not how.strip():
        raise Refused(how="Please say why there is nothing to send.")
    if kind != SentOn.Kind.NOTHING and not whom.strip():
        raise Refused(whom="Please write the school and the person there.")
    step = SentOn.objects.create(
        pupil=pupil, left_on=pupil.left_on, kind=kind, on=on, whom=whom.strip(), how=how.strip(), written_by=by
    )
    if kind in SentOn.AT_REST:
        settle("file_to_send", pupil.pk)
    record("safeguarding.file_sent_on", step, by=by, pupil=pupil, fields=["kind", "on", "whom", "how"])
    return step
