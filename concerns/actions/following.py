"""What follows from a concern: who does what by when, what a colleague knows, and who outside was asked."""

from django.utils import timezone

from audit.actions import Refused, action, record
from concerns.actions.filing import keep_out_of
from concerns.actions.records import hold_again, locked, source_of, subject_of
from concerns.models import AgencyContact, Answer, Concern, FollowUpWords, Note, Outcome, Question
from concerns.triggers import triggers
from pupils.watching import add_follow_up, finish_follow_up
from staff.models import User
from staff.notices import owe, settle
from staff.permitted import NotAllowed, may, require
from staff.policy import Permission


@action
def ask_to_do(*, by, concern, who, words, due_on):
    """Somebody will do something about it by a day. They read these words and nothing else of the concern."""
    require(by, Permission.CONCERN_TRIAGE, concern)
    if not words.strip():
        raise Refused("Please write what is to be done.")
    if due_on < timezone.localdate():
        raise Refused(due_on="Please choose today or a day to come.")
    concern, pupil = locked(concern), subject_of(concern)
    keep_out_of(concern)
    _may_be_told(who, concern)
    follow_up = add_follow_up(
        by=by, pupil=pupil, who=who, due_on=due_on, source=source_of(concern), level=concern.level
    )
    FollowUpWords.objects.create(follow_up=follow_up, concern=concern, words=words.strip())
    if who.pk != by.pk:
        owe("concern_to_do", to=[who], about=follow_up)
    return follow_up


@action
def finish(*, by, concern, follow_up, words=""):
    """Somebody has done what they said they would, or told those who triage; and what came of it, if they write it.

    Whoever asked is told, with words or without. Twice changes nothing, but further words are added: of two who press at once, both are read.
    Refuses what is of another concern.
    """
    asked = FollowUpWords.objects.filter(concern=concern, follow_up=follow_up)
    if not asked.to(by).exists():
        require(by, Permission.CONCERN_TRIAGE, concern)
    if not asked.exists():
        raise Refused("That follow-up belongs to another record.")
    concern = locked(concern)
    waited = asked.open().exists()
    finish_follow_up(by=by, follow_up=follow_up)
    if waited:
        settle("concern_to_do", follow_up.pk)
        record("concern.follow_up_done", concern, by=by, pupil=subject_of(concern), fields=["follow_up"])
    asked = asked.get()
    if words.strip():
        _what_came_of_it(concern, asked, words.strip(), by=by)
    elif waited and asked.follow_up.made_by_id != by.pk:
        owe("concern_done", to=[asked.follow_up.made_by], about=asked)
    return concern


def _what_came_of_it(concern, asked, words, *, by):
    """Whoever asked is told; where the rules find something in the words, so is everybody who triages."""
    keep_out_of(concern)
    outcome = Outcome.objects.create(concern=concern, follow_up=asked, words=words, written_by=by)
    record("concern.outcome_written", concern, by=by, pupil=subject_of(concern), fields=["outcome"])
    whoever_asked = asked.follow_up.made_by
    if whoever_asked.pk != by.pk:
        owe("concern_outcome", to=[whoever_asked], about=outcome)
    _read_by_the_rules(concern, words, "concern_outcome_held", outcome, at=outcome.written_at, by=by)


def _read_by_the_rules(concern, words, kind, about, *, at, by):
    """Words that came later are read as the first ones were: where something is found, a person looks again."""
    codes = triggers({"facts": words})
    hold_again(concern, codes, by=by)
    if codes and concern.status != Concern.Status.SUBMITTED:
        concern.look_again_at = concern.look_again_at or at
        concern.save(update_fields=["look_again_at"])
        owe(kind, to=[user for user in concern.who_triages() if user != by], about=about)


@action
def ask_colleague(*, by, concern, who, words):
    """Ask somebody what they know. They see the question and the child's name; their answer comes back here."""
    require(by, Permission.CONCERN_TRIAGE, concern)
    if not words.strip():
        raise Refused("Please write your question.")
    keep_out_of(concern)
    _may_be_told(who, concern)
    if who.pk == by.pk:
        raise Refused(who="Choose a colleague.")
    question = Question.objects.create(concern=concern, asked_of=who, words=words.strip(), asked_by=by)
    owe("concern_question", to=[who], about=question)
    record("concern.asked", concern, by=by, pupil=subject_of(concern), fields=["question"])
    return question


@action
def answer_question(*, by, question, words):
    """The colleague writes what they know, once. Whoever asked is told; where the rules find something in the words,
    so is everybody who triages."""
    concern = locked(question.concern)  # the concern, not the question: a question's row cannot be held
    if question.asked_of_id != by.pk or not by.is_active:
        raise NotAllowed("This question was not for you.")
    if not words.strip():
        raise Refused("Please write what you know, or that you know nothing about it.")
    if Answer.objects.filter(question=question).exists():
        raise Refused("You have answered this already. If there is more, log it as a concern.")
    keep_out_of(concern)
    answer = Answer.objects.create(question=question, words=words.strip())
    settle("concern_question", question.pk)
    owe("concern_answer", to=[question.asked_by], about=question)
    record("concern.answered", concern, by=by, pupil=subject_of(concern), fields=["answer"])
    _read_by_the_rules(concern, words, "concern_answer_held", question, at=answer.answered_at, by=by)
    return answer


@action
def log_agency(*, by, concern, who, at, what_they_said, agency=None, their_reference=""):
    """Somebody outside was asked or told: who, when, what they said, their reference. Refuses a time to come."""
    require(by, Permission.CONCERN_TRIAGE, concern)
    if not who.strip() or not what_they_said.strip():
        raise Refused("Please write whom you spoke to and what they said.")
    if at > timezone.now():
        raise Refused(at="That time has not come yet. Please check the day and the time.")
    keep_out_of(concern)
    contact = AgencyContact.objects.create(
        concern=concern,
        agency=agency,
        who=who.strip(),
        at=at,
        what_they_said=what_they_said.strip(),
        their_reference=their_reference.strip(),
        written_by=by,
    )
    record("concern.agency_contacted", concern, by=by, pupil=subject_of(concern), fields=["agency"])
    return contact


@action
def say_parents(*, by, concern, parents_told, words):
    """Whether the parents were told, and why or how; and whether telling them is safe. Refuses no reason."""
    require(by, Permission.CONCERN_TRIAGE, concern)
    if not parents_told or not words.strip():
        raise Refused("Please say whether the parents were told, and how or why not.")
    concern = locked(concern)
    keep_out_of(concern)
    concern.parents_told = Concern.ParentsTold(parents_told)
    concern.save(update_fields=["parents_told"])
    words = f"{concern.get_parents_told_display()}. {words.strip()}"
    Note.objects.create(concern=concern, kind=Note.Kind.PARENTS, words=words, written_by=by)
    record("concern.parents_answered", concern, by=by, pupil=subject_of(concern), fields=["parents_told"])
    return concern


def colleagues_for(concern):
    """Whom one may ask about it: people who work with children and are nobody's relative in it."""
    return User.objects.joined().who_may(Permission.CONCERN_RAISE).exclude(pk__in=concern.relatives_in_it())


def _may_be_told(who, concern):
    if not may(who, Permission.CONCERN_RAISE) or not colleagues_for(concern).filter(pk=who.pk).exists():
        raise Refused(who="That person cannot be asked about this child. Please choose somebody else.")
