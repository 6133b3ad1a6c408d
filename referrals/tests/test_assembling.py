"""What is offered for a letter: this child's own record, as far as its writer reads it and it may leave by this door."""

import pytest
from django.utils import timezone

from audit.actions import Refused
from families import actions as families
from families.tests.world import make_meeting
from interventions.actions.everyday import note_tried
from interventions.models import Decision, Offering
from interventions.seed import add_catalogue
from interventions.tests.world import aim, place, review
from pupils.names import other_names
from referrals import actions
from referrals.actions.drafting import answer_paragraph, ask_for_paragraph, choose_lines
from referrals.assembling import SOURCES, offered
from referrals.forms.drafting import ChooseLinesForm
from referrals.letters import paper_html, problems_with
from referrals.models import Paragraph
from referrals.tests.world import a_letter, make_referral
from referrals.wording.seed import add_wordings
from school.seed import add_agencies
from staff.models import Notice
from staff.notices import is_still_owed
from staff.policy import Level

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def furnished():
    add_agencies()
    add_catalogue()
    add_wordings()


def a_record(cast, child, mark):
    """Help at two levels, a review, a target, everyday help and a meeting; every word of it has the mark."""
    helped = place(child, by=cast.sendco, reason=f"{mark}-reason", hoped_for=f"{mark}-hope")
    place(child, by=cast.sendco, level=Level.WELLBEING, reason=f"{mark}-private", hoped_for=f"{mark}-hope")
    aim(helped, by=cast.sendco, name=f"{mark}-measure", childs_words=f"{mark}-own")
    review(
        helped, by=cast.sendco, decision=Decision.CONTINUE, why=f"{mark}-why", evidence=f"{mark}-evidence",
        child_said=f"{mark}-child", parents_said=f"{mark}-parents",
    )  # fmt: skip
    offering = Offering.objects.in_use().for_one_child().first()
    note_tried(
        by=cast.teacher if child == cast.child else cast.sendco,
        pupil=child,
        offering=offering,
        on=timezone.localdate(),
        helped="yes",
        words=f"{mark}-tried",
    )
    meeting = make_meeting(child, by=cast.sendco)
    families.write_up(
        by=cast.sendco, meeting=meeting, version=meeting.version, contacts=[], strengths=f"{mark}-strengths",
        school_sees=f"{mark}-sees", child_view=f"{mark}-view", parents_view=f"{mark}-home", staff_notes=f"{mark}-SECRET",
    )  # fmt: skip
    return helped


def test_every_source_offers_this_childs_own_record_and_nothing_is_ticked(cast):
    a_record(cast, cast.child, "mine")
    a_record(cast, cast.classmate, "theirs")
    items = offered(cast.child, cast.sendco, Level.WELLBEING)
    text = " ".join(item.line for item in items.values())
    for word in (
        "reason",
        "private",
        "measure",
        "own",
        "why",
        "evidence",
        "child",
        "parents",
        "strengths",
        "sees",
        "view",
        "home",
    ):
        assert f"mine-{word}" in text, word
    assert "theirs" not in text and "SECRET" not in text
    assert {item.box for item in items.values()} == {
        "tried",
        "strengths",
        "what_we_see",
        "child_words",
        "parents_words",
    }
    assert len(SOURCES) >= 7
    referral = make_referral(cast.child, by=cast.sendco)
    assert ChooseLinesForm(by=cast.sendco, referral=referral)["ticked"].value() == []


def test_who_does_not_read_it_is_not_offered_it(cast):
    a_record(cast, cast.child, "mine")
    team = " ".join(item.line for item in offered(cast.child, cast.teacher, Level.WELLBEING).values())
    assert "mine-reason" in team and "mine-private" not in team
    assert offered(cast.child, cast.office, Level.WELLBEING) == {}
    assert offered(cast.other_child, cast.sendco, Level.WELLBEING) == {}


def test_what_the_safeguarding_leads_keep_is_offered_to_them_alone_for_an_agency_of_theirs(cast):
    """Even a safeguarding lead is not offered it for an ordinary letter; nobody else reaches it by naming its key."""
    from families.models import Meeting

    meeting = make_meeting(cast.child, by=cast.sendco)
    families.write_up(
        by=cast.sendco, meeting=meeting, version=meeting.version, contacts=[], parents_view="kept-apart", strengths="x"
    )
    Meeting.objects.filter(pk=meeting.pk).update(level=Level.SAFEGUARDING, planned_by=cast.deputy)
    key = f"meeting-parents_view-{meeting.public_id}"
    for who in (cast.sendco, cast.wellbeing_lead, cast.dsl, cast.head):
        assert key not in offered(cast.child, who, Level.WELLBEING)
    assert key in offered(cast.child, cast.dsl, Level.SAFEGUARDING)
    for who in (cast.sendco, cast.wellbeing_lead):
        assert key not in offered(cast.child, who, Level.SAFEGUARDING)
    letter = a_letter(cast.child, by=cast.wellbeing_lead, ticked=[key], parents_words="")
    choose_lines(by=cast.dsl, letter=letter, ticked=[key])
    letter.refresh_from_db()
    assert not letter.chosen.exists() and "kept-apart" not in paper_html(letter, letter.referral)


def test_ticked_lines_are_a_table_or_go_to_their_box_once(cast):
    helped = a_record(cast, cast.child, "mine")
    items = offered(cast.child, cast.sendco, Level.WELLBEING)
    row, said = f"placement-{helped.public_id}", next(key for key, one in items.items() if one.box == "child_words")
    letter = a_letter(cast.child, by=cast.sendco, ticked=[row, said, "placement-of-nobody"])
    letter.refresh_from_db()
    assert set(letter.chosen.values_list("key", flat=True)) == {row, said}
    html = paper_html(letter, letter.referral)
    assert html.count("<table>") == 1 and "mine-reason" in html and '<th scope="col">' in html
    choose_lines(by=cast.sendco, letter=letter, ticked=[said, *[key for key in items if key.startswith("move-")]])
    letter.refresh_from_db()
    assert letter.child_words.count(items[said].what) == (1 if items[said].what in letter.child_words else 0)
    html = paper_html(letter, letter.referral)
    assert "mine-reason" not in html and "mine-why" in html
    actions.ask_for_approval(by=cast.sendco, referral=letter.referral)
    with pytest.raises(Refused):
        choose_lines(by=cast.sendco, letter=letter, ticked=[row])


def test_another_childs_name_is_found_in_a_ticked_line_too(cast):
    helped = place(cast.child, by=cast.sendco, reason=f"Falls out with {cast.classmate.name} at lunch.")
    letter = a_letter(cast.child, by=cast.sendco, ticked=[f"placement-{helped.public_id}"])
    assert any(cast.classmate.name in problem.text for problem in problems_with(letter, letter.referral))
    assert other_names(cast.child).found_in(paper_html(letter, letter.referral)) == [cast.classmate.name]


def test_a_colleague_is_asked_for_a_paragraph_and_hears_of_nothing_else(cast, client_for):
    letter = a_letter(cast.child, by=cast.wellbeing_lead)
    asked = ask_for_paragraph(
        by=cast.wellbeing_lead, referral=letter.referral, asked_of=cast.teacher, question="What do you see?"
    )
    notice = Notice.objects.get(user=cast.teacher, kind="paragraph_asked")
    assert is_still_owed(notice)
    teacher = client_for(cast.teacher)
    shown = (
        teacher.get("/referrals/paragraphs/").content.decode() + teacher.get(asked.get_absolute_url()).content.decode()
    )
    assert "What do you see?" in shown and cast.child.name in shown
    assert letter.referral.agency.name not in shown and str(letter.referral.public_id) not in shown
    assert client_for(cast.support).get(asked.get_absolute_url()).status_code == 404
    with pytest.raises(Refused):
        ask_for_paragraph(by=cast.wellbeing_lead, referral=letter.referral, asked_of=cast.teacher, question="Again?")
    with pytest.raises(Refused):
        ask_for_paragraph(
            by=cast.wellbeing_lead, referral=letter.referral, asked_of=cast.other_teacher, question="You?"
        )
    answer_paragraph(by=cast.teacher, paragraph=asked, words="Tired by ten, on three days in five.")
    assert not is_still_owed(notice)
    assert is_still_owed(Notice.objects.get(user=cast.wellbeing_lead, kind="paragraph_answered"))
    lead = client_for(cast.wellbeing_lead).get(f"/referrals/{letter.referral.public_id}/letter/").content.decode()
    assert "Tired by ten" in lead and cast.teacher.name in lead
    assert "Tired by ten" not in paper_html(letter, letter.referral)  # until a person puts it there
    with pytest.raises(Refused):
        answer_paragraph(by=cast.teacher, paragraph=asked, words="Once more.")


def test_nobody_is_asked_about_what_only_the_safeguarding_leads_know_of(cast):
    referral = make_referral(cast.child, by=cast.dsl, level=Level.SAFEGUARDING)
    actions.begin_letter(by=cast.dsl, referral=referral, ticked=[])
    with pytest.raises(Refused):
        ask_for_paragraph(by=cast.dsl, referral=referral, asked_of=cast.teacher, question="What do you see?")
    assert (
        not Paragraph.objects.exists() and not Notice.objects.filter(user=cast.teacher, kind="paragraph_asked").exists()
    )


def test_strengths_that_are_read_out_again_stand_in_a_letter_once(cast):
    """A new letter begins with what the child is good at; a meeting's page begins with the same words."""
    meeting = make_meeting(cast.child, by=cast.sendco)
    families.write_up(
        by=cast.sendco, meeting=meeting, version=meeting.version, contacts=[], strengths=f" {cast.child.strengths}. "
    )
    ticked = [f"meeting-strengths-{meeting.public_id}"]
    referral = make_referral(cast.child, by=cast.sendco)
    letter = actions.begin_letter(by=cast.sendco, referral=referral, ticked=ticked)
    assert letter.strengths.count(cast.child.strengths) == 1
    other = make_referral(cast.classmate, by=cast.sendco)
    letter = actions.begin_letter(by=cast.sendco, referral=other, ticked=[])
    assert letter.strengths == cast.classmate.strengths
