"""What follows something urgent: the safety plan and its readers, the hand-over, what is still to be done."""

from django.db.models import Value
from django.utils import timezone

from audit.actions import Refused, action, record
from concerns.actions.urgent import locked_by_role, print_plan, taken_here, tick_once
from concerns.models import (
    PLAN_BOXES,
    Episode,
    EpisodeFollowUp,
    HandOver,
    Keeping,
    PlanRead,
    PlanReader,
    SafetyPlan,
    Step,
)
from concerns.models.levels import LEVELS_OPEN
from pupils.watching import add_follow_up, finish_follow_up
from staff.kept import kept
from staff.models import User
from staff.notices import owe, settle
from staff.permitted import NotAllowed
from staff.policy import Level, Permission, scopes

READ = Permission.CONCERN_READ


@action
def write_plan(*, by, episode, boxes, version=0):
    """A new version of the safety plan. Its PDF is ordered; whether that works or not, the plan stands.

    `version` is the one the writer had before them. Refuses an empty plan, and one written over a newer version.
    """
    episode = locked_by_role(by, episode)
    words = {name: taken_here(boxes.get(name) or "") for name in PLAN_BOXES}
    if not any(words.values()):
        raise Refused("Please fill in at least one box.")
    newest = episode.plans.order_by("-version").first()
    number = newest.version if newest else 0
    if number != int(version or 0):
        raise Refused(
            f"{newest.by} saved version {number} while you were writing. Your words are still here. "
            "Read theirs above, then save again."
        )
    plan = SafetyPlan.objects.create(episode=episode, version=number + 1, by=by, **words)
    print_plan(plan, by=by)
    tick_once(episode, Step.PLAN, by, f"Version {plan.version}")
    owe("safety_plan_to_read", to=_readers(episode), about=plan)
    record("urgent.plan_written", episode, by=by, pupil=episode.pupil, fields=[n for n, text in words.items() if text])
    return plan


@action
def name_readers(*, by, episode, people):
    """These people have to know the safety plan, and no others: each is told, each says that they have read it."""
    episode = locked_by_role(by, episode)
    wanted = {person.pk: person for person in people}
    allowed = set(colleagues_for(episode).filter(pk__in=wanted).values_list("pk", flat=True))
    if set(wanted) - allowed:
        raise Refused(people="One of these people cannot be told about this child. Please choose again.")
    there = {reader.user_id: reader for reader in episode.plan_readers.filter(ended_at=None)}
    for pk in set(there) - set(wanted):
        PlanReader.objects.filter(pk=there[pk].pk).update(ended_at=timezone.now(), ended_by=by)
    PlanReader.objects.bulk_create(
        PlanReader(episode=episode, user=wanted[pk], named_by=by) for pk in sorted(set(wanted) - set(there))
    )
    plan = episode.plans.order_by("-version").first()
    if plan is not None:
        owe("safety_plan_to_read", to=_readers(episode), about=plan)
    record("urgent.readers_named", episode, by=by, pupil=episode.pupil, fields=["readers"])
    return episode


@action
def say_read(*, by, plan):
    """A reader says that they have read this version. Twice is once."""
    episode = plan.episode
    if not SafetyPlan.objects.for_reader(by).filter(pk=plan.pk).exists():
        raise NotAllowed("This plan was not shared with you.")
    read, new = PlanRead.objects.get_or_create(plan=plan, user=by)
    if new:
        record("urgent.plan_read", episode, by=by, pupil=episode.pupil)
    return read


@action
def hand_over(*, by, episode, to, words=""):
    """Somebody else has it from now on, for instance over the weekend. It is theirs once they say so."""
    episode = locked_by_role(by, episode)
    kept_in = Keeping.current().kept_in
    words = taken_here(words) or (f"See {kept_in}." if kept_in else "")
    if not words:
        raise Refused(words="Please write what they need to know.")
    if to.pk == by.pk or to.joined_at is None or not Episode.objects.all().by_role(to).filter(pk=episode.pk).exists():
        raise Refused(to="Please choose another safeguarding lead, or the head.")
    note = HandOver.objects.create(episode=episode, to=to, words=words, by=by)
    owe("urgent_handed_over", to=[to], about=note)
    record("urgent.handed_over", episode, by=by, pupil=episode.pupil, fields=["held_by"])
    return note


@action
def take_over(*, by, note):
    """The deputy acknowledges the hand-over. Twice changes nothing."""
    episode = locked_by_role(by, note.episode)
    note = HandOver.objects.select_for_update(no_key=True).get(pk=note.pk)
    if note.to_id != by.pk:
        raise NotAllowed("This note is for somebody else.")
    if note.taken_at is None:
        note.taken_at = timezone.now()
        note.save(update_fields=["taken_at"])
        Episode.objects.filter(pk=episode.pk).update(held_by=by)
        settle("urgent_handed_over", note.pk)
        record("urgent.taken_over", episode, by=by, pupil=episode.pupil, fields=["held_by"])
    return note


@action
def promise(*, by, episode, kind, who, due_on, words=""):
    """Somebody plans the return to school, looks after the staff or does something else, by a day."""
    episode = locked_by_role(by, episode)
    kind = EpisodeFollowUp.Kind(kind)
    if episode.pupil is None:
        raise Refused("Please say first which child it is: this goes on the child’s list.")
    if due_on < timezone.localdate():
        raise Refused(due_on="Please choose today or a day to come.")
    if not colleagues_for(episode).filter(pk=who.pk).exists():
        raise Refused(who="That person cannot be asked about this child. Please choose somebody else.")
    source = f"{episode._meta.label_lower}:{episode.pk}"
    follow_up = add_follow_up(
        by=by, pupil=episode.pupil, who=who, due_on=due_on, source=source, level=Level.SAFEGUARDING
    )
    EpisodeFollowUp.objects.create(follow_up=follow_up, episode=episode, kind=kind, words=taken_here(words))
    if kind != EpisodeFollowUp.Kind.OTHER:
        step = Step.RETURN if kind == EpisodeFollowUp.Kind.RETURN else Step.DEBRIEF
        tick_once(episode, step, by, f"{who}, by {due_on.day} {due_on:%B}")
    if who.pk != by.pk:
        owe("urgent_to_do", to=[who], about=follow_up)
    record("urgent.promised", episode, by=by, pupil=episode.pupil, fields=["follow_up"])
    return follow_up


@action
def keep_promise(*, by, promised):
    """Somebody has done what they said they would do after something urgent, and is owed it no longer. Whoever asked
    is told."""
    waited = promised.follow_up.done_at is None
    finish_follow_up(by=by, follow_up=promised.follow_up)
    settle("urgent_to_do", promised.pk)
    if waited and promised.follow_up.made_by_id != by.pk:
        owe("urgent_done", to=[promised.follow_up.made_by], about=promised)
    return promised


def colleagues_for(episode):
    """Who may be asked or told: people who work with children and are nobody's relative in it."""
    return User.objects.joined().who_may(Permission.CONCERN_RAISE).exclude(pk__in=episode.relatives())


def leads_for(episode, but):
    """Who may have it next: those who may answer for it. Two questions to know them, however many work here."""
    people = User.objects.joined().who_may(READ).exclude(pk=but.pk).exclude(pk__in=episode.relatives())
    near = [one for one in people if any(episode.level in LEVELS_OPEN[scope] for scope in scopes(one.roles, READ))]
    found = _who_answer_for(near, episode) if near else []
    return User.objects.filter(pk__in=found)


@kept
def _who_answer_for(people, episode):
    """The keys of those among these people who may, in one question."""
    rows = Episode.objects.all()
    each = [rows.by_role(one).filter(pk=episode.pk).order_by().values_list(Value(one.pk), flat=True) for one in people]
    return each[0].union(*each[1:], all=True)


def _readers(episode):
    return [reader.user for reader in episode.plan_readers.filter(ended_at=None).select_related("user")]
