"""How something urgent is put before people: where it stands, whom to ring, the steps, who has answered, its story."""

import hashlib
import uuid
from datetime import timedelta

from django.db.models import Q
from django.utils import timezone

from concerns import calling
from concerns.actions.trigger_list import met_by
from concerns.actions.urgent import standing
from concerns.models import Decision, Episode, EpisodeNote, Keeping, Step
from school.models import FallbackLine
from staff import sms
from staff.beside import read_beside
from staff.kept import kept
from staff.models import Outgoing

HINTS = {
    Step.NOT_ALONE: "Stay in sight, calm and kind. You need no words.",
    Step.FIRST_AID: "Badly hurt, or has taken something: ring 999 and stay.",
    Step.MEANS: "Blades, medicines, cords, keys. Quietly.",
    Step.LEAD: "In person or on the telephone.",
    Step.PARENTS: "Could telling them put the child at risk? Then a lead decides first.",
    Step.AGENCY: "One press below keeps the time.",
    Step.ADULT: "By name. Nobody goes home alone today.",
    Step.PLAN: "Made with the child, as far as they can.",
    Step.RETURN: "Who, by when.",
    Step.DEBRIEF: "You too.",
}


def state_of(user, episode, now=None):
    """Everything the page asks for again every few seconds. Each table of it is read once."""
    now = now or timezone.now()
    read_rows(episode)
    people, alerts = calling.called_for(episode), calling.alerts_of(episode)
    answers = bool(answered_by(user, episode))
    called = next((one for one in people if one.user.pk == user.pk and one.due_at <= now), None)
    context = {
        "episode": episode,
        "now": now,
        "people": people,
        "ring": _ring(people, now),
        "lines": list(FallbackLine.objects.current()),
        "following": next((one for one in people if one.due_at > now), None),
        "last_call": (last := max((one.due_at for one in alerts), default=now)),
        "in_vain": episode.is_live and last <= now,
        "may": {"answer": answers, "tick": True},
        "called": bool(called) and not called.reply,
        "nothing_goes": episode.is_live and any(one.is_overdue(now) for one in alerts),
        "failed": any(one.email_state == Outgoing.Email.FAILED for one in alerts),
        "texts_reach": sms.sender().delivers,
        "steps": _steps(episode),
        "said": _said(episode)[:-4:-1],
        "story": story_of(episode),
        "kept_in": Keeping.current().kept_in,
        "key": uuid.uuid4,  # a fresh one for each button
        "elapsed": "{}:{:02}".format(*divmod(int((now - episode.calls_began_at).total_seconds()), 60)),
        "waited": how_long(episode.waited) if episode.waited is not None else "",
    }
    context["version"] = _version(context)
    return context


@kept
def answered_by(user, episode):
    """Its key, if this person reads it by what they are here: who may answer."""
    return Episode.objects.all().by_role(user).filter(pk=episode.pk).values_list("pk", flat=True)


ROWS = {
    "alerts": ["user"], "replies": ["user"], "ticks": ["by"], "notes": ["by"], "calls": ["by"],
    "words_home": ["by", "directed_to"], "plans": ["by"], "hand_overs": ["by", "to"],
    "follow_ups": ["follow_up__who", "follow_up__made_by"], "joined": ["report"],
}  # fmt: skip


def read_rows(episode):
    """What was done and said in it, with who did: one question for each table, whatever the page makes of them."""
    read_beside(episode, ROWS)


def _said(episode):
    return [note for note in episode.notes.all() if note.kind == EpisodeNote.Kind.NOTE and not note.step]


def _ring(people, now):
    """Whom to ring first: the newest called who have not said that they cannot come, then the others called."""
    able = [one for one in people if one.due_at <= now and one.phone and "cannot" not in one.reply]
    if not able:
        return [one for one in people if one.phone][:1]
    newest = max(one.due_at for one in able)
    return sorted(able, key=lambda one: one.due_at != newest)


def _steps(episode):
    ticked = standing(episode)
    notes = {}
    for note in episode.notes.all():
        notes.setdefault(note.step, []).append(note)
    return [
        {
            "code": step.value,
            "label": step.label,
            "hint": HINTS[step],
            "tick": ticked.get(step.value),
            "notes": notes.get(step.value, []),
        }
        for step in Step
    ]


def story_of(episode):
    """What happened, newest last, to the second."""
    lines = [_line(episode.opened_at, "urgent", "Began", episode.begun_by)]
    lines += [_line(one.at, "bell", f"{one.user} {one.get_kind_display()}", "") for one in episode.replies.all()]
    lines += [_line(one.at, "bell", f"Another guest wrote: {one.report.reference}", "") for one in episode.joined.all()]
    for one in episode.ticks.all():
        late = one.at - one.ticked_at
        words = one.words
        if late > timedelta(seconds=30):
            words = f"{words} (reached us at {timezone.localtime(one.at):%H:%M:%S})".strip()
        lines.append(_line(one.ticked_at, "tick", f"{one.get_kind_display()}: {one.get_step_display()}", one.by, words))
    for note in episode.notes.all():
        kind = f"{note.get_kind_display()}: {note.get_step_display()}" if note.step else note.get_kind_display()
        lines.append(_line(note.at, "log", kind, note.by, note.words))
    for call in episode.calls.all():
        facts = [call.who, f"Reference {call.reference}" if call.reference else "", call.words]
        kind = f"More about the call to {call.name}" if call.adds_to_id else f"Rang {call.name}"
        lines.append(_line(call.at if call.adds_to_id else call.called_at, "phone", kind, call.by, _joined(facts)))
    for word in episode.words_home.all():
        directed = f"Directed to {word.directed_to}" if word.directed_to else ""
        kind = f"Parents: {word.get_kind_display()}"
        lines.append(_line(word.told_at, "home", kind, word.by, _joined([word.who, word.words, directed])))
    for plan in episode.plans.all():
        lines.append(_line(plan.at, "document", f"Safety plan, version {plan.version}", plan.by))
    for note in episode.hand_overs.all():
        lines.append(_line(note.at, "share", f"Handed over to {note.to}", note.by, note.words))
        if note.taken_at:
            lines.append(_line(note.taken_at, "tick", f"{note.to} has it from here", ""))
    for one in episode.follow_ups.all():
        due = one.follow_up.due_on
        kind = f"{one.follow_up.who} by {due.day} {due:%B}: {one.get_kind_display()}"
        lines.append(_line(one.follow_up.made_at, "target", kind, one.follow_up.made_by, one.words))
        if one.follow_up.done_at:
            lines.append(_line(one.follow_up.done_at, "tick", f"Done: {one.get_kind_display()}", one.follow_up.who))
    return sorted(lines, key=lambda line: line["at"])


def how_long(gap):
    """A short time in words."""
    seconds = int(gap.total_seconds())
    minutes, seconds = divmod(seconds, 60)
    if minutes >= 120:
        return f"{minutes // 60} hours"
    return f"{minutes} min {seconds} s" if minutes else f"{seconds} s"


def _joined(parts):
    return "\n".join(part for part in parts if part)


def _line(at, icon, kind, by, words=""):
    return {"at": at, "icon": icon, "kind": kind, "by": str(by), "words": words}


def _version(context):
    """Changes when anything a reader sees has changed: a page that has this one already is told nothing."""
    seen = [
        context["episode"].state, context["episode"].pupil_id, context["nothing_goes"], context["called"], context["in_vain"],
        [(line["at"], line["kind"], line["words"]) for line in context["story"]],
        [(one.user.pk, one.due_at <= context["now"], one.reply, one.sent) for one in context["people"]],
    ]  # fmt: skip
    return hashlib.sha256(repr(seen).encode()).hexdigest()[:16]


def way_from(user, concern, *, offered_only=False):
    """The way to the urgent route from a concern: what was begun already, or what is met and a press to begin.

    With `offered_only` there is none unless one of the school's triggers is met or somebody is in danger now.
    """
    there = _begun_from(user, concern)
    met = met_by(concern) if offered_only else []
    if offered_only and not there and not met and concern.danger != concern.Danger.YES:
        return {}
    return {"there": there, "met": met, "concern": concern, "key": uuid.uuid4()}


@kept
def _begun_from(user, concern):
    begun = Episode.objects.all().whole(user) | Episode.objects.opened_by_me(user)
    led_to = Decision.objects.filter(concern=concern).exclude(episode=None).values("episode")
    return begun.filter(Q(concern=concern) | Q(pk__in=led_to)).order_by("-opened_at")[:5]
