"""The school's own list of what makes something urgent: add, change, put away, bring back."""

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.text import slugify

from audit.actions import Refused, System, action, record
from concerns import trigger_words
from concerns.models import ConcernNeed, Need, UrgentTrigger, triggers_met
from staff.kept import kept
from staff.permitted import require
from staff.policy import Permission

MANAGE = Permission.SCHOOL_MANAGE
CLASH = "There is already one with this name."


@action
def add_trigger(*, by, facts, needs=()):
    """Add something that makes the urgent route be offered. Refuses a name that is there."""
    require(by, MANAGE)
    stem = slugify(facts["name"])[:34] or "trigger"
    taken = set(UrgentTrigger.objects.filter(code__startswith=stem).values_list("code", flat=True))
    code = next(code for code in [stem, *(f"{stem}-{n}" for n in range(2, 1000))] if code not in taken)
    made = _saved(UrgentTrigger(code=code, **facts))
    made.needs.set(needs)
    record("urgent_trigger.added", made, by=by, fields=sorted(facts))
    return made


@action
def edit_trigger(*, by, trigger, facts, needs, version):
    """Rename it, or change the words and needs it goes by. What was offered before stays as it was."""
    require(by, MANAGE, trigger)
    trigger.bump(version)
    for name, value in facts.items():
        setattr(trigger, name, value)
    _saved(trigger)
    trigger.needs.set(needs)
    record("urgent_trigger.edited", trigger, by=by, fields=[*sorted(facts), "needs"])
    return trigger


@action
def retire_trigger(*, by, trigger):
    """It is not offered any longer. It is kept: records name it."""
    require(by, MANAGE, trigger)
    UrgentTrigger.objects.filter(pk=trigger.pk, retired_on=None).update(retired_on=timezone.localdate())
    record("urgent_trigger.retired", trigger, by=by, fields=["retired_on"])
    return trigger


@action
def restore_trigger(*, by, trigger):
    """It is offered again. Refuses where another has taken its name."""
    require(by, MANAGE, trigger)
    trigger = UrgentTrigger.objects.get(pk=trigger.pk)
    trigger.retired_on = None
    _saved(trigger)
    record("urgent_trigger.restored", trigger, by=by, fields=["retired_on"])
    return trigger


def _saved(trigger):
    try:
        with transaction.atomic():
            trigger.save()
    except IntegrityError as problem:
        raise Refused(CLASH) from problem
    return trigger


def met_by(concern):
    """What makes a concern somebody has written urgent: by its words, its needs, or danger now."""
    text = concern.text
    words = " | ".join(
        getattr(text, name) for name in ("facts", "childs_words", "injuries", "demeanour", "opinion", "where_now")
    )
    return triggers_met(words, [need for (need,) in _needs_of(concern)])


@kept
def _needs_of(concern):
    return ConcernNeed.objects.filter(concern=concern).order_by().values_list("need")


BEREAVEMENT = """died
has died
passed away
death of
dead
lost his mum
lost her mum
lost his dad
lost her dad
lost their mum
lost their dad
bereave*
funeral
killed"""
DISTRESS = """could not be calmed
cannot be calmed
would not calm
inconsolable
hysterical
uncontrollabl*
screaming and
panic attack
threw a chair
threw chairs
attacked
violent
trying to hurt
had to be held
restrain*
ran out of school
tried to run"""
DETERIORATION = """suddenly
sudden change
out of nowhere
overnight
not like herself
not like himself
not like themselves
stopped speaking
stopped talking
has not spoken
refuses to move
much worse
getting worse fast
hearing voices
seeing things"""
STARTING = (
    ("self-harm", "Self-harm, or speaking of it", "\n".join(trigger_words.SELF_HARM), ["N2"]),
    ("bereavement", "Death in the close family", BEREAVEMENT, []),
    ("distress", "Severe distress or aggression", DISTRESS, []),
    ("deterioration", "Suddenly and unexplainedly much worse, at home or at school", DETERIORATION, []),
)


def add_triggers():
    """Give a new installation the four of the provision map. Returns how many were added."""
    return _add_triggers(by=System("a new installation"))


@action
def _add_triggers(*, by):
    """Add those that are not there yet; what the school has changed or put away stays as it is."""
    there = set(UrgentTrigger.objects.values_list("code", flat=True))
    added = []
    for order, (code, name, words, needs) in enumerate(STARTING, 1):
        if code not in there:
            made = UrgentTrigger.objects.create(code=code, name=name, words=words, order=order)
            made.needs.set(Need.objects.filter(code__in=needs))
            added.append(code)
    if added:
        record("urgent_triggers.added", by=by, fields=added)
    return len(added)
