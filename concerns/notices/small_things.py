"""What is owed about the small things: a change to know of, a flag to look at again, a briefing to read or let out."""

from django.db.models import Q
from django.urls import reverse

from concerns.actions.briefings import sends_at_once
from concerns.actions.changes import adults_around
from concerns.models import Briefing, BriefingReader, Change
from pupils.models import MonitoringFlag, Pupil
from school.calendar import add_school_days
from staff.models import Notice, User
from staff.notices import Kind, register
from staff.permitted import may
from staff.policy import Level, Permission

SECOND_ASKING = 2  # school days after it was sent


def register_kinds():
    for kind in (
        Kind(
            "change_told", "Something has changed for a child you know.", "concerns:changes", is_still_shown,
            rows=_changes, page=_the_childs,
        ),
        Kind(
            "flag_due", "It is time to look again at a child you keep an eye on.", "concerns:flags", is_to_review,
            owed=flags_due, rows=_flags, page=_looking_again,
        ),
        Kind(
            "briefing_to_approve", "A briefing waits for you to let it out.", "concerns:briefings", waits_for_approval,
            rows=_briefings, page=_briefing,
        ),
        Kind(
            "briefing_to_read", "There is a briefing for you to read.", "concerns:briefings", is_to_read,
            owed=unread_after_two_days, rows=_as_reader, whose=_briefed_about, page=_read_by,
        ),
        Kind(
            "briefing_declined", "A briefing you wrote was not sent.", "concerns:briefings", is_their_own_declined,
            rows=_briefings, page=_briefing,
        ),
        Kind(
            "briefing_withdrawn", "A briefing is withdrawn. Please do not go by it any more.", "concerns:briefings",
            was_read_or_written_by_them, rows=_withdrawn, page=lambda row: reverse("concerns:briefings"),
        ),
    ):  # fmt: skip
        register(kind)


def _changes(user):
    return Change.objects.permitted(user, Permission.CONCERN_READ).current()


def _the_childs(row):
    return row.pupil.get_absolute_url()


def _flags(user):
    return MonitoringFlag.objects.all().reviewable_by(user).open().of_children_here()


def _looking_again(flag):
    return reverse("concerns:review_flag", args=[flag.public_id])


def _briefings(user):
    return Briefing.objects.permitted(user, Permission.CONCERN_READ)


def _briefing(row):
    return reverse("concerns:briefing", args=[row.public_id])


def _withdrawn(user):
    """Which child it was of, for whoever wrote it or had read it: its words are gone from them."""
    read = BriefingReader.objects.filter(user=user, read_at__isnull=False)
    theirs = Briefing.objects.filter(Q(written_by=user) | Q(pk__in=read.values("briefing")))
    return theirs.filter(state=Briefing.State.WITHDRAWN).exclude(pupil__in=Pupil.objects.relatives_of(user))


def _as_reader(user):
    """A briefing is owed to each reader of it."""
    return BriefingReader.objects.filter(user=user, briefing__in=_briefings(user).live().values("pk"))


def _briefed_about(user, readers):
    return {reader.pk: reader.briefing.pupil.name for reader in readers.select_related("briefing__pupil")}


def _read_by(reader):
    return _briefing(reader.briefing)


def is_still_shown(notice):
    return _changes(notice.user).filter(pk=notice.subject_id).exists()


def is_to_review(notice):
    return _flags(notice.user).filter(pk=notice.subject_id, review_on__lte=notice.due_on).exists()


def flags_due(day):
    """On its day, once: to the adults around the child at team level, and to those who look after wellbeing."""
    rows = MonitoringFlag.objects.due(day)
    due = {flag.pk: flag for flag in rows.select_related("pupil")}
    told = set(Notice.objects.filter(kind="flag_due", subject_id__in=due).values_list("subject_id", "due_on", "user"))
    triage, asked = list(User.objects.who_may(Permission.CONCERN_TRIAGE)) if due else [], {}
    near = {pupil: adults_around(pupil) for pupil in {f.pupil for f in due.values() if f.level == Level.TEAM}}
    for flag in due.values():
        for user in {*triage, *(near[flag.pupil] if flag.level == Level.TEAM else ())}:
            if (flag.pk, flag.review_on, user.pk) not in told:
                asked.setdefault(user, set()).add(flag.pk)
    for user, keys in asked.items():
        mine = MonitoringFlag.objects.all().reviewable_by(user).filter(pk__in=keys)
        for pk in mine.values_list("pk", flat=True):
            yield user, pk, due[pk].review_on


def waits_for_approval(notice):
    here = Briefing.objects.proposed().of_children_here()
    briefing = here.filter(pk=notice.subject_id).select_related("pupil").first()
    return (
        briefing is not None
        and may(notice.user, Permission.CONCERN_READ)
        and sends_at_once(notice.user, briefing.pupil)
    )


def is_to_read(notice):
    readers = BriefingReader.objects.filter(pk=notice.subject_id, user=notice.user, read_at=None)
    mine = Briefing.objects.permitted(notice.user, Permission.CONCERN_READ).live()
    return mine.filter(pk__in=readers.values("briefing")).exists()


def unread_after_two_days(day):
    """Once more, two school days after it was sent, to whoever has not said that they have read it."""
    unread = BriefingReader.objects.filter(read_at=None, briefing__in=Briefing.objects.live(day))
    for reader in unread.select_related("user", "briefing"):
        again_on = add_school_days(reader.briefing.decided_at.date(), SECOND_ASKING)
        if again_on <= day:
            yield reader.user, reader.pk, again_on


def is_their_own_declined(notice):
    own = Briefing.objects.permitted(notice.user, Permission.CONCERN_READ).filter(written_by=notice.user)
    return own.filter(pk=notice.subject_id, state=Briefing.State.DECLINED).exists()


def was_read_or_written_by_them(notice):
    return _withdrawn(notice.user).of_children_here().filter(pk=notice.subject_id).exists()
