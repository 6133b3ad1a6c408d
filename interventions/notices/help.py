"""What people are owed about the help given: places asked for and given, sessions, endings, supervision, plans."""

from collections import defaultdict

from django.db.models import Exists, Min, OuterRef, Q
from django.utils import timezone

from interventions.delivered import last_sessions
from interventions.models import Booking, Credential, InformalPlan, Programme, ProgrammePlace, Session
from interventions.models.programmes import State
from interventions.practice import supervised
from school import calendar
from staff.models import User
from staff.notices import Kind, register
from staff.policy import Permission

ENDING_WITHIN = 10  # school days


def _place_is(*states, permission):
    def still_owed(notice):
        rows = ProgrammePlace.objects.permitted(notice.user, permission).here()
        return rows.filter(pk=notice.subject_id, state__in=states).exists()

    return still_owed


def _led(notice):
    return Programme.objects.led_by(notice.user).filter(pk=notice.subject_id)


def unwritten(day):
    """The lead, the school day after a session of which nobody wrote anything, or as soon after as a worker is there.

    What was typed in later than the day that would have asked, nobody is asked about: it was not missed.
    """
    if not calendar.is_school_day(day):
        return
    days = calendar.lately(day)
    asked_on = dict(zip(days, [day, *days], strict=False))  # each of them is asked about on the school day after it
    children, written = _under_way(day), set(_written(since=days[-1]))
    for programme, lead, weekday, from_on, until_on in _booked(since=days[-1]):
        for on in days:
            meets = on.weekday() == weekday and from_on <= on and (until_on is None or on < until_on)
            there = any(began <= on and known <= asked_on[on] for began, known in children[programme])
            if meets and there and (programme, on) not in written:
                yield lead, programme, on


def _booked(since):
    """(programme, its lead, weekday, from, until) of each time in a week that a running programme has or just had."""
    rows = Booking.objects.filter(programme__in=Programme.objects.running()).select_related("programme__lead", "slot")
    for one in rows.filter(Q(until_on=None) | Q(until_on__gt=since)):
        yield one.programme_id, one.programme.lead, one.slot.weekday, one.from_on, one.until_on


def _under_way(today):
    """{programme: [(the day a child began, the day somebody said so)]} of children who are here."""
    found = defaultdict(list)
    said = Min("steps__at", filter=Q(steps__state=State.ACTIVE))
    for programme, from_on, at in (
        ProgrammePlace.objects.active(today).annotate(said=said).values_list("programme", "from_on", "said")
    ):
        found[programme].append((from_on, timezone.localdate(at)))
    return found


def _written(since):
    return Session.objects.standing().filter(on__gte=since).values_list("place__programme", "on")


def _still_unwritten(notice):
    """Until something is written for that day, by whoever still leads it and may keep it for a child on it."""
    return _led(notice).exists() and _may_write_it(notice)


def _may_write_it(notice):
    """Somebody who stands in for the lead, and may keep sessions of this programme anyway."""
    theirs = ProgrammePlace.objects.permitted(notice.user, Permission.SESSION_KEEP).active()
    written = Session.objects.standing().filter(place__programme=notice.subject_id, on=notice.due_on)
    under_way = theirs.filter(programme=notice.subject_id, programme__ended_on=None)
    return under_way.exists() and not written.exists()


def overdue(day):
    """The practitioner and those who arrange help, about a training whose supervision is overdue: once for each time."""
    if not calendar.is_school_day(day):
        return
    arrangers = list(User.objects.who_may(Permission.PLACEMENT_DECIDE))
    for credential, since in supervision_overdue(day):
        for user in {credential.user, *arrangers}:
            yield user, credential.pk, since


def supervision_overdue(day):
    """[(credential, the day it was due)] of active people, one query."""
    rows = Credential.objects.standing(day).filter(user__is_active=True).select_related("user")
    return [(one.credential, one.due_on) for one in supervised(rows) if one.is_overdue(day)]


def _still_overdue(notice):
    return any(one.pk == notice.subject_id for one, _ in supervision_overdue(timezone.localdate()))


def ending(day):
    """The lead, ten school days before the last planned session, so that the ending is no surprise to the child."""
    if not calendar.is_school_day(day):
        return
    until = calendar.add_school_days(day, ENDING_WITHIN)
    for place, last_on in last_sessions(day):
        if last_on is None or last_on <= until:
            yield place.programme.lead, place.pk, place.from_on


def lead_gone(day):
    """Those who arrange help, about a programme whose lead has no account any more."""
    arrangers = list(User.objects.who_may(Permission.PLACEMENT_DECIDE))
    for pk, starts_on in _without_a_lead().values_list("pk", "starts_on"):
        for user in arrangers:
            yield user, pk, starts_on


def _without_a_lead():
    on_it = ProgrammePlace.objects.active().filter(programme=OuterRef("pk"))
    return Programme.objects.running().filter(Exists(on_it), lead__is_active=False)


def plans_to_look_at(day):
    """The owner of a plan, on the day it is to be looked at again."""
    if not calendar.is_school_day(day):
        return
    rows = InformalPlan.objects.open(day).filter(review_on__lte=day).select_related("owner")
    for plan in rows:
        yield plan.owner, plan.pk, plan.review_on


def _still_mine(notice):
    """Theirs, and not looked at since."""
    rows = InformalPlan.objects.permitted(notice.user, Permission.PLACEMENT_READ).open()
    return rows.filter(pk=notice.subject_id, owner=notice.user).exists()


def _may_look_at_it(notice):
    """Somebody who stands in for the owner, and may read the plan anyway."""
    rows = InformalPlan.objects.permitted(notice.user, Permission.PLACEMENT_READ).open()
    return rows.filter(pk=notice.subject_id, review_on=notice.due_on).exists()


def _still_to_look_at(notice):
    rows = InformalPlan.objects.permitted(notice.user, Permission.PLACEMENT_READ).open()
    return rows.filter(pk=notice.subject_id, owner=notice.user, review_on=notice.due_on).exists()


STANDS_IN = {"sessions_unwritten": _may_write_it, "plan_to_look_at": _may_look_at_it}
ARRANGE = Permission.PLACEMENT_DECIDE
for name, sentence, url_name, still_owed, owed in (
    (
        "place_asked",
        "Somebody asked for a place on a programme.",
        "interventions:waiting_list",
        _place_is(State.ASKED, permission=ARRANGE),
        None,
    ),
    (
        "place_given",
        "A child has been given a place on a programme that you lead.",
        "interventions:today",
        _place_is(State.ACTIVE, permission=Permission.SESSION_KEEP),
        None,
    ),
    (
        "sessions_unwritten",
        "A session of yours has not been written down yet.",
        "interventions:today",
        _still_unwritten,
        unwritten,
    ),
    (
        "programme_ending",
        "A programme that you lead ends soon. Please begin to say goodbye.",
        "interventions:programmes",
        _place_is(State.ACTIVE, permission=Permission.SESSION_KEEP),
        ending,
    ),
    (
        "supervision_overdue",
        "Somebody’s supervision is overdue.",
        "interventions:practitioners",
        _still_overdue,
        overdue,
    ),
    (
        "plan_given",
        "You look after a child’s informal plan.",
        "interventions:plans",
        _still_mine,
        None,
    ),
    (
        "plan_to_look_at",
        "An informal plan of yours is to be looked at again.",
        "interventions:plans",
        _still_to_look_at,
        plans_to_look_at,
    ),
    (
        "lead_gone",
        "A programme has nobody to lead it any more.",
        "interventions:programmes",
        lambda notice: _without_a_lead().filter(pk=notice.subject_id).exists(),
        lead_gone,
    ),
):
    register(
        Kind(
            name=name,
            sentence=sentence,
            url_name=url_name,
            still_owed=still_owed,
            owed=owed,
            stands_in=STANDS_IN.get(name),
            about_a_child=name != "supervision_overdue",
        )
    )
