"""Nobody is told of a child they may no longer see: not a leaver's, not a relative's, not who has no role any more.

Every kind of notice is found in the register. What the demo school has told people, and will tell them in the weeks
to come, is asked about again once all of it is closed to everybody; a new kind that has no case there fails.
"""

from itertools import islice
from uuid import uuid4

import pytest
from django.db import transaction
from django.utils import timezone

from audit.actions import System
from concerns.actions import close, give_feedback, raise_concern, triage
from concerns.actions.adding import add_words
from concerns.actions.following import answer_question, ask_colleague, finish
from concerns.actions.reports import set_report_aside
from concerns.models import Concern, FollowUpWords, Report
from interventions.actions.proposals import decline_target
from interventions.models import ProposedTarget
from pupils.actions import mark_left
from pupils.models import Pupil, Relative
from school import calendar
from staff.models import Notice, User
from staff.notices import KINDS, is_still_owed
from stbarts.demo.clock import at, on
from stbarts.tests.test_owed_late import MADE, person

pytestmark = pytest.mark.demo
AHEAD = (0, 5, 10, 15, 24)  # school days
MOST = 8  # cases of one kind

ABOUT_NO_CHILD = {
    "supervision_overdue": "the staff's own",
    "agencies_to_verify": "the directory",
    "terms_to_add": "the calendar",
    "access_given": "an account",
    "stands_in": "a colleague",
    "lead_gone": "a programme that nobody leads, by its own name",
    "draft_left_lying": "one's own words, that nobody else reads",
}
STILL_TOLD = {
    "relative": {
        "report_to_match": "nobody knows yet whom it is about, nor whom its name may mean",
        "concern_seen": "one's own receipt says where it stands, and no more",
        "concern_closed": "one's own receipt says where it stands, and no more",
        "report_set_aside": "one's own report is about nobody in particular, and is a number",
        "urgent_answered": "one's own receipt says where it stands, and no more",
        "urgent_called_again": "one's own receipt says where it stands, and no more",
        "urgent_closed": "one's own receipt says where it stands, and no more",
        "urgent_taken_back": "a call about nobody in particular yet",
    },
    "role": {
        "urgent_answered": "one's own receipt says where it stands, and no more",
        "urgent_called_again": "one's own receipt says where it stands, and no more",
        "urgent_closed": "one's own receipt says where it stands, and no more",
    },
    "leaver": {
        **dict.fromkeys(
            (
                "concern_to_acknowledge",
                "danger_to_acknowledge",
                "concern_added_to",
                "concern_answer_held",
                "concern_outcome_held",
                "report_to_match",
                "report_set_aside",
                "danger_to_match",
            ),
            "a concern is seen and decided, whoever it is about",
        ),
        **dict.fromkeys(
            ("concern_question", "concern_answer", "concern_outcome", "concern_done"),
            "what a colleague knows of a concern that is decided",
        ),
        **dict.fromkeys(
            ("concern_seen", "concern_feedback", "concern_closed", "briefing_declined"),
            "word back about one's own words",
        ),
        **dict.fromkeys(
            (
                "urgent_answered",
                "urgent_called_again",
                "urgent_closed",
                "urgent_taken_back",
                "urgent_handed_over",
                "urgent_done",
            ),
            "it is over when a person says so",
        ),
        **dict.fromkeys(("safeguarding_shared", "named_on_record"), "about the file, until its last day"),
        "glass_broken": "those who answer for the file hear who opened it",
        "concern_to_carry": "the file is whole before it goes to the next school",
        "file_to_send": "the file goes to the next school",
    },
}


def an_answer():
    """To a proposal like the one that waits."""
    like = ProposedTarget.objects.all().waiting().first()
    like.pk, like.public_id = None, uuid4()
    like.save(force_insert=True)
    decline_target(by=person("sendco"), proposal=like, why_not="Not yet.")


def more_words():
    concern = Concern.objects.filter(status=Concern.Status.ACKNOWLEDGED).first()
    add_words(by=concern.author, concern=concern, words="Smiled again in the afternoon.")


def a_grave_outcome():
    """Something is done at last, and it was more than anybody thought."""
    one = FollowUpWords.objects.open().filter(concern__level="wellbeing").select_related("follow_up__who").first()
    finish(by=one.follow_up.who, concern=one.concern, follow_up=one.follow_up, words="She says she hurts herself.")


def a_grave_answer():
    """A colleague is asked about something light, and it was more than anybody thought."""
    concern = Concern.objects.filter(status=Concern.Status.TRIAGED, level="wellbeing").last()
    question = ask_colleague(by=person("sendco"), concern=concern, who=person("support"), words="How was lunch?")
    answer_question(by=person("support"), question=question, words="He said at lunch that she slapped him: hit me.")


def a_report_aside():
    """Somebody sent one without choosing a child, and it was told already."""
    sent = Report.objects.waiting().exclude(entered_by=None).exclude(entered_by=person("dsl"))
    one = sent.filter(perhaps__isnull=False).first()
    set_report_aside(by=person("dsl"), report=one, reason="Told already.")


def a_closing():
    """The line to whoever told us came before it."""
    answers = {"facts": "Hums all through lunch.", "danger": "no"}
    concern = raise_concern(by=person("support"), pupil=Pupil.objects.open().first(), answers=answers)
    triage(by=person("dsl"), concern=concern, decision="nfa", rationale="He likes the tune.", parents_told="told")
    give_feedback(by=person("dsl"), concern=concern, words="Thank you. He likes the tune.")
    close(by=person("dsl"), concern=concern)


def whoever_would_be(name, people):
    """Notices of this kind that somebody would be owed, of which the demo school has sent none that still are."""
    today = timezone.localdate()
    for user in people:
        for about in range(1, 40):
            one = Notice(user=user, kind=name, subject_id=about, due_on=today)
            if is_still_owed(one):
                yield one


def relatives():
    """Everybody is a relative of every child."""
    people, known = list(User.objects.all()), set(Relative.objects.values_list("user", "pupil"))
    pairs = [(user, child) for user in people for child in Pupil.objects.all() if (user.pk, child.pk) not in known]
    Relative.objects.bulk_create([Relative(user=user, pupil=child, added_by=user) for user, child in pairs])


def no_roles():
    User.objects.update(roles=[])


def all_left():
    for child in Pupil.objects.open():
        mark_left(by=System("the leavers"), pupil=child, left_on=timezone.localdate())


CLOSED = {"relative": relatives, "role": no_roles, "leaver": all_left}


@pytest.fixture(scope="module")
def told(demo_db, django_db_blocker):
    """{kind: notices that are owed now, or on their day}; at most a few of each."""
    with django_db_blocker.unblock(), transaction.atomic():
        today = calendar.next_school_day(timezone.localdate())
        for name in sorted(MADE.keys() - ABOUT_NO_CHILD.keys()):
            MADE[name](today)
        an_answer()
        more_words()
        a_grave_outcome()
        a_grave_answer()
        a_report_aside()
        a_closing()
        found = {name: {} for name in KINDS}
        rows = list(Notice.objects.filter(for_whom=None))
        for n in AHEAD:
            day = calendar.add_school_days(today, n)
            with at(on(day, 8)):
                rows += [
                    Notice(user=user, kind=kind.name, subject_id=about, due_on=due_on)
                    for kind in KINDS.values() if kind.owed for user, about, due_on in kind.owed(day)
                ]  # fmt: skip
        for row in rows:
            found[row.kind][row.user_id, row.subject_id, row.due_on] = row
        cases = {name: list(islice(owed_now(found[name].values()), MOST)) for name in found}
        people = [person("sendco"), person("teacher"), person("dsl")]
        for name in cases.keys() - ABOUT_NO_CHILD.keys():
            cases[name] = cases[name] or list(islice(whoever_would_be(name, people), 2))
        yield cases
        transaction.set_rollback(True)


def owed_now(notices):
    """Those that their reader is owed, with the roles and relations of this moment, on the school day after their day."""
    people = {user.pk: user for user in User.objects.all()}
    for one in notices:
        one.user = people[one.user_id]
        day = max(timezone.localdate(), calendar.add_school_days(one.due_on, 1))
        with at(on(day, 9)):
            if is_still_owed(one):
                yield one


@pytest.mark.parametrize("how", CLOSED)
def test_nobody_is_told_of_a_child_once_the_record_is_closed_to_them(told, how):
    with transaction.atomic():
        CLOSED[how]()
        left = {name for name, notices in told.items() if any(owed_now(notices))}
        transaction.set_rollback(True)
    assert left - ABOUT_NO_CHILD.keys() == set(STILL_TOLD[how])


def test_every_kind_that_is_about_a_child_has_a_case_above(told):
    assert {name for name in KINDS if not told[name]} <= ABOUT_NO_CHILD.keys()
    assert {name for name, kind in KINDS.items() if not kind.about_a_child} <= ABOUT_NO_CHILD.keys()
