"""When somebody is away: what they are owed comes to a colleague as well, and to nobody who may not see it.

The colleague gets a notice of their own for each thing, and only where the owning room would owe it to
them too: no access is gained. What the colleague may not see goes to those who arrange help, look after the staff or
answer for safeguarding, if they may; what nobody else may see waits, and the page says how many there are.
Nothing is ever taken from the person who is away. What dates make due to somebody who has left, or whose roles have no
such page any longer, goes the same way.
"""

from datetime import timedelta

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from audit.actions import Refused, action, record
from staff.models import Cover, Notice, User
from staff.notices import KINDS, is_still_owed, may_be_told, owe, settle, write
from staff.permitted import require
from staff.policy import Permission

LONGEST = timedelta(days=366)
AGAIN = timedelta(hours=1)  # what nobody might see is asked about again: by then somebody may
AGAIN_URGENT = timedelta(minutes=1)  # and so is what is urgent, told or not: roles may have changed since
TAKEN_BACK = Q(settled_at__isnull=False, for_whom__isnull=False)  # and passed on again when they are away again
MOST = 100  # things of one person that are asked about at a time; the next sweep goes on


@action
def hand_over(*, by, person, colleague, from_on, until_on):
    """Somebody who will be away names a colleague, or whoever looks after accounts does it for them.

    Refuses a day that has gone by, more than a year, a colleague who has left, has not joined yet or is away on those
    days, and days on which somebody else stands in already.
    """
    if getattr(by, "pk", None) != person.pk:
        require(by, Permission.STAFF_MANAGE, person)
    held = {
        user.pk: user for user in User.objects.select_for_update(no_key=True).filter(pk__in=[person.pk, colleague.pk])
    }
    if person.pk == colleague.pk or not (held[person.pk].is_active and held[colleague.pk].is_active):
        raise Refused("Please choose a colleague who works here.")
    if held[colleague.pk].joined_at is None:
        raise Refused(f"{colleague.name} has been invited and has not signed in yet. Please choose somebody else.")
    if until_on < timezone.localdate() or until_on < from_on or until_on - from_on > LONGEST:
        raise Refused("Please give a first and a last day, the last one still to come and within a year.")
    meets = Cover.objects.standing(from_on).filter(from_on__lte=until_on)
    if meets.filter(person=person).exists():
        raise Refused("Somebody stands in on some of these days already. End that first.")
    if meets.filter(person=colleague).exists():
        raise Refused(f"{colleague.name} is away on some of these days. Please choose somebody else.")
    cover = Cover.objects.create(
        person=person, colleague=colleague, from_on=from_on, until_on=until_on, made_by=held.get(by.pk, by)
    )
    owe("stands_in", to=[colleague], about=cover)
    record("cover.handed_over", cover, by=by, fields=["colleague", "from_on", "until_on"])
    if from_on <= timezone.localdate():
        pass_on([cover])
    return cover


@action
def end_cover(*, by, cover):
    """They are back, or it was a mistake: from now on only they are told. Refuses one that is over."""
    cover = Cover.objects.select_for_update(no_key=True).get(pk=cover.pk)
    if by.pk != cover.person_id:
        require(by, Permission.STAFF_MANAGE, cover.person)
    if cover.ended_at is not None:
        raise Refused("This has ended already.")
    cover.ended_at = timezone.now()
    cover.save(update_fields=["ended_at"])
    settle("stands_in", cover.pk)
    _take_back()
    record("cover.ended", cover, by=by)
    return cover


def away(day):
    """The people for whom somebody stands in on this day."""
    return Cover.objects.current(day).values("person")


def keep_covered(*, urgent_only=False):
    """What came since, passed on; what was passed on for somebody who is back, settled. Any number of times."""
    covers = list(Cover.objects.current(timezone.localdate()).select_related("person", "colleague"))
    if not urgent_only:
        _take_back()
    return pass_on(covers, urgent_only=urgent_only) if covers else 0


def pass_on(covers, *, urgent_only=False):
    """For each thing owed to somebody away, a notice for the first of those who stand in and may see it.

    Each is asked about when it comes, when somebody else stands in, and once an hour: a sweep costs what came since.
    What is urgent is asked about every minute.
    """
    names, made = [name for name, kind in KINDS.items() if kind.urgent or not urgent_only], 0
    for cover in covers:
        people, now = _who_might(cover), timezone.now()
        asked = list(_to_ask(cover, now).filter(kind__in=names)[:MOST])
        told = _told(people, asked)
        for notice in asked:
            if (notice.kind, notice.subject_id, notice.due_on) not in told and is_still_owed(notice):
                again = AGAIN_URGENT if KINDS[notice.kind].urgent else AGAIN
                just_asked = notice.asked_at is not None and notice.asked_at > now - again
                made += _pass_on(notice, people[:1] if just_asked else people)
        _were_asked(asked)
    return made


def _urgent():
    return [name for name, kind in KINDS.items() if kind.urgent]


def _to_ask(cover, now):
    """What came since, or was last asked about before this colleague stood in or an hour ago; the longest first."""
    again = Q(asked_at=None) | Q(asked_at__lt=now - AGAIN) | Q(asked_at__lte=cover.made_at)
    again |= Q(kind__in=_urgent(), asked_at__lt=now - AGAIN_URGENT)
    return _owed_to(cover.person).filter(again).order_by(F("asked_at").asc(nulls_first=True), "pk")


def _told(people, notices):
    """{(kind, subject, day)} of what one of these people has been told of, and, where it is urgent, is owed still."""
    kinds, subjects = {one.kind for one in notices}, {one.subject_id for one in notices}
    rows = Notice.objects.filter(user__in=people, kind__in=kinds, subject_id__in=subjects).exclude(TAKEN_BACK)
    found = set(rows.exclude(kind__in=_urgent()).values_list("kind", "subject_id", "due_on")) if notices else set()
    if urgent := kinds.intersection(_urgent()):
        told = rows.filter(kind__in=urgent).select_related("user")
        found |= {(one.kind, one.subject_id, one.due_on) for one in told if is_still_owed(one)}
    return found


def _were_asked(notices):
    """It waits for nobody: what another act holds is only asked about again."""
    if notices:
        with transaction.atomic():
            held = Notice.objects.select_for_update(no_key=True, skip_locked=True)
            mine = list(held.filter(pk__in=[one.pk for one in notices]).order_by("pk").values_list("pk", flat=True))
            Notice.objects.filter(pk__in=mine).update(asked_at=timezone.now())


def inherit(kind, left):
    """What would be owed to somebody who has left, or may not open such a page now, comes to the first who may; once."""
    if not left:
        return 0
    people = _who_looks_after(set(away(timezone.localdate()).values_list("person", flat=True)))
    subjects = [subject_id for _, subject_id, _ in left]
    known = Notice.objects.filter(kind=kind.name, user__in=people, subject_id__in=subjects)
    told = set(known.values_list("subject_id", "due_on"))
    made = 0
    for user, subject_id, due_on in left:
        if (subject_id, due_on) not in told:
            made += _pass_on(Notice(user=user, kind=kind.name, subject_id=subject_id, due_on=due_on), people)
    return made


def stays(person, cover):
    """How many things wait for this person because nobody who stands in may see them."""
    mine = list(_owed_to(person).filter(kind__in=KINDS))
    told = _told(_who_might(cover), mine)
    return len([one for one in mine if (one.kind, one.subject_id, one.due_on) not in told])


def _who_might(cover):
    """The colleague, then those who look after everybody; nobody who is away."""
    gone = set(away(timezone.localdate()).values_list("person", flat=True)) | {cover.person_id}
    first = [cover.colleague] if cover.colleague.is_active and cover.colleague_id not in gone else []
    return list({user.pk: user for user in [*first, *_who_looks_after(gone)]}.values())


def _who_looks_after(gone):
    """Those who arrange help, then those who look after the staff, then those who answer for safeguarding."""
    kinds = (Permission.PLACEMENT_DECIDE, Permission.STAFF_MANAGE, Permission.AUDIT_READ)
    people = [user for permission in kinds for user in User.objects.joined().who_may(permission)]
    return list({user.pk: user for user in people if user.pk not in gone}.values())


def _owed_to(person):
    """What this person is owed themselves. Something only to know, and read, is not owed."""
    dated = [name for name, kind in KINDS.items() if kind.owed is not None]
    mine = Notice.objects.of(person).filter(settled_at=None, for_whom=None)
    return mine.filter(Q(read_at=None) | Q(kind__in=dated)).select_related("user")


def _pass_on(notice, people):
    """Once, however many workers pass it on at the same moment."""
    kind = KINDS[notice.kind]
    for user in people:
        twin = Notice(
            user=user, kind=notice.kind, subject_id=notice.subject_id, due_on=notice.due_on, for_whom=notice.user
        )
        if is_still_owed(twin):
            owed = [(user, notice.subject_id, notice.due_on)]
            return write(kind, owed, for_whom=notice.user) or _owe_again(twin)
    return 0


def _owe_again(twin):
    """They were told when this person was away before: it is on their list again, new, and nothing is sent twice."""
    key = {name: getattr(twin, name) for name in ("user", "for_whom", "kind", "subject_id", "due_on")}
    before = Notice.objects.filter(**key).exclude(settled_at=None)
    return before.update(settled_at=None, read_at=None, digest=None)


def _take_back():
    """Found first, then settled by key: in one statement the planner may look at every notice for each of them."""
    passed_on = Notice.objects.filter(settled_at=None, for_whom__isnull=False)
    back = passed_on.filter(for_whom__is_active=True).exclude(for_whom__in=away(timezone.localdate()))
    rows = back.order_by("pk").select_related("for_whom")
    if keys := [one.pk for one in rows if one.kind not in KINDS or may_be_told(one.for_whom, KINDS[one.kind])]:
        Notice.objects.filter(pk__in=keys, settled_at=None).update(settled_at=timezone.now())


def stands_in_still(notice):
    """Is the colleague still to stand in, now or later?"""
    rows = Cover.objects.standing(timezone.localdate())
    return rows.filter(pk=notice.subject_id, colleague=notice.user).exists()
