"""Briefings: "all adults involved are aware", in the fewest words, to named people, until a day."""

from django.db.models import Q
from django.utils import timezone

from audit.actions import Refused, action, record
from concerns.models import Briefing, BriefingReader
from pupils.models import Pupil, Relative
from staff.models import User
from staff.notices import owe, settle
from staff.permitted import NotAllowed, require
from staff.policy import Permission

State = Briefing.State


def sends_about(user):
    """Children about whom this person sends briefings at once, because they triage or decide on help for them."""
    triage = Pupil.objects.permitted(user, Permission.CONCERN_TRIAGE).values("pk")
    decide = Pupil.objects.permitted(user, Permission.PLACEMENT_DECIDE).values("pk")
    return Pupil.objects.filter(Q(pk__in=triage) | Q(pk__in=decide))


def sends_at_once(user, pupil):
    """Everybody else who may read the child's page proposes."""
    return sends_about(user).filter(pk=pupil.pk).exists()


def possible_readers(pupil):
    """People who work with children, have come in, and are no relative of this one."""
    related = Relative.objects.filter(pupil=pupil).values("user")
    return User.objects.joined().who_may(Permission.CONCERN_RAISE).exclude(pk__in=related)


@action
def write_briefing(*, by, pupil, words, readers, until_on):
    """Write what the adults around a child need to know and do. Those who triage or decide on help send it at
    once; anybody else who may read the child's page proposes it, and it waits for one of them.

    Refuses no words or too many, nobody to read it, a relative among the readers, and a day gone by.
    """
    require(by, Permission.PUPIL_READ, pupil)
    words = words.strip()
    if not words or len(words) > Briefing.MOST:
        raise Refused(f"A briefing has from one to {Briefing.MOST} letters.")
    if until_on < timezone.localdate():
        raise Refused(until_on="Please choose today or a day to come.")
    people = {reader.pk: reader for reader in readers}
    if not people:
        raise Refused(readers="Please choose at least one person.")
    if possible_readers(pupil).filter(pk__in=people).count() != len(people):
        raise Refused(readers="One of these people cannot be told about this child. Please choose again.")
    briefing = Briefing.objects.create(pupil=pupil, words=words, until_on=until_on, written_by=by)
    BriefingReader.objects.bulk_create(BriefingReader(briefing=briefing, user=reader) for reader in people.values())
    record("briefing.written", briefing, by=by, pupil=pupil, fields=["words", "readers", "until_on"])
    if sends_at_once(by, pupil):
        return approve_briefing(by=by, briefing=briefing)
    owe("briefing_to_approve", to=_approvers(pupil), about=briefing)
    return briefing


def _approvers(pupil):
    people = User.objects.who_may(Permission.CONCERN_TRIAGE) | User.objects.who_may(Permission.PLACEMENT_DECIDE)
    return [user for user in people if sends_at_once(user, pupil)]


@action
def approve_briefing(*, by, briefing):
    """Send it: its readers are told that there is something to read. Refuses one that is decided or over already."""
    if briefing.until_on < timezone.localdate():
        raise Refused(
            "Its last day has gone by: nobody could read it. Please write it anew, or say why it is not sent."
        )
    briefing = _to_decide(by, briefing, State.SENT)
    briefing.save(update_fields=["state", "decided_at", "decided_by"])
    for reader in briefing.readers.select_related("user"):
        owe("briefing_to_read", to=[reader.user], about=reader)
    record("briefing.sent", briefing, by=by, pupil=briefing.pupil, fields=["state"])
    return briefing


@action
def decline_briefing(*, by, briefing, reason):
    """Do not send it, and say why to whoever wrote it."""
    if not reason.strip():
        raise Refused(reason="Please say why it is not sent.")
    briefing = _to_decide(by, briefing, State.DECLINED)
    briefing.reason = reason.strip()
    briefing.save(update_fields=["state", "decided_at", "decided_by", "reason"])
    owe("briefing_declined", to=[briefing.written_by], about=briefing)
    record("briefing.declined", briefing, by=by, pupil=briefing.pupil, fields=["state", "reason"])
    return briefing


def _to_decide(by, briefing, state):
    if not sends_at_once(by, briefing.pupil):
        raise NotAllowed("Somebody who triages or decides on help sends it.")
    briefing = _locked(briefing)
    if state not in Briefing.NEXT[State(briefing.state)]:
        raise Refused("Somebody has decided about this briefing already.")
    briefing.state, briefing.decided_at, briefing.decided_by = state, timezone.now(), by
    settle("briefing_to_approve", briefing.pk)
    return briefing


def _locked(briefing):
    rows = Briefing.objects.select_for_update(no_key=True, of=("self",)).select_related("pupil", "written_by")
    return rows.get(pk=briefing.pk)


@action
def withdraw_briefing(*, by, briefing, reason):
    """Nobody needs it any more, or it said too much: its readers lose it at once. By its writer, or those who send.

    Whoever had read it is told, so that nobody goes on by it, and whoever wrote it where somebody else withdraws it.
    One that nobody has let out yet is its writer's to take back; those who send say that they do not (decline).
    """
    require(by, Permission.CONCERN_READ, briefing)
    if by.pk != briefing.written_by_id and not sends_at_once(by, briefing.pupil):
        raise NotAllowed("Whoever wrote it withdraws it, or somebody who sends briefings.")
    if not reason.strip():
        raise Refused(reason="Please say why.")
    briefing = _locked(briefing)
    proposed = briefing.state == State.PROPOSED
    if State.WITHDRAWN not in Briefing.NEXT[State(briefing.state)] or proposed and by.pk != briefing.written_by_id:
        raise Refused("There is nothing to withdraw.")
    briefing.state, briefing.ended_at, briefing.ended_by = State.WITHDRAWN, timezone.now(), by
    briefing.reason = reason.strip()
    if proposed:
        briefing.decided_at, briefing.decided_by = briefing.ended_at, by
        settle("briefing_to_approve", briefing.pk)
    briefing.save(update_fields=["state", "ended_at", "ended_by", "reason", "decided_at", "decided_by"])
    had_read = [briefing.written_by]
    for reader in briefing.readers.select_related("user"):
        settle("briefing_to_read", reader.pk)
        had_read += [reader.user] if reader.read_at else []
    owe("briefing_withdrawn", to=[person for person in had_read if person.pk != by.pk], about=briefing)
    record("briefing.withdrawn", briefing, by=by, pupil=briefing.pupil, fields=["state", "reason"])
    return briefing


@action
def read_briefing(*, by, briefing):
    """ "I have read this": said by the reader, once. Refuses anybody it is not for."""
    reader = BriefingReader.objects.select_for_update(no_key=True).filter(briefing=briefing, user=by).first()
    if reader is None or not Briefing.objects.permitted(by, Permission.CONCERN_READ).live().filter(pk=briefing.pk):
        raise NotAllowed("This briefing is not for you, or it is over.")
    if reader.read_at is None:
        reader.read_at = timezone.now()
        reader.save(update_fields=["read_at"])
        settle("briefing_to_read", reader.pk)
        record("briefing.read", briefing, by=by, pupil=briefing.pupil, fields=["read_at"])
    return reader


def to_read(user):
    """What this person is still to read, the newest first."""
    unread = BriefingReader.objects.filter(user=user, read_at=None).values("briefing")
    mine = Briefing.objects.permitted(user, Permission.CONCERN_READ).live()
    return mine.filter(pk__in=unread).order_by("-written_at", "-pk")
