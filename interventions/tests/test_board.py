"""The review board, the sitting, and the half-minute answer that comes before."""

import uuid
from datetime import timedelta
from html import unescape

import pytest
from django.urls import reverse
from django.utils import timezone

from audit.models import Entry
from interventions.actions import answer_for_review
from interventions.actions.map_words import retire_area
from interventions.actions.sessions import log_sessions
from interventions.delivered import attended
from interventions.models import Answer, Decision, Move, Placement
from interventions.tests.help_world import CIRCLE, DRAWING, on_programme, programme
from interventions.tests.test_review_notices import at, before, swept, told
from interventions.tests.world import aim, make_area, many, place, review
from pupils.actions import mark_left
from pupils.tests.world import make_class
from school.calendar import add_school_days
from staff.models import Notice
from staff.notices import KINDS
from staff.policy import Level

pytestmark = pytest.mark.django_db
BOARD = "interventions:board"


@pytest.fixture
def sendco(cast, client_for):
    return client_for(cast.sendco)


def names(page):
    return [row.name for section in page.context["board"].sections for row in section["rows"]]


def test_the_board_says_what_is_late_due_and_coming(cast, sendco, client_for):
    place(cast.child, by=cast.sendco)
    page = sendco.get(reverse(BOARD))
    assert "0 late" in page.content.decode()
    assert "1 coming" in page.content.decode()
    assert names(page) == [cast.child.name]
    assert names(client_for(cast.other_teacher).get(reverse(BOARD))) == []


def test_the_board_asks_no_more_of_the_database_for_more_rows(cast, sendco, django_assert_max_num_queries):
    counts = []
    for rows in (5, 195):
        many(rows, by=cast.sendco, school_class=cast.oak)
        sendco.get(reverse(BOARD))
        with django_assert_max_num_queries(15) as queries:
            sendco.get(reverse(BOARD))
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_every_placement_is_on_one_page_of_the_board(cast, sendco):
    many(130, by=cast.sendco)
    seen, url = [], reverse(BOARD)
    while url:
        page = sendco.get(url)
        seen += [row.url for section in page.context["board"].sections for row in section["rows"]]
        more = page.context["more_url"]
        url = f"{reverse(BOARD)}{more}" if more else ""
    assert sorted(seen) == sorted(placement.get_absolute_url() for placement in Placement.objects.open())


def test_the_board_shows_only_what_is_asked_for(cast, sendco):
    friends = make_area("Friendships")
    place(cast.child, by=cast.sendco, area=friends)
    place(cast.other_child, by=cast.sendco, wave=3)
    for asked, wanted in [
        ({"school_class": cast.oak.public_id}, [cast.child.name]),
        ({"wave": 3}, [cast.other_child.name]),
        ({"area": friends.pk}, [cast.child.name]),
        ({"until": "week"}, []),
        ({"wave": "x", "area": "y"}, [cast.child.name, cast.other_child.name]),
    ]:
        assert sorted(names(sendco.get(reverse(BOARD), asked))) == sorted(wanted), asked


def test_help_for_a_need_that_was_put_away_is_found_under_its_name_by_who_may_know_of_it(cast, client_for):
    going_on = place(cast.child, by=cast.sendco, area=make_area("Sleep"))
    make_area("Friendships")
    retire_area(by=cast.sendco, area=going_on.area)
    teacher, other = client_for(cast.teacher), client_for(cast.other_teacher)
    offered = teacher.get(reverse(BOARD)).content.decode()
    assert "Sleep (put away)" in offered and "Sleep" not in other.get(reverse(BOARD)).content.decode()
    assert cast.child.name in teacher.get(reverse(BOARD), {"area": going_on.area.pk}).content.decode()
    review(going_on, by=cast.sendco, decision=Decision.END)
    assert "Sleep" not in teacher.get(reverse(BOARD)).content.decode()


def test_a_leaver_is_not_on_the_board(cast, sendco):
    place(cast.child, by=cast.sendco)
    mark_left(by=cast.office, pupil=cast.child, left_on=timezone.localdate())
    assert names(sendco.get(reverse(BOARD))) == []


def on_with(sendco, url, why="Fine."):
    """Review what a sitting shows, and go on to where it leads."""
    page = sendco.get(url, follow=True)
    if "placement" not in page.context:
        return page, None
    at_url = page.redirect_chain[-1][0] if page.redirect_chain else url
    form = page.context["form"]
    sent = sendco.post(
        at_url,
        {"idempotency_key": uuid.uuid4(), "version": form["version"].value(), "decision": "continue", "why": why},
    )
    assert sent.status_code == 302
    return page, sent.headers["Location"]


def test_a_sitting_goes_through_every_review_once_longest_due_first(cast, sendco):
    wanted = sorted(many(7, by=cast.sendco), key=lambda p: (p.review_on, p.pk))
    seen, url = [], reverse("interventions:next_review")
    while url:
        page, url = on_with(sendco, url)
        if url:
            seen.append(page.context["placement"].pk)
            assert page.context["sitting"]["left"] == 7 - len(seen) + 1
    assert seen == [p.pk for p in wanted]
    assert "That was the last one" in page.content.decode()


def test_a_break_or_another_reviewer_leaves_the_place_as_it_should_be(cast, sendco):
    first, second, third = sorted(many(3, by=cast.sendco), key=lambda p: (p.review_on, p.pk))
    on_with(sendco, reverse("interventions:next_review"))
    review(second, by=cast.wellbeing_lead)
    page = sendco.get(reverse("interventions:next_review"), follow=True)
    assert page.context["placement"] == third


def test_one_that_is_put_off_is_not_met_again_in_this_sitting(cast, sendco):
    first, second = sorted(many(2, by=cast.sendco), key=lambda p: (p.review_on, p.pk))
    page = sendco.get(reverse("interventions:next_review"), follow=True)
    assert page.context["placement"] == first
    page = sendco.get(page.context["sitting"]["skip_url"], follow=True)
    assert page.context["placement"] == second
    page = sendco.get(page.context["sitting"]["skip_url"], follow=True)
    assert "2 put off" in page.content.decode()


def placed(*children, by, **words):
    """Help that began three weeks ago: what began today need not be looked at today."""
    with at(timezone.localdate() - timedelta(days=21)):
        return [place(child, by=by, **words) for child in children]


def together(page, *out, **words):
    """What the group's page would send, with those of `out` unticked."""
    shown = [row["placement"] for row in page.context["group"].rows]
    return {
        "idempotency_key": uuid.uuid4(), "seen": page.context["form"]["seen"].value(), "decision": "continue",
        "why": "The group goes well.", "then": "rule",
        "placements": [str(one.public_id) for one in shown if one not in out], **words,
    }  # fmt: skip


def test_a_group_is_reviewed_in_one_go_with_a_child_lifted_out(cast, sendco):
    area = make_area("Lunch group")
    group = placed(cast.child, cast.classmate, cast.other_child, by=cast.sendco, area=area)
    placed(cast.child, by=cast.sendco)
    answer_for_review(by=cast.teacher, placement=group[0], how=Answer.How.BETTER)
    aim(group[0], by=cast.sendco)
    url = f"{reverse('interventions:review_together')}?area={area.pk}"
    assert url in sendco.get(reverse(BOARD), {"area": area.pk}).content.decode()
    page = sendco.get(url)
    assert page.content.decode().count("checked") == 4, "the group and the rule for the next day"
    assert sendco.get(reverse("interventions:review_together")).content.decode().count("checked") == 1, "nobody yet"
    assert [row["placement"] for row in page.context["group"].rows] == group
    assert "Better than before" in page.content.decode() and "goal 6" in page.content.decode()
    sent = together(page, group[1])
    assert sendco.post(url, sent).status_code == sendco.post(url, sent).status_code == 302
    assert [one.moves.count() for one in group] == [2, 1, 2]
    left = sendco.get(url)
    assert [row["placement"] for row in left.context["group"].rows] == [group[1]]
    nobody = sendco.post(url, together(left, group[1])).content.decode()
    assert "tick at least one" in nobody


def test_in_a_group_what_somebody_else_decided_meanwhile_is_shown_and_lifted_out(cast, sendco):
    group = placed(cast.child, cast.classmate, by=cast.sendco)
    url = f"{reverse('interventions:review_together')}?wave=2"
    sent = together(sendco.get(url))
    review(group[0], by=cast.wellbeing_lead, decision=Decision.END, why="Their words.")
    page = sendco.post(url, sent)
    words = page.content.decode()
    assert "Their words." in words and "The group goes well." in words and cast.wellbeing_lead.name in words
    assert [one.moves.count() for one in group] == [2, 1], "all or none"
    again = {
        **sent,
        "placements": page.context["form"].data.getlist("placements"),
        "seen": page.context["form"]["seen"].value(),
    }
    assert sendco.post(url, again).status_code == 302
    assert [one.moves.count() for one in group] == [2, 2]


def test_a_group_takes_no_decision_that_one_of_them_cannot(cast, sendco):
    placed(cast.child, by=cast.sendco)
    placed(cast.classmate, by=cast.sendco, wave=3)
    url = reverse("interventions:review_together")
    page = sendco.post(url, together(sendco.get(url), decision="step_up")).content.decode()
    assert f"not possible for {cast.classmate.name}" in unescape(page)
    assert not Move.objects.exclude(decision=Decision.OPEN).exists()
    assert "out of date" in sendco.post(url, together(sendco.get(url), seen="x")).content.decode()


def test_a_group_asks_no_more_of_the_database_for_more_children(cast, sendco, django_assert_max_num_queries):
    counts = []
    for rows in (3, 30):
        for placement in many(rows, by=cast.sendco)[:3]:
            aim(placement, by=cast.sendco)
        sendco.get(reverse("interventions:review_together"))
        with django_assert_max_num_queries(15) as queries:
            sendco.get(reverse("interventions:review_together"))
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_the_teacher_answers_from_the_board_in_one_line(cast, client_for):
    placement = place(cast.child, by=cast.sendco)
    teacher = client_for(cast.teacher)
    url = reverse("interventions:answer", args=[placement.public_id])
    assert url in teacher.get(reverse(BOARD)).content.decode()
    sent = teacher.post(url, {"idempotency_key": uuid.uuid4(), "how": "better", "words": "Played with two others."})
    assert sent.status_code == 302
    assert "You have answered" in teacher.get(reverse(BOARD)).content.decode()
    sendco = client_for(cast.sendco)
    assert (
        "Played with two others."
        in sendco.get(reverse("interventions:review", args=[placement.public_id])).content.decode()
    )
    assert Entry.objects.filter(verb="placement.answered").count() == 1


def test_from_the_notice_every_child_one_is_asked_about_is_on_one_page(cast, client_for):
    soon = add_school_days(timezone.localdate(), 4)
    asked = [place(child, by=cast.sendco, review_on=soon) for child in (cast.child, cast.classmate)]
    place(cast.other_child, by=cast.sendco, review_on=soon)
    place(cast.child, by=cast.sendco, level=Level.WELLBEING, review_on=soon)
    place(cast.child, by=cast.sendco)
    teacher, url = client_for(cast.teacher), reverse(KINDS["review_coming"].url_name)
    page = teacher.get(url)
    assert [row["placement"] for row in page.context["rows"]] == asked
    answer = reverse("interventions:answer", args=[asked[0].public_id])
    sent = teacher.post(answer, {"idempotency_key": uuid.uuid4(), "how": "same", "words": ""}, follow=True)
    assert [row["placement"] for row in sent.context["rows"]] == asked[1:]
    assert asked[1].reason not in sent.content.decode(), "a list shows no words of a record"
    mark_left(by=cast.office, pupil=cast.classmate, left_on=timezone.localdate())
    assert "Nobody is waiting for an answer" in teacher.get(url).content.decode()


def test_who_has_answered_is_not_reminded(cast):
    placement = place(cast.child, by=cast.sendco)
    swept(before(placement, 10))
    assert told("review_coming") == [cast.teacher.name]
    answer_for_review(by=cast.teacher, placement=placement, how=Answer.How.SAME)
    from staff.notices import is_still_owed

    with at(before(placement, 10)):
        assert not is_still_owed(Notice.objects.get(kind="review_coming"))


def test_an_answer_given_before_anybody_asked_is_enough(cast):
    placement = place(cast.child, by=cast.sendco)
    answer_for_review(by=cast.teacher, placement=placement, how=Answer.How.SAME)
    swept(before(placement, 10))
    assert told("review_coming") == []


def test_the_next_review_asks_afresh(cast):
    placement = place(cast.child, by=cast.sendco)
    answer_for_review(by=cast.teacher, placement=placement, how=Answer.How.SAME)
    later = placement.review_on
    with at(later):
        review(placement, by=cast.sendco, decision=Decision.CONTINUE)
    assert not Answer.objects.before(placement, placement.review_on).exists()
    swept(before(placement, 9))
    assert told("review_coming") == [cast.teacher.name]


def test_nobody_answers_about_what_they_may_not_read(cast, client_for):
    private = place(cast.child, by=cast.sendco, level=Level.WELLBEING)
    url = reverse("interventions:answer", args=[private.public_id])
    assert client_for(cast.teacher).get(url).status_code == 404


def test_late_reviews_are_said_to_be_late(cast, sendco):
    placement = place(cast.child, by=cast.sendco)
    with at(placement.review_on + timedelta(days=3)):
        page = sendco.get(reverse(BOARD))
    if page.status_code == 200:
        assert [s["key"] for s in page.context["board"].sections] == ["late"]


def test_a_class_with_nobody_on_a_wave_is_an_empty_board_that_says_so(cast, sendco):
    page = sendco.get(reverse(BOARD), {"school_class": make_class("Nobody").public_id})
    assert "Nobody is on Wave 2 or Wave 3" in page.content.decode()


def test_the_board_keeps_to_a_programme_and_a_group_as_far_as_its_reader_may_know(cast, sendco, client_for):
    circle = programme(cast.head, by=cast.sendco, code=CIRCLE, room_for=6, name="Tuesday circle")
    elsa = programme(cast.support, by=cast.sendco)
    mine = placed(cast.child, cast.classmate, cast.other_child, by=cast.sendco)
    placed(cast.child, by=cast.sendco)
    on_programme(cast.child, elsa, by=cast.sendco, placement=mine[0])
    on_programme(cast.classmate, circle, by=cast.sendco)
    for asked, wanted in [
        ({"programme": elsa.offering.code}, [mine[0]]),
        ({"programme": circle.public_id}, [mine[1]]),
        ({"programme": "x\x00"}, list(Placement.objects.all())),
    ]:
        page = sendco.get(reverse(BOARD), asked)
        rows = [row.url for section in page.context["board"].sections for row in section["rows"]]
        assert sorted(rows) == sorted(one.get_absolute_url() for one in wanted), asked
        sitting = sendco.get(reverse("interventions:next_review"), asked, follow=True)
        assert sitting.context["placement"] in wanted and sitting.context["sitting"]["left"] == len(wanted)
    elsewhere = client_for(cast.other_teacher).get(reverse(BOARD), {"programme": circle.public_id})
    assert list(elsewhere.context["asked"].fields["programme"].choices) == [("", "Any or none")]


def test_a_review_says_how_often_the_child_came(cast, sendco):
    placement = placed(cast.child, by=cast.sendco)[0]
    run = programme(cast.support, by=cast.sendco)
    on_it = on_programme(cast.child, run, by=cast.sendco, placement=placement)
    for ago, row in (
        (14, {"came": True, "rating": 5, "line": "Named three feelings."}),
        (7, {"came": False, "why_not": "away"}),
    ):
        day = timezone.localdate() - timedelta(days=ago)
        log_sessions(
            by=cast.support, programme=run, on=day, rows=[{"place": on_it, **row}], objective="To name feelings"
        )
    page = sendco.get(reverse("interventions:review", args=[placement.public_id])).content.decode()
    assert "Came to 1 of 6 sessions, 1 missed" in page and "the child was away" in page
    assert "<strong>5 of 10</strong>: Named three feelings." in page


def test_a_review_shows_the_last_sessions_in_their_own_numbers_and_words_as_far_as_its_reader_may_have_them(cast):
    helped, quiet = placed(cast.child, cast.child, by=cast.sendco)
    elsa, drawing = programme(cast.support, by=cast.sendco), programme(cast.support, by=cast.sendco, code=DRAWING)
    on_it = on_programme(cast.child, elsa, by=cast.sendco, placement=helped)
    drawn = on_programme(cast.child, drawing, by=cast.sendco, placement=quiet)
    for ago, rating in ((20, 1), (15, 2), (10, 3), (5, 4)):
        day = timezone.localdate() - timedelta(days=ago)
        row = {"place": on_it, "came": True, "rating": rating, "line": f"line {rating}"}
        log_sessions(by=cast.support, programme=elsa, on=day, rows=[row], objective="To name feelings")
        log_sessions(by=cast.support, programme=drawing, on=day, rows=[{"place": drawn, "came": True}])
    had = attended(cast.sendco, helped, timezone.localdate())
    assert [(one.rating, one.line) for one in had[0]["said"]] == [(4, "line 4"), (3, "line 3"), (2, "line 2")]
    assert [one["said"] for one in attended(cast.sendco, quiet, timezone.localdate())] == [[]]
    assert attended(cast.teacher, helped, timezone.localdate())[0]["said"] == []  # knows that it runs, no more
