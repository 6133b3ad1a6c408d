"""What this room owes people: to look at a concern that waits, and to hear that one's own was seen."""

from django.db.models import Case, Q, When
from django.urls import reverse

from concerns.models import Concern, FollowUpWords, Note, Outcome, Question, Report
from concerns.showing.records import parts_of
from school.calendar import is_school_day
from staff.models import User
from staff.notices import Kind, register
from staff.policy import Permission


def register_kinds():
    register(
        Kind(
            name="concern_to_acknowledge",
            sentence="A concern is waiting to be seen.",
            url_name="concerns:queue",
            still_owed=waits_for,
            owed=unseen_since_yesterday,
            urgent=True,
            rows=_unseen,
            whose=_as_triaged,
        )
    )
    register(
        Kind(
            name="danger_to_acknowledge",
            sentence="A concern marked urgent is waiting to be seen. Please look now.",
            url_name="concerns:queue",
            still_owed=waits_for,
            urgent=True,
            rows=_unseen,
            whose=_as_triaged,
        )
    )
    register(
        Kind(
            name="report_to_match",
            sentence="A report is waiting to be matched to a child.",
            url_name="concerns:reports",
            still_owed=waits_to_be_matched,
            owed=unmatched_since_yesterday,
            urgent=True,
        )
    )
    register(
        Kind(
            name="danger_to_match",
            sentence="A report marked urgent is waiting to be matched. Please look now.",
            url_name="concerns:reports",
            still_owed=waits_to_be_matched,
            urgent=True,
        )
    )
    register(
        Kind(
            name="report_set_aside",
            sentence="Somebody has looked at a report you sent.",
            url_name="concerns:mine",
            still_owed=is_their_own_and_set_aside,
        )
    )
    register(
        Kind(
            name="concern_seen",
            sentence="A concern you logged has been seen.",
            url_name="concerns:mine",
            still_owed=is_their_own_and_seen,
            rows=_own,
            whose=_as_written,
            page=_receipt,
        )
    )
    register(
        Kind(
            name="concern_feedback",
            sentence="There is word back about a concern you logged.",
            url_name="concerns:mine",
            still_owed=is_their_own_to_read,
            rows=_own,
            whose=_as_written,
            page=_receipt,
        )
    )
    register(
        Kind(
            name="concern_closed",
            sentence="A concern you logged is closed.",
            url_name="concerns:mine",
            still_owed=is_their_own_and_closed,
            rows=_own,
            whose=_as_written,
            page=_receipt,
        )
    )
    register(
        Kind(
            name="concern_added_to",
            sentence="Something was added to a concern you look after.",
            url_name="concerns:queue",
            still_owed=waits_for_another_look,
            urgent=True,
        )
    )
    register(
        Kind(
            name="concern_question",
            sentence="A colleague asks what you know.",
            url_name="concerns:asked",
            still_owed=is_still_asked,
            rows=_questions,
            whose=_asked_about,
            page=_one_question,
        )
    )
    register(
        Kind(
            name="concern_answer",
            sentence="A colleague has answered your question.",
            url_name="concerns:asked",
            still_owed=is_answered,
            rows=_answered,
            whose=_of_its_concern,
            page=_its_concern,
        )
    )
    register(
        Kind(
            name="concern_to_do",
            sentence="There is something for you to do.",
            url_name="concerns:asked",
            still_owed=is_still_to_do,
            owed=to_do_by,
            rows=_to_do,
            stands_in=is_theirs_to_see_to,
            whose=_of_whom,
            page=_one_to_do,
        )
    )
    register(
        Kind(
            name="concern_done",
            sentence="What you asked for is done.",
            url_name="concerns:queue",
            still_owed=is_done_for_them,
            rows=_of_triaged,
            whose=_of_its_concern,
            page=_its_concern,
        )
    )
    register(
        Kind(
            name="concern_outcome",
            sentence="Somebody says what came of what you asked for.",
            url_name="concerns:queue",
            still_owed=is_what_they_asked_for,
            rows=_outcomes,
            whose=_of_its_concern,
            page=_its_concern,
        )
    )
    register(
        Kind(
            name="concern_outcome_held",
            sentence="Something was added to a concern you look after.",
            url_name="concerns:queue",
            still_owed=holds_another_look,
            urgent=True,
            rows=_outcomes,
            whose=_of_its_concern,
            page=_its_concern,
        )
    )
    register(
        Kind(
            name="concern_answer_held",
            sentence="Something was added to a concern you look after.",
            url_name="concerns:queue",
            still_owed=answers_another_look,
            urgent=True,
        )
    )


def _to_do(user):
    """Their own; and, for whoever stands in for a colleague, those of what they triage."""
    own = FollowUpWords.objects.to(user).values("pk")
    rows = FollowUpWords.objects.filter(Q(pk__in=own) | Q(pk__in=_of_triaged(user).values("pk"))).to_do()
    return rows.annotate(their_own=Case(When(pk__in=own, then=True), default=False))


def _of_triaged(user):
    theirs = Concern.objects.permitted(user, Permission.CONCERN_TRIAGE)
    return FollowUpWords.objects.filter(concern__in=theirs.values("pk"))


def _of_whom(user, rows):
    return {words.pk: words.follow_up.pupil.name for words in rows.select_related("follow_up__pupil")}


def _one_to_do(words):
    """One's own has a page of its own; another's is seen to on the page of its concern."""
    return reverse("concerns:done", args=[words.follow_up.public_id]) if words.their_own else _its_concern(words)


def _questions(user):
    return Question.objects.to(user).unanswered()


def _asked_about(user, questions):
    """The child the question is about: a colleague was asked by name, whatever of the children they may open."""
    asked = list(questions.select_related("concern"))
    parts = parts_of([one.concern for one in asked])
    return {one.pk: next((part["name"] for part in parts[one.concern_id]), "") for one in asked}


def _one_question(question):
    return reverse("concerns:answer", args=[question.public_id])


def _answered(user):
    asked = Question.objects.permitted(user, Permission.CONCERN_READ)
    return asked.filter(asked_by=user).exclude(answer=None)


def _outcomes(user):
    """What came of things, for those who triage the concern."""
    theirs = Concern.objects.permitted(user, Permission.CONCERN_TRIAGE)
    return Outcome.objects.filter(concern__in=theirs.values("pk"))


def _of_its_concern(user, rows):
    """The children of the concern that each of these rows belongs to, as this reader may know them."""
    concerns = dict(rows.values_list("pk", "concern"))
    named = _as_triaged(user, Concern.objects.filter(pk__in=concerns.values()))
    return {pk: named[concern] for pk, concern in concerns.items() if concern in named}


def _its_concern(row):
    return row.concern.get_absolute_url()


def _own(user):
    """What somebody logged: each word back is about one of these, and leads to its receipt."""
    return Concern.objects.written_by(user)


def _unseen(user):
    return Concern.objects.unseen().permitted(user, Permission.CONCERN_TRIAGE)


def _as_written(user, concerns):
    return _children(parts_of(list(concerns)))


def _as_triaged(user, concerns):
    return _children(parts_of(list(concerns), user))


def _children(parts):
    return {concern: ", ".join(part["name"] for part in of_it) for concern, of_it in parts.items()}


def _receipt(concern):
    return reverse("concerns:receipt", args=[concern.public_id])


def waits_for(notice):
    """Nobody has seen it yet, and this person may still triage it."""
    waiting = Concern.objects.unseen().permitted(notice.user, Permission.CONCERN_TRIAGE)
    return waiting.filter(pk=notice.subject_id).exists()


def is_their_own_and_set_aside(notice):
    own = Report.objects.entered_by(notice.user).filter(pk=notice.subject_id)
    return own.filter(status=Report.Status.SET_ASIDE).exists()


def is_their_own_and_seen(notice):
    own = Concern.objects.written_by(notice.user).filter(pk=notice.subject_id)
    return own.exclude(status=Concern.Status.SUBMITTED).exists()


def is_their_own_and_closed(notice):
    own = Concern.objects.written_by(notice.user).filter(pk=notice.subject_id)
    return own.filter(status=Concern.Status.CLOSED).exists()


def is_their_own_to_read(notice):
    own = Concern.objects.permitted(notice.user, Permission.CONCERN_READ)
    return own.written_by(notice.user).filter(pk=notice.subject_id).exists()


def unseen_since_yesterday(day):
    """On every school day, whatever nobody has seen since the day before is owed again."""
    if is_school_day(day):
        for user, pk in to_those_who_triage(Concern.objects.unseen().filter(recorded_at__date__lt=day)):
            yield user, pk, day


def to_those_who_triage(rows):
    """(person, row): everybody with what they may triage of these, one question a person however many rows."""
    for user in User.objects.who_may(Permission.CONCERN_TRIAGE):
        for pk in rows.permitted(user, Permission.CONCERN_TRIAGE).order_by("pk").values_list("pk", flat=True):
            yield user, pk


def waits_for_another_look(notice):
    note = Note.objects.filter(pk=notice.subject_id).values("concern")
    waiting = Concern.objects.permitted(notice.user, Permission.CONCERN_TRIAGE).filter(look_again_at__isnull=False)
    return waiting.filter(pk__in=note).exists()


def is_still_asked(notice):
    return _questions(notice.user).filter(pk=notice.subject_id).exists()


def is_answered(notice):
    return _answered(notice.user).filter(pk=notice.subject_id).exists()


def is_still_to_do(notice):
    return FollowUpWords.objects.to(notice.user).to_do().filter(pk=notice.subject_id).exists()


def is_what_they_asked_for(notice):
    """Its reader asked for it and may still read the concern."""
    theirs = _outcomes(notice.user).filter(pk=notice.subject_id)
    return theirs.filter(follow_up__follow_up__made_by=notice.user).exists()


def holds_another_look(notice):
    """Words that the rules found something in, which nobody has looked at yet."""
    waiting = Concern.objects.permitted(notice.user, Permission.CONCERN_TRIAGE).filter(look_again_at__isnull=False)
    return _outcomes(notice.user).filter(pk=notice.subject_id, concern__in=waiting.values("pk")).exists()


def answers_another_look(notice):
    """A colleague's answer that the rules found something in, which nobody has looked at yet."""
    waiting = Concern.objects.permitted(notice.user, Permission.CONCERN_TRIAGE).filter(look_again_at__isnull=False)
    answered = Question.objects.exclude(answer=None).filter(pk=notice.subject_id)
    return answered.filter(concern__in=waiting.values("pk")).exists()


def is_theirs_to_see_to(notice):
    """Somebody who stands in, and triages the concern anyway."""
    return _of_triaged(notice.user).to_do().filter(pk=notice.subject_id).exists()


def is_done_for_them(notice):
    """Its reader asked for it and may still read the concern."""
    done = _of_triaged(notice.user).filter(pk=notice.subject_id, follow_up__made_by=notice.user)
    return done.exclude(follow_up__done_at=None).exists()


def to_do_by(day):
    """On its day, once: what somebody said they would do by then."""
    due = FollowUpWords.objects.to_do().filter(follow_up__due_on__lte=day).select_related("follow_up__who")
    for words in due:
        yield words.follow_up.who, words.pk, words.follow_up.due_on


def waits_to_be_matched(notice):
    """Nobody has said whose it is, and this person may still do so."""
    waiting = Report.objects.waiting().permitted(notice.user, Permission.CONCERN_TRIAGE)
    return waiting.filter(pk=notice.subject_id).exists()


def unmatched_since_yesterday(day):
    """On every school day, whatever nobody has matched since the day before is owed again."""
    if is_school_day(day):
        for user, pk in to_those_who_triage(Report.objects.waiting().filter(received_at__date__lt=day)):
            yield user, pk, day
