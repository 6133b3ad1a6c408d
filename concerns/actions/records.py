"""What staff do about a concern: raise it, see it, decide on it, lower or raise its level, close it.

What is added afterwards is in adding.py; follow-ups, questions and agencies are in following.py.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone

from audit.actions import Refused, action, record
from concerns.actions.changes import tell_with_concern
from concerns.actions.filing import keep_out_of, subject_of
from concerns.actions.since import all_added_by, nothing_added_since
from concerns.actions.urgent import urgent_for
from concerns.models import (
    FACTS,
    WORDS,
    BodyMark,
    Concern,
    ConcernNeed,
    ConcernPupil,
    ConcernText,
    Decision,
    LevelChange,
    Note,
    author_has_heard,
    sets_threshold,
)
from concerns.triggers import REASONS, level_for, triggers
from documents.attaching import attach
from pupils.models import FollowUp
from pupils.watching import set_flag
from staff.models import Notice, User
from staff.notices import owe, settle
from staff.permitted import NotAllowed, require
from staff.policy import LEVEL_ORDER, Level, Permission, no_narrower_than

CLOCKS_DIFFER = timedelta(minutes=5)  # a telephone's clock may be a little ahead of ours


class Overtaken(Refused):
    """Somebody decided while this person was still writing. Nothing they wrote is lost."""

    def __init__(self, other):
        self.other = other
        at = timezone.localtime(other.decided_at).strftime("%H:%M")
        super().__init__(
            f"{other.decided_by} decided “{other.get_decision_display()}” at {at}, while you were writing. "
            "Your words are still here. Send again to add your decision after theirs."
        )


@dataclass(frozen=True)
class Author:
    """Who wrote it and when, where that is not whoever enters it: a guest, the writer of a paper form, a child."""

    name: str
    role: str
    at: datetime
    phone: str = ""
    person: User | None = None


@action
def raise_concern(
    *, by, pupil, answers, others=(), needs=(), marks=(), files=(), changes=(), written_by=None, flag=None
):
    """Somebody tells us what they noticed about a child. It is kept as sent and those who triage are told.

    `answers` are those of the form, by name (FACTS and WORDS); `others` are further children as
    (pupil, part); `marks` are those of the body map as (region, words); `files` are examined ones; `changes`
    are those in the child's life as (kind, words, day).
    Nobody says whether it is safeguarding: rules (concerns.triggers) may hold it for the
    safeguarding leads. `written_by` is the Author where somebody else enters it; `flag` is the eye kept on the
    child from which it came. Refuses empty
    words and a time to come. A disk that is full keeps out the files and not the words.
    """
    require(by, Permission.CONCERN_RAISE, pupil)
    if unknown := set(answers) - {*FACTS, *WORDS}:
        raise TypeError(f"not an answer of a concern: {sorted(unknown)}")
    words = {name: (answers.get(name) or "").strip() for name in WORDS}
    if not words["facts"]:
        raise Refused("Please write what you saw or heard.")
    now = timezone.now()
    facts = {name: answers[name] for name in FACTS if name in answers}
    facts["happened_at"] = not_to_come(facts.get("happened_at") or now, now)
    told = {
        **words,
        "injuries": "\n".join([words["injuries"], *(text for _, text in marks)]),
        "facts": "\n".join([words["facts"], *(line for _, line, _ in changes)]),
    }
    codes = triggers({**facts, **told}, held=[need.holds for need in needs if need.holds])
    person = by if isinstance(by, User) else None
    author = written_by or _author_of(by, now)
    concern = Concern.objects.create(
        author=author.person,
        author_name=author.name,
        author_role=author.role,
        author_phone=author.phone,
        recorded_at=author.at,
        level=level_for(codes),
        held_because=codes,
        flag=flag,
        **facts,
    )
    ConcernText.objects.create(concern=concern, **words)
    ConcernPupil.objects.bulk_create(
        ConcernPupil(concern=concern, pupil=child, part=part, added_at=now, added_by=person)
        for child, part in [(pupil, ConcernPupil.Part.SUBJECT), *others]
    )
    if needs:
        ConcernNeed.objects.bulk_create(ConcernNeed(concern=concern, need=need, tagged_by=person) for need in needs)
    if marks:
        BodyMark.objects.bulk_create(BodyMark(concern=concern, region=region, words=text) for region, text in marks)
    if files:
        keep_files(by=by, owner=concern, files=files, pupil=pupil)
    if changes:
        tell_with_concern(by=by, concern=concern, pupil=pupil, lines=changes)
    tell_those_who_triage(concern)
    record("concern.raised", concern, by=by, pupil=pupil, fields=[name for name, text in words.items() if text])
    return concern


def _author_of(by, now):
    role = getattr(by, "job_title", "") or ", ".join(getattr(by, "role_names", []))
    return Author(by.as_actor().label, role, now, person=by if isinstance(by, User) else None)


@action
def keep_files(*, by, owner, files, pupil=None):
    """Files that came with words. Where the disk is full they are left out, and what they came with says so."""
    owner.files_left_out = 0
    if not files:
        return []
    try:
        return attach(by=by, owner=owner, examined=files, pupil=pupil)
    except OSError:
        owner.files_left_out = len(files)
        record("attachment.left_out", owner, by=by, pupil=pupil)
        return []


@action
def acknowledge(*, by, concern, shown_at=None):
    """A person says "I have seen this", or what was added since. Its author is told when. Twice changes nothing.

    `shown_at` is when they were shown it: what others added or answered later was not seen, and it refuses.
    """
    require(by, Permission.CONCERN_TRIAGE, concern)
    concern = locked(concern)
    nothing_added_since(shown_at, concern, by)
    if concern.status != Concern.Status.SUBMITTED:
        if concern.look_again_at:
            concern.look_again_at = None
            concern.save(update_fields=["look_again_at"])
            _settle_waiting(concern)
            record("concern.addition_seen", concern, by=by, pupil=subject_of(concern), fields=["look_again_at"])
        return concern
    concern.status = Concern.Status.ACKNOWLEDGED
    concern.acknowledged_at, concern.acknowledged_by, concern.look_again_at = timezone.now(), by, None
    concern.save(update_fields=["status", "acknowledged_at", "acknowledged_by", "look_again_at"])
    _settle_waiting(concern)
    if concern.author_id and concern.author_id != by.pk:
        owe("concern_seen", to=[concern.author], about=concern)
    record("concern.acknowledged", concern, by=by, pupil=subject_of(concern), fields=["status"])
    return concern


@action
def change_level(*, by, concern, level, reason):
    """A person moves a concern to another level, with a reason. Only the safeguarding leads release
    what is held for them, because nobody else may triage it. Refuses no reason and no change."""
    require(by, Permission.CONCERN_TRIAGE, concern)
    if not reason.strip():
        raise Refused(reason="Please say why the level changes.")
    level = Level(level)
    if level == Level.NAMED:
        raise Refused("Choose the people first: a record for named people needs somebody to be named.")
    concern = locked(concern)
    if concern.level == level:
        raise Refused(level=f"It is already at this level: {concern.get_level_display()}.")
    move_to_level(level, concern, reason.strip(), by=by, changed_by=by)
    return concern


def hold_again(concern, codes, *, by):
    """Rules found something in words that were added. They may raise the level; they never lower it."""
    new = [code for code in codes if code not in concern.held_because]
    if not new:
        return
    concern.held_because = [code for code in REASONS if code in {*concern.held_because, *new}]
    concern.save(update_fields=["held_because"])
    level = level_for(new, at_least=concern.level)
    if level != concern.level:
        move_to_level(level, concern, "; ".join(REASONS[code] for code in new), by=by, changed_by=None)


def move_to_level(level, concern, reason, *, by, changed_by):
    """Put it at another level inside an act that has asked who may; nobody (None) is a rule."""
    was = Level(concern.level)
    LevelChange.objects.create(concern=concern, was=was, now=level, reason=reason, changed_by=changed_by)
    concern.level = level
    concern.save(update_fields=["level"])
    FollowUp.objects.filter(source=source_of(concern)).update(level=level)
    settle_for_others(concern)
    if concern.status == Concern.Status.SUBMITTED:
        tell_those_who_triage(concern)
    verb = "concern.level_raised" if LEVEL_ORDER.index(level) > LEVEL_ORDER.index(was) else "concern.level_lowered"
    record(verb, concern, by=by, pupil=subject_of(concern), fields=["level"])


@action
def triage(
    *,
    by,
    concern,
    decision,
    rationale,
    until=None,
    joined_with=None,
    needs=None,
    parents_told="",
    threshold=None,
    seen=None,
    shown_at=None,
):
    """A person decides what happens next, and why. To decide is also to have seen it.

    `seen` is the newest decision the person had before them: a newer one refuses with Overtaken; so does what
    others added or answered after `shown_at`, when they were shown it.
    `needs`, when given, replaces the tags; `threshold` is the safeguarding leads' alone. Refuses a
    decision without its reason or its date. To keep an eye on it sets the child's flag for that day;
    "urgent" begins the urgent route in the same act, or joins what goes on about this child already.
    """
    require(by, Permission.CONCERN_TRIAGE, concern)
    if not rationale.strip():
        raise Refused(rationale="Please write why, and why not something else.")
    if threshold is not None and not sets_threshold(by):
        raise NotAllowed("Only the safeguarding leads set a threshold.")
    concern = locked(concern)
    keep_out_of(concern)
    newest = concern.decisions.order_by("-pk").first()
    if newest is not None and newest.pk != seen:
        raise Overtaken(newest)
    nothing_added_since(shown_at, concern, by)
    if concern.status == Concern.Status.SUBMITTED:
        concern = acknowledge(by=by, concern=concern)
    kind = Decision.Kind(decision)
    if kind == Decision.Kind.MONITOR and (until is None or until <= timezone.localdate()):
        raise Refused(until="Please choose a day to come on which somebody looks again.")
    if kind == Decision.Kind.JOIN:
        if joined_with is None or joined_with.pk == concern.pk:
            raise Refused(joined_with="Please choose the other concern.")
        require(by, Permission.CONCERN_TRIAGE, joined_with)
        if joined_with.level not in no_narrower_than(concern.level):
            raise Refused(
                joined_with="Fewer people read that one. Raise this one to the same level first, so that it gives none "
                "away."
            )
    reopened = concern.status == Concern.Status.CLOSED
    if reopened:
        at = timezone.localtime(concern.closed_at)
        words = f"{concern.closed_by} had closed it on {at.day} {at:%B %Y}."
        Note.objects.create(concern=concern, kind=Note.Kind.REOPENED, words=words, written_by=by)
        settle("concern_closed", concern.pk)
    Decision.objects.create(
        concern=concern,
        decision=kind,
        rationale=rationale.strip(),
        until=until if kind == Decision.Kind.MONITOR else None,
        threshold=threshold if threshold not in (None, concern.threshold) else "",
        joined_with=joined_with if kind == Decision.Kind.JOIN else None,
        episode=urgent_for(by=by, concern=concern) if kind == Decision.Kind.URGENT else None,
        decided_by=by,
    )
    if kind == Decision.Kind.MONITOR and (child := subject_of(concern)) is not None:
        set_flag(by=by, pupil=child, reason=look_again_at(concern), review_on=until, level=concern.level)
    concern.status, concern.closed_at, concern.closed_by = Concern.Status.TRIAGED, None, None
    concern.parents_told = Concern.ParentsTold(parents_told) or concern.parents_told
    fields = ["status", "decision", "rationale"]
    if threshold is not None and threshold != concern.threshold:
        concern.threshold = Concern.Threshold(threshold)
        fields.append("threshold")
    concern.save(update_fields=["status", "closed_at", "closed_by", "parents_told", "threshold"])
    if needs is not None:
        _retag(concern, needs, by)
        fields.append("needs")
    verb = "concern.reopened" if reopened else "concern.triaged"
    record(verb, concern, by=by, pupil=subject_of(concern), fields=fields)
    return concern


@action
def give_feedback(*, by, concern, words):
    """A line back to the person who reported it, who always hears. No safeguarding detail belongs in it."""
    require(by, Permission.CONCERN_TRIAGE, concern)
    if not words.strip():
        raise Refused("Please write a line for the person who told us.")
    note = Note.objects.create(concern=concern, kind=Note.Kind.FEEDBACK, words=words.strip(), written_by=by)
    if concern.author_id and concern.author_id != by.pk:
        owe("concern_feedback", to=[concern.author], about=concern, again=True)
    record("concern.feedback_given", concern, by=by, pupil=subject_of(concern), fields=["feedback"])
    return note


@action
def close(*, by, concern, feedback="", parents_told=""):
    """The concern is done with, and its author is told so once: by the line that comes with it, or else by a notice.
    Refuses while anything is unanswered."""
    require(by, Permission.CONCERN_TRIAGE, concern)
    concern = locked(concern)
    concern.parents_told = Concern.ParentsTold(parents_told) or concern.parents_told
    problems = why_not_close(concern, by=by, feedback=feedback)
    if problems:
        raise Refused(**problems)
    if feedback.strip():
        give_feedback(by=by, concern=concern, words=feedback)
    elif concern.author_id and concern.author_id != by.pk:
        owe("concern_closed", to=[concern.author], about=concern, again=True)
    concern.status, concern.closed_at, concern.closed_by = Concern.Status.CLOSED, timezone.now(), by
    concern.look_again_at = None
    concern.save(update_fields=["status", "closed_at", "closed_by", "parents_told", "look_again_at"])
    _settle_waiting(concern)
    record("concern.closed", concern, by=by, pupil=subject_of(concern), fields=["status"])
    return concern


def why_not_close(concern, *, by=None, feedback=""):
    """What still stands in the way of closing, a sentence for each thing; none means it may be closed."""
    problems = {}
    if not concern.may_become(Concern.Status.CLOSED):
        problems["decision"] = "It needs a decision, with its reason, before it is closed."
    if not concern.parents_told:
        problems["parents_told"] = "Please say whether the parents have been told."
    if concern.look_again_at and not all_added_by(by, concern):
        problems["seen"] = "Something was added to it that nobody has looked at."
    waiting = FollowUp.objects.open().filter(source=source_of(concern)).count()
    if waiting:
        problems["follow_ups"] = "One follow-up is not done." if waiting == 1 else f"{waiting} follow-ups are not done."
    if concern.author_id and not (feedback.strip() or author_has_heard(concern)):
        problems["feedback"] = "Please write a closing line for the person who told us."
    return problems


def not_to_come(happened_at, now):
    if happened_at > now + CLOCKS_DIFFER:
        raise Refused(happened_at="The time you gave has not come yet. Please check the day and the time.")
    return min(happened_at, now)


def source_of(concern):
    """How the children's follow-ups name the concern they come from."""
    return f"{concern._meta.label_lower}:{concern.pk}"


def look_again_at(concern):
    """What a flag says that a concern set: words about a child stay in the record."""
    return f"Concern {concern.reference}: look again"


def locked(concern):
    """The row as it is now, held until this transaction ends: two people at once take turns."""
    return Concern.objects.select_for_update(no_key=True, of=("self",)).select_related("author").get(pk=concern.pk)


def tell_those_who_triage(concern):
    """Owe everybody who may triage it as it stands a look at it."""
    kind = "danger_to_acknowledge" if concern.is_danger else "concern_to_acknowledge"
    owe(kind, to=concern.who_triages(), about=concern)


def settle_for_others(concern):
    """Whoever may not look at it any longer is not owed a look: their count of notices does not tell of it."""
    kinds = ["concern_to_acknowledge", "danger_to_acknowledge"]
    waiting = Notice.objects.filter(kind__in=kinds, subject_id=concern.pk, settled_at=None)
    waiting.exclude(user__in=concern.who_triages()).update(settled_at=timezone.now())


def _settle_waiting(concern):
    settle("concern_to_acknowledge", concern.pk)
    settle("danger_to_acknowledge", concern.pk)
    for kind, added in (("concern_added_to", concern.notes), ("concern_outcome_held", concern.outcomes)):
        for pk in added.values_list("pk", flat=True):
            settle(kind, pk)


def _retag(concern, needs, by):
    """Make these the concern's needs; a tag that stays keeps who set it and when."""
    wanted = {need.pk for need in needs}
    concern.tags.exclude(need__in=wanted).delete()
    there = set(concern.tags.values_list("need_id", flat=True))
    ConcernNeed.objects.bulk_create(
        ConcernNeed(concern=concern, need_id=pk, tagged_by=by) for pk in sorted(wanted - there)
    )
