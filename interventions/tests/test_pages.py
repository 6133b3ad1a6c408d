"""The pages: place, read, review and the board, as the people who use them meet them."""

import re
import uuid

import pytest
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from audit.models import Entry
from concerns.actions import triage
from concerns.actions.adding import refile
from concerns.actions.sharing import share_words
from concerns.tests.world import raise_about
from interventions.models import Decision, Placement
from interventions.tests.help_world import DRAWING, programme
from interventions.tests.world import make_area, place, review
from interventions.waiting import decisions_waiting
from pupils.actions import block_relative, mark_left
from school.calendar import add_school_days
from staff.models import Notice
from staff.notices import is_still_owed, sweep
from staff.policy import Level

pytestmark = pytest.mark.django_db


def answers(**changed):
    return {
        "idempotency_key": uuid.uuid4(), "wave": "2", "reason": "Cries most mornings.", "level": "team",
        "hoped_for": "Comes in calmly.", "area": make_area("Feelings").pk, "review_on": "", "exit_criteria": "",
        **changed,
    }  # fmt: skip


def without_token(answer):
    return re.sub(rb'name="csrfmiddlewaretoken" value="[^"]*"', b"", answer.content)


@pytest.fixture
def sendco(cast, client_for):
    return client_for(cast.sendco)


def test_the_sendco_places_a_child_on_a_page(cast, sendco):
    url = reverse("interventions:place", args=[cast.child.public_id])
    page = sendco.get(url)
    assert page.status_code == 200
    assert cast.child.preferred_surname not in page.content.decode().split("</title>")[0]
    said = {"evidence": "Nine of ten mornings.", "child_said": "It is loud.", "parents_said": "He sleeps badly."}
    sent = sendco.post(url, answers() | said)
    placement = Placement.objects.get()
    assert sent.headers["Location"] == placement.get_absolute_url()
    shown = sendco.get(placement.get_absolute_url()).content.decode()
    assert all(words in shown for words in said.values())


def test_a_place_asks_four_things_first_and_folds_the_rest_until_it_says_something(cast, sendco):
    drawing = programme(cast.support, by=cast.sendco, code=DRAWING).offering
    url = reverse("interventions:place", args=[cast.child.public_id])
    asked, *folds = sendco.get(url).content.decode().split("<h1>")[1].split('<details class="more"')
    boxes = set(re.findall(r'<(?:input type="radio"|select|textarea)[^>]* ?name="(\w+)"', asked))
    assert boxes == {"wave", "area", "reason", "hoped_for"}
    assert len(folds) == 4 and not any(fold.startswith(" open") for fold in folds)
    wrong = answers(offering=drawing.public_id, child_said="It is loud.", then="chosen", level="wellbeing")
    again = sendco.post(url, wrong).content.decode()
    assert "That line is at Wave 3" in again and again.count('<details class="more" open') == 4


def test_whoever_thinks_better_of_it_goes_back_to_the_concern_they_came_from(cast, sendco):
    url = reverse("interventions:place", args=[cast.child.public_id])
    concern = raise_about(cast.child, by=cast.teacher)
    elsewhere = raise_about(cast.classmate, by=cast.teacher)
    closed = raise_about(cast.child, by=cast.teacher, level=Level.SAFEGUARDING)

    def cancel(page):
        return re.search(r'href="([^"]*)">Cancel', page.content.decode()).group(1)

    from_it = f"{url}?wave=2&concern={concern.public_id}"
    assert cancel(sendco.get(from_it)) == concern.get_absolute_url()
    assert cancel(sendco.post(from_it, {"wave": "2"})) == concern.get_absolute_url()
    for asked in ("", f"?concern={elsewhere.public_id}", f"?concern={closed.public_id}", "?concern=x"):
        assert cancel(sendco.get(url + asked)) == cast.child.get_absolute_url()


def test_a_double_click_places_once(cast, sendco):
    url = reverse("interventions:place", args=[cast.child.public_id])
    once = answers()
    first, second = sendco.post(url, once), sendco.post(url, once)
    assert first.headers["Location"] == second.headers["Location"]
    assert Placement.objects.count() == 1


def test_a_refusal_is_a_sentence_and_nothing_typed_is_lost(cast, sendco):
    place(cast.child, by=cast.sendco, area=make_area("Feelings"))
    page = sendco.post(reverse("interventions:place", args=[cast.child.public_id]), answers()).content.decode()
    assert "already help for this area" in page
    assert "Cries most mornings." in page


@pytest.mark.parametrize(
    ("name", "value"),
    [("wave", "1"), ("wave", "x"), ("reason", ""), ("reason", "a\x00b"), ("review_on", "soon"), ("area", "999999")],
)
def test_bad_input_is_a_clear_error(cast, sendco, name, value):
    page = sendco.post(reverse("interventions:place", args=[cast.child.public_id]), answers(**{name: value}))
    assert page.status_code == 200
    assert "Please look at this again" in page.content.decode()
    assert not Placement.objects.exists()


def test_the_sendco_reviews_on_a_page(cast, sendco):
    placement = place(cast.child, by=cast.sendco)
    url = reverse("interventions:review", args=[placement.public_id])
    page = sendco.get(url).content.decode()
    assert placement.hoped_for in page
    key = uuid.uuid4()
    said = {"evidence": "Two of ten mornings.", "child_said": "I like the den.", "parents_said": "She sleeps now."}
    now = {"version": placement.version, "decision": "step_up", "why": "Not enough yet."}
    sent = sendco.post(url, {"idempotency_key": key, **now, **said})
    assert sent.status_code == 302, sent.content.decode()
    placement.refresh_from_db()
    assert placement.wave == 3
    shown = sendco.get(placement.get_absolute_url()).content.decode()
    assert all(words in shown for words in ("Not enough yet.", *said.values()))


def test_the_second_of_two_reviewers_sees_both_texts_and_may_send_again(cast, sendco):
    placement = place(cast.child, by=cast.sendco)
    mine = {"idempotency_key": uuid.uuid4(), "version": placement.version, "decision": "continue", "why": "My words."}
    review(placement, by=cast.wellbeing_lead, decision=Decision.STEP_UP, why="Their words.")
    url = reverse("interventions:review", args=[placement.public_id])
    page = sendco.post(url, mine).content.decode()
    assert "My words." in page
    assert "Their words." in page
    assert cast.wellbeing_lead.name in page
    placement.refresh_from_db()
    assert f'name="version" value="{placement.version}"' in page
    assert placement.moves.count() == 2
    assert sendco.post(url, {**mine, "version": placement.version}).status_code == 302
    assert [m.why for m in placement.moves.order_by("number")][1:] == ["Their words.", "My words."]


def test_a_decision_that_somebody_else_made_impossible_is_refused_in_words(cast, sendco):
    placement = place(cast.child, by=cast.sendco)
    seen = placement.version
    review(placement, by=cast.wellbeing_lead, decision=Decision.STEP_UP, why="Their words.")
    url = reverse("interventions:review", args=[placement.public_id])
    mine = {"idempotency_key": uuid.uuid4(), "version": seen, "decision": "step_up", "why": "My words."}
    assert "Their words." in sendco.post(url, mine).content.decode()


def test_reading_a_placement_leaves_a_trace(cast, client_for):
    placement = place(cast.child, by=cast.sendco)
    teacher = client_for(cast.teacher)
    for _ in range(2):
        assert teacher.get(placement.get_absolute_url()).status_code == 200
    entry = Entry.objects.get(verb="placement.opened", actor_id=str(cast.teacher.public_id))
    assert entry.pupil == str(cast.child.public_id)


@pytest.mark.parametrize(
    ("part", "team", "wellbeing"),
    [
        ("teacher", 200, 404),
        ("support", 200, 404),
        ("other_teacher", 404, 404),
        ("sendco", 200, 200),
        ("wellbeing_lead", 200, 200),
        ("dsl", 200, 200),
        ("head", 200, 200),
        ("office", 403, 403),
        ("governor", 403, 403),
        ("technical", 403, 403),
    ],
)
def test_who_reads_a_placement(cast, client_for, part, team, wellbeing):
    client = client_for(getattr(cast, part))
    for level, expected in ((Level.TEAM, team), (Level.WELLBEING, wellbeing)):
        placement = place(cast.child, by=cast.sendco, level=level)
        assert client.get(placement.get_absolute_url()).status_code == expected, level


def test_a_relative_of_the_child_meets_nothing(cast, sendco):
    placement = place(cast.child, by=cast.sendco)
    block_relative(by=cast.office, pupil=cast.child, user=cast.sendco)
    for name, of in (("placement", placement), ("review", placement), ("place", cast.child)):
        assert sendco.get(reverse(f"interventions:{name}", args=[of.public_id])).status_code == 404
    assert cast.child.preferred_surname not in sendco.get(reverse("interventions:board")).content.decode()


def test_a_placement_never_betrays_a_concern_its_reader_may_not_see(cast, client_for):
    concern = raise_about(cast.child, by=cast.other_teacher, level=Level.WELLBEING, lead=cast.dsl)
    placement = place(cast.child, by=cast.sendco, concerns=[concern])
    path = reverse("interventions:placement", args=[placement.public_id])
    assert "Concerns that led to it" in client_for(cast.sendco).get(path).content.decode()
    seen = client_for(cast.teacher).get(path).content.decode()
    assert "Concerns that led to it" not in seen
    assert cast.other_teacher.name not in seen


def test_a_concern_leads_on_to_the_help_that_came_of_it_and_to_its_end(cast, client_for):
    concern = raise_about(cast.child, by=cast.teacher, level=Level.TEAM, lead=cast.dsl)
    path = reverse("concerns:read", args=[concern.public_id])
    assert "What came of it" not in client_for(cast.sendco).get(path).content.decode()
    placement = place(cast.child, by=cast.sendco, level=Level.WELLBEING, concerns=[concern])
    shown = client_for(cast.sendco).get(path).content.decode().split("What came of it")[1]
    assert placement.get_absolute_url() in shown
    assert f"look again on {date_format(placement.review_on, 'j F Y')}" in shown
    for other in (cast.teacher, cast.support):  # her teacher reads the concern, and not this help
        assert "What came of it" not in client_for(other).get(path).content.decode()
    review(placement, by=cast.sendco, decision=Decision.END)
    shown = client_for(cast.sendco).get(path).content.decode().split("What came of it")[1]
    assert f"ended on {date_format(timezone.localdate(), 'j F Y')}" in shown


def test_a_safeguarding_lead_is_led_to_help_begun_by_who_could_not_read_why(cast, client_for):
    concern = raise_about(cast.child, by=cast.teacher, level=Level.SAFEGUARDING, lead=cast.dsl)
    before = place(cast.child, by=cast.sendco)
    triage(by=cast.dsl, concern=concern, decision="wave3", rationale="Talk time.")
    after = place(cast.child, by=cast.sendco)
    read = client_for(cast.dsl).get(reverse("concerns:read", args=[concern.public_id])).content.decode()
    assert after.get_absolute_url() in read and before.get_absolute_url() not in read


def test_a_concern_moved_to_the_right_child_leads_to_no_help_of_the_wrong_one(cast, client_for):
    concern = raise_about(cast.child, by=cast.teacher, level=Level.TEAM, lead=cast.dsl)
    placement = place(cast.child, by=cast.sendco, concerns=[concern])
    refile(by=cast.dsl, concern=concern, wrong=cast.child, right=cast.classmate, reason="It was her friend.")
    read = client_for(cast.sendco).get(reverse("concerns:read", args=[concern.public_id])).content.decode()
    assert placement.get_absolute_url() not in read


def test_a_concern_about_another_child_is_not_cited(cast, sendco):
    other = raise_about(cast.classmate, by=cast.teacher)
    page = sendco.post(
        reverse("interventions:place", args=[cast.child.public_id]), answers(concerns=[str(other.public_id)])
    )
    assert page.status_code == 200
    assert not Placement.objects.exists()


def test_a_decision_for_a_wave_is_owed_until_a_placement_cites_it(cast, sendco):
    concern = raise_about(cast.child, by=cast.teacher)
    triage(by=cast.dsl, concern=concern, decision="wave2", rationale="Needs more than class.")
    assert decisions_waiting(cast.sendco).count() == 1
    today = timezone.localdate()
    from school.calendar import next_school_day

    sweep(next_school_day(today))
    assert Notice.objects.filter(kind="wave_decided", user=cast.sendco, settled_at=None).count() == 1
    board = sendco.get(reverse("interventions:board")).content.decode()
    assert "waiting for a place" in board
    assert f"concern={concern.public_id}" in board
    form = sendco.get(
        reverse("interventions:place", args=[cast.child.public_id]), {"wave": 2, "concern": concern.public_id}
    ).content.decode()
    assert form.count("checked") >= 2
    sendco.post(reverse("interventions:place", args=[cast.child.public_id]), answers(concerns=[str(concern.public_id)]))
    assert Placement.objects.count() == 1
    assert decisions_waiting(cast.sendco).count() == 0
    assert not Notice.objects.filter(kind="wave_decided", settled_at=None).exists()
    assert sweep(next_school_day(today)) == 0


def test_a_later_decision_takes_the_place_of_one_for_a_wave(cast):
    concern = raise_about(cast.child, by=cast.teacher)
    triage(by=cast.dsl, concern=concern, decision="wave2", rationale="Needs more than class.")
    triage(by=cast.dsl, concern=concern, decision="nfa", rationale="It passed.", seen=concern.decisions.last().pk)
    assert decisions_waiting(cast.sendco).count() == 0


def test_a_restricted_decision_waits_for_nobody_who_may_not_see_it(cast, sendco):
    concern = raise_about(cast.child, by=cast.teacher, level=Level.SAFEGUARDING, lead=cast.dsl)
    before = without_token(sendco.get(reverse("interventions:board")))
    triage(by=cast.dsl, concern=concern, decision="wave3", rationale="Needs more than class.")
    assert decisions_waiting(cast.sendco).count() == 0
    assert without_token(sendco.get(reverse("interventions:board"))) == before


def test_a_lead_who_decides_on_help_where_nobody_who_arranges_it_reads_is_told_to_tell_them(cast, sendco, client_for):
    concern = raise_about(cast.child, by=cast.teacher, level=Level.SAFEGUARDING, lead=cast.dsl)
    triage(by=cast.dsl, concern=concern, decision="wave3", rationale="Needs more than class.")
    words, dora = f"Tell those who arrange help about {cast.child.name}", client_for(cast.dsl)
    page = dora.get(concern.get_absolute_url()).content.decode()
    tell = re.search(rf'href="([^"]*)">{words}', page)[1]
    assert tell == reverse("concerns:share_words", args=[cast.child.public_id])
    day = add_school_days(timezone.localdate(), 1)
    sweep(day)
    owed = Notice.objects.filter(kind="wave_untold", settled_at=None)
    assert cast.dsl in {notice.user for notice in owed} and cast.sendco not in {notice.user for notice in owed}
    assert is_still_owed(owed.get(user=cast.dsl))
    assert "nobody who arranges it can read that" in dora.get(reverse("staff:notices")).content.decode()
    opened = dora.post(f"/staff/notices/{owed.get(user=cast.dsl).public_id}/open/")
    assert opened.headers["Location"] == concern.get_absolute_url()
    share_words(
        by=cast.dsl, pupil=cast.child, words="Please place her on Wave 3: a trusted adult every day.",
        people=[cast.sendco], until_on=add_school_days(timezone.localdate(), 10),
    )  # fmt: skip
    assert not is_still_owed(owed.get(user=cast.dsl))
    assert words not in dora.get(concern.get_absolute_url()).content.decode()
    sweep(add_school_days(timezone.localdate(), 2))
    assert not [one for one in owed if is_still_owed(one)]


def test_a_decision_about_a_leaver_waits_no_longer(cast):
    concern = raise_about(cast.child, by=cast.teacher)
    triage(by=cast.dsl, concern=concern, decision="wave2", rationale="Needs more than class.")
    mark_left(by=cast.office, pupil=cast.child, left_on=timezone.localdate())
    assert decisions_waiting(cast.sendco).count() == 0


def test_a_decision_for_a_wave_leads_from_the_concern_to_the_place_until_there_is_one(cast, client_for):
    concern = raise_about(cast.child, by=cast.teacher, level=Level.WELLBEING, lead=cast.dsl)
    triage(by=cast.sendco, concern=concern, decision="wave2", rationale="More than class can give.")
    words, sunita = f"Place {cast.child.name} on Wave 2", client_for(cast.sendco)
    page = sunita.get(concern.get_absolute_url()).content.decode()
    place_on = re.search(rf'href="([^"]*)">{words}', page)[1].replace("&amp;", "&")
    asked = sunita.get(place_on).content.decode()
    assert re.search(rf'value="{concern.public_id}"[^>]*checked', asked) and re.search(r'value="2"[^>]*checked', asked)
    sent = {"concerns": [str(concern.public_id)]}
    assert sunita.post(place_on, answers() | sent).status_code == 302
    assert words not in sunita.get(concern.get_absolute_url()).content.decode()
