"""A summary says what was marked for this very reader, and nothing else of all that is known about the child."""

import io
import random
from datetime import time
from decimal import Decimal
from uuid import uuid4

import pikepdf
import pytest
from django.utils import timezone

from audit.actions import Refused
from audit.models import Entry
from concerns.actions.naming import name_people
from concerns.tests.world import raise_about
from documents.models import Document
from documents.rendering import close_rooms, make_pdf
from documents.tests.reading_back import need_fonts, text_of
from families import actions
from families.addresses import says_where
from families.languages import ENGLISH, LANGUAGES, wants_large_print
from families.models import Copy, Meeting
from families.plain_words import swaps_for
from families.sections import SECTIONS
from families.summary import BOXES, DRAFT, NAMED, problems_with, summary_html
from families.tests.world import make_meeting
from interventions.actions import take_reading
from interventions.actions.practitioners import add_slot
from interventions.actions.sessions import log_sessions
from interventions.tests.help_world import offering, on_programme, programme, train
from interventions.tests.world import aim, place
from pupils.chronology import SOURCES
from pupils.contacts import add_contact, edit_contact
from pupils.models import Contact, Pupil, contact
from pupils.siblings import suggest_siblings
from pupils.talking import log_contact
from pupils.watching import set_flag
from referrals.actions.consent import decide_without_consent, record_consent
from referrals.actions.moving import move
from referrals.models import Referral
from referrals.tests.world import make_referral
from school.models import Agency, School
from school.seed import add_agencies
from staff.models import Notice
from staff.policy import Level
from stbarts.tests.grid_asking import plain

STREET = "Zqstreetx Mews 12"


@pytest.fixture(scope="module", autouse=True)
def rooms_closed():
    yield
    close_rooms()


@pytest.fixture
def family(cast):
    """Two parents who live apart: the mother asks for Polish in large print, where the father lives is kept from her."""
    mother = {
        "name": "Lucía López", "relationship": "Mother", "lives_with": True, "language": "Polish", "format": "Large print",
        "address": "1 School Road", "phones": ["07700 900101"],
    }  # fmt: skip
    father = {
        "name": "Tomás García", "relationship": "Father", "lives_with": False, "address": STREET, "order_type": "protected",
        "phones": ["07700 900777"], "email": "zqfatherx@example.org", "priority": 2,
    }  # fmt: skip
    return [add_contact(by=cast.office, pupil=cast.child, facts=facts) for facts in (mother, father)]


def written(cast, family, *, by=None, came=(0,), **words):
    """A meeting of one or both parents, written up for both."""
    by = by or cast.teacher
    meeting = actions.plan_meeting(
        by=by, pupil=cast.child, purpose="review", planned_at=timezone.now(), contacts=family, staff=[cast.teacher]
    )
    there = [one for one in meeting.coming.all() if one.contact in [family[n] for n in came]]
    given = {"strengths": "She draws maps.", "parents_view": "She sleeps badly at her gran's.", **words}
    return actions.write_up(by=by, meeting=meeting, version=meeting.version, contacts=family, came=there, **given)


def everything_else(cast, family):
    """What is known about this child and others, each with a word of its own that no summary may carry."""
    child, lead = cast.child, cast.dsl
    for number, level in enumerate((Level.TEAM, Level.WELLBEING)):
        words = {"reason": f"zqreason{number}x", "hoped_for": f"zqhope{number}x"}
        target = aim(place(child, by=cast.sendco, level=level, **words), by=cast.sendco)
        words = {"rater": "parent", "rater_name": "zqraterx", "note": "zqnumberx"}
        take_reading(by=cast.sendco, measure=target.measure, value=Decimal(4), **words)
    raise_about(child, by=cast.teacher, facts="zqconcernx", others=[(cast.classmate, "witness")])
    raise_about(child, by=cast.deputy, level=Level.SAFEGUARDING, lead=lead, facts="zqsafex")
    named = raise_about(child, by=cast.teacher, lead=lead, facts="zqnamedx")
    name_people(by=lead, concern=named, people=[cast.wellbeing_lead], reason="zqnamedwhyx")
    run_of_help(cast)
    asked_of_others(cast, family)
    set_flag(by=lead, pupil=child, reason="zqflagx", review_on=timezone.localdate() + timezone.timedelta(days=9))
    log_contact(
        by=cast.teacher, pupil=child, how="call", said="zqcallx", agreed="zqcallagreedx", at=timezone.now(),
        contact=family[1], reason="zqcallreasonx",
    )  # fmt: skip
    suggest_siblings(by=cast.office)
    other = make_meeting(cast.classmate, by=cast.teacher)
    actions.write_up(
        by=cast.teacher, meeting=other, version=1, contacts=[], strengths="zqotherx", school_sees="zqotherx"
    )
    hidden = make_meeting(child, by=cast.sendco, level=Level.WELLBEING)
    actions.agree(by=cast.sendco, meeting=hidden, what="zqhiddenx", who="zqhiddenx", by_on=None)


def run_of_help(cast):
    """A session that is booked in the week's calendar and one that was written down, with words of the adults' own."""
    line = offering()
    train(cast.support, by=cast.sendco)
    booked = add_slot(by=cast.sendco, user=cast.support, offering=line, weekday=0, starts_at=time(9), where="zqslotx")
    run = programme(cast.support, by=cast.sendco, slots=[booked], name="zqrunx")
    mine = on_programme(cast.child, run, by=cast.sendco, why="zqplacewhyx")
    row = {"place": mine, "came": True, "rating": 4, "line": "zqsessionx"}
    log_sessions(by=cast.support, programme=run, on=timezone.localdate(), rows=[row], objective="zqobjectivex")


def asked_of_others(cast, family):
    """An agency was asked with the family's agreement; another that only the safeguarding leads ask; a third not yet."""
    add_agencies()
    sent = make_referral(cast.child, by=cast.sendco, why="zqreferralx")
    said = {"answer": "given", "contact": family[0], "route": "spoken", "given_on": timezone.localdate()}
    record_consent(by=cast.sendco, referral=sent, evidence="zqproofx", childs_wishes="zqwishx", **said)
    move(sent, Referral.State.SENT, by=cast.sendco, why="zqsentx")
    hidden = make_referral(cast.child, by=cast.dsl, level=Level.SAFEGUARDING, why="zqhubx")
    decide_without_consent(by=cast.dsl, referral=hidden, why_not_sought="zqwithoutx")
    Agency.objects.filter(pk=hidden.agency_id).update(name="zqhubnamex")


NEVER = ("zq", STREET, "900777", "Jonah", "Fairweather", "Kit O", "Penhaligon", "Sat apart", "bruise", "07700 900101")


@pytest.mark.parametrize("number", [60, pytest.param(1000, marks=pytest.mark.long)])
def test_nothing_that_was_not_marked_is_in_any_summary(cast, family, number):
    everything_else(cast, family)
    meeting = written(cast, family, staff_notes="zqnotesx")
    actions.agree(by=cast.teacher, meeting=meeting, what="read together", who="Home", by_on=None, at_home=True)
    Meeting.objects.filter(pk=meeting.pk).update(question="zqquestionx", place="zqplacex")
    meeting, copies = Meeting.objects.get(pk=meeting.pk), list(meeting.copies.select_related("contact"))
    chance, authors = random.Random(number), [cast.teacher, cast.sendco, cast.wellbeing_lead]
    said = set()
    for n in range(number):
        meeting.written_by, copy = chance.choice(authors), copies[n % 2]
        meeting.sections = [key for key in SECTIONS if chance.random() < 0.7]
        for box in BOXES:
            setattr(meeting, box, f"Shown {box} {n}." if chance.random() < 0.6 else "")
        copy.without = [key for key in (*BOXES, *SECTIONS, "present", "agreed", "at_home") if chance.random() < 0.3]
        copy.contact.language = chance.choice(["", "Polish", "Urdu", "ar", "Ukrainian", "Romanian", "Somali"])
        html = summary_html(meeting, copy)
        assert [word for word in NEVER if word in html] == []
        for box in BOXES:
            assert (f"Shown {box} {n}." in html) == bool(getattr(meeting, box) and box not in copy.without)
        said |= {key for key in SECTIONS if NAMED.get(key, ENGLISH[key]).format(name="Ana-María") in html}
    assert said == set(SECTIONS)  # what is ticked and theirs is there: the search above could have found something


def test_a_stop_on_contact_holds_what_was_approved_before_it(cast, family, client_for):
    meeting = written(cast, family)
    actions.hand_in(by=cast.teacher, meeting=meeting)
    actions.approve_summary(by=cast.dsl, meeting=meeting)
    teacher, copy = client_for(cast.teacher), meeting.copies.first()
    url = f"/families/meetings/{meeting.public_id}/copies/{copy.public_id}/download/"
    said = []
    for stop, told in ((True, True), (False, False)):
        Pupil.objects.filter(pk=cast.child.pk).update(do_not_contact=stop)
        Contact.objects.filter(pk=copy.contact_id).update(
            receives_information=told, receives_information_reason="An order."
        )
        answer = teacher.get(url, follow=True)
        assert answer.redirect_chain[0][0] == meeting.get_absolute_url()
        said.append(plain(answer.content))
    assert "“Do not contact home yet” is set for this child." in said[0] and "may not be told any longer" in said[1]


def test_a_stop_on_contact_holds_the_sheet_for_the_table(cast, family, client_for):
    meeting, teacher = make_meeting(cast.child, by=cast.teacher), client_for(cast.teacher)
    actions.print_sheet(by=cast.teacher, meeting=meeting)
    Pupil.objects.filter(pk=cast.child.pk).update(do_not_contact=True)
    page = f"/families/meetings/{meeting.public_id}/prepare/"
    answer = teacher.get(f"{page}pdf/")
    assert answer.status_code == 302 and answer.url == page
    assert "A safeguarding lead says when that ends" in plain(teacher.get(page).content)
    with pytest.raises(Refused, match="Do not contact home"):
        actions.print_sheet(by=cast.teacher, meeting=Meeting.objects.get())
    assert Document.objects.count() == 1


def test_the_writer_not_the_approver_says_how_much_a_section_knows(cast, family):
    """A teacher ticks the help there is; what only others know of never joins it, whoever approves."""
    hidden = place(cast.child, by=cast.sendco, level=Level.WELLBEING)
    shown = place(cast.child, by=cast.sendco)
    meeting = written(cast, family)
    actions.choose_parts(by=cast.teacher, meeting=meeting, version=meeting.version, sections=["in_place"], without={})
    actions.hand_in(by=cast.teacher, meeting=meeting)
    actions.approve_summary(by=cast.dsl, meeting=meeting)
    papers = [one.html for one in Document.objects.defer(None).filter(owner_type="families.copy")]
    assert len(papers) == 2
    for html in papers:
        assert shown.area.name.lower() in html.lower() and hidden.area.name.lower() not in html.lower()


def test_another_child_named_in_a_ticked_target_stops_the_summary(cast, family):
    target = aim(
        place(cast.child, by=cast.sendco), by=cast.sendco, childs_words="I want to play with Jonah Fairweather."
    )
    meeting = written(cast, family)
    assert not any(problem.blocks for problem in problems_with(meeting))
    actions.choose_parts(by=cast.teacher, meeting=meeting, version=meeting.version, sections=["targets"], without={})
    (stops,) = [problem.text for problem in problems_with(meeting) if problem.blocks]
    assert "Another child is named here" in stops and target.childs_words not in stops


def test_a_protected_address_is_kept_while_its_order_holds_however_late_the_meeting_is(cast, family):
    """The papers of an evening to come are made today."""
    soon = timezone.localdate() + timezone.timedelta(days=5)
    Contact.objects.filter(pk=family[1].pk).update(order_expires_on=soon)
    meeting = make_meeting(cast.child, by=cast.teacher, days=12)
    actions.write_up(by=cast.teacher, meeting=meeting, version=1, contacts=family, strengths="She draws maps.")
    copy = meeting.copies.select_related("contact").get(contact=family[1])
    assert STREET not in summary_html(meeting, copy)
    Contact.objects.filter(pk=family[1].pk).update(order_expires_on=timezone.localdate())
    copy.contact.refresh_from_db()
    assert STREET in summary_html(meeting, copy)


def test_each_parent_reads_what_they_said_and_no_copy_holds_the_others_address(cast, family):
    meeting = written(cast, family, came=(0,))
    mothers, fathers = (summary_html(meeting, copy) for copy in meeting.copies.all())
    assert "at her gran" in mothers and "at her gran" not in fathers
    assert "1 School Road" in mothers and "1 School Road" not in fathers
    assert STREET not in mothers + fathers  # kept even from his own envelope: the office knows it
    both = written(cast, family, came=(0, 1))
    assert all("at her gran" in summary_html(both, copy) for copy in both.copies.all())


def test_what_was_agreed_for_home_after_the_parts_were_chosen_is_not_on_the_other_parents_copy(
    cast, client_for, family
):
    meeting, client = written(cast, family), client_for(cast.teacher)
    page = f"/families/meetings/{meeting.public_id}/parts/"
    form = client.get(page).context["form"]
    data = {name: form[name].initial for name in form.fields if name.startswith("copy-")}
    data |= {"idempotency_key": form["idempotency_key"].value(), "version": meeting.version}
    assert client.post(page, data).status_code == 302
    actions.agree(by=cast.teacher, meeting=meeting, what="Read at bedtime", who="Lucía", by_on=None, at_home=True)
    actions.agree(by=cast.teacher, meeting=meeting, what="Meet her at the door", who="Sam", by_on=None)
    mothers, fathers = (summary_html(meeting, copy) for copy in meeting.copies.all())
    assert "Read at bedtime" in mothers and "Meet her at the door" in mothers
    assert "Meet her at the door" in fathers and "Read at bedtime" not in fathers
    assert "Thank you for meeting us" in mothers
    assert "Thank you for meeting us" not in fathers and "This is what was said and agreed." in fathers


def test_help_in_the_writers_own_words_is_not_said_twice(cast, family):
    one = place(cast.child, by=cast.sendco)
    line = f"Extra help with {one.area.name.lower()} since {one.opened_on:%-d %B %Y}."
    meeting = written(cast, family, support=line)
    actions.choose_parts(by=cast.teacher, meeting=meeting, version=meeting.version, sections=["in_place"], without={})
    (mothers, _) = (summary_html(meeting, copy) for copy in meeting.copies.all())
    assert mothers.count("Extra help with") == 1 and ENGLISH["in_place"] not in mothers
    meeting.support = "A lunch buddy."
    (mothers, _) = (summary_html(meeting, copy) for copy in meeting.copies.all())
    assert mothers.count("Extra help with") == 1 and ENGLISH["in_place"] in mothers


def test_its_writer_sees_nothing_that_differs_by_a_safeguarding_record(cast, client_for, family):
    meeting = written(cast, family)
    actions.hand_in(by=cast.teacher, meeting=meeting)
    own, pupil = f"/families/meetings/{meeting.public_id}/", f"/pupils/{cast.child.public_id}/family/"
    pages = [own, f"{own}preview/", f"{own}prepare/", "/families/meetings/", pupil, "/families/evenings/", "/"]
    client = client_for(cast.teacher)
    client.get(pupil)  # that who may be told has changed is read by that
    before = [plain(client.get(page).content) for page in pages]
    assert client_for(cast.head).get(f"{own}approve/").status_code == 200
    raise_about(cast.child, by=cast.deputy, level=Level.SAFEGUARDING, lead=cast.dsl)
    assert client_for(cast.head).get(f"{own}approve/").status_code == 404  # only a safeguarding lead lets it out now
    assert [plain(client.get(page).content) for page in pages] == before
    actions.approve_summary(by=cast.dsl, meeting=meeting)


def test_nobody_who_may_not_be_told_any_longer_gets_a_copy(cast, family):
    meeting = written(cast, family)
    facts = {"receives_information": False, "receives_information_reason": "A court says so"}
    edit_contact(by=cast.office, contact=family[1], version=family[1].version, facts=facts)
    with pytest.raises(Refused, match="Tomás García may not be told any longer"):
        actions.hand_in(by=cast.teacher, meeting=meeting)
    edit_contact(by=cast.office, contact=family[1], version=2, facts={"receives_information": True})
    actions.hand_in(by=cast.teacher, meeting=meeting)
    actions.approve_summary(by=cast.dsl, meeting=meeting)
    edit_contact(by=cast.office, contact=family[1], version=3, facts=facts)
    copy = meeting.copies.get(contact=family[1])
    with pytest.raises(Refused, match="may not be told any longer"):
        actions.record_shared(by=cast.teacher, meeting=meeting, copy=copy, shared_how="By post")


@pytest.mark.parametrize(
    ("words", "why"),
    [
        ({"school_sees": f"Her dad lives at {STREET.lower()} now."}, "How to reach Tomás García"),
        ({"school_sees": "Her dad lives in Zqstreetx Mews 12, we hear."}, "How to reach Tomás García"),
        ({"parents_view": "Ring him on 07700 900 777."}, "How to reach Tomás García"),
        ({"support": "She sits with Jonah Fairweather."}, "Another child is named here: Jonah Fairweather"),
        ({"strengths": ""}, "going well"),
    ],
)
def test_a_summary_that_may_not_go_is_stopped_and_says_why(cast, family, words, why):
    meeting = written(cast, family, **words)
    assert any(problem.blocks and why in problem.text for problem in problems_with(meeting))
    with pytest.raises(Refused, match=why):
        actions.hand_in(by=cast.teacher, meeting=meeting)


ROW = "7 Kept Row, Demotown, HP1 1AA"


@pytest.mark.parametrize(
    ("address", "hidden", "words", "says"),
    [
        (ROW, False, "She asks where dad lives now: 7 Kept Row.", True),
        (ROW, False, "7, kept row", True),
        (ROW.replace(", ", "\n"), False, "7 Kept Row", True),
        (ROW, False, "His flat is in hp11aa.", True),
        (ROW, False, "He is in Demotown and walks along Kept Row.", False),
        (ROW, True, "He walks along Kept Row.", True),
        (ROW, True, "Demotown is far. We kept it.", False),
        ("Flat 2, Rose House, Kept Street, Hemel Hempstead", False, "She goes to Rose House on Friday.", True),
        ("Rosemead, Church Lane, Watford", False, "She goes to Rosemead.", True),
        ("27 Kept Row", False, "7 Kept Row", False),
        ("", True, "7 Kept Row", False),
    ],
)
def test_part_of_an_address_says_where_somebody_lives_and_the_town_does_not(db, address, hidden, words, says):
    assert says_where(address, words, school=School.current().address, hidden=hidden) is says


def test_the_home_of_a_child_whose_parent_is_kept_safe_stands_in_no_summary(cast, family):
    Pupil.objects.filter(pk=cast.child.pk).update(address="7 Kept Row, Demotown", postcode="HP1 1AA")
    meeting = written(cast, family, school_sees="She walks home to Kept Row.")
    meeting.pupil.refresh_from_db()
    assert not any("lives is in the words" in one.text for one in problems_with(meeting))
    edit_contact(by=cast.office, contact=family[0], version=family[0].version, facts={"order_type": "protected"})
    assert any(one.blocks and "Where Ana-María lives is in the words" in one.text for one in problems_with(meeting))


def test_it_says_draft_until_a_second_person_approved_it_and_comes_back_with_a_question(cast, client_for, family):
    meeting, teacher, dsl = written(cast, family), client_for(cast.teacher), client_for(cast.dsl)
    page = f"/families/meetings/{meeting.public_id}/"
    assert DRAFT in plain(teacher.get(f"{page}preview/").content)
    assert DRAFT in summary_html(meeting, meeting.copies.first())
    actions.hand_in(by=cast.teacher, meeting=meeting)
    assert DRAFT in plain(dsl.get(f"{page}approve/").content)
    send_back = {"idempotency_key": uuid4(), "question": "Who wrote this?"}
    assert teacher.post(f"{page}send-back/", send_back).status_code == 403
    assert dsl.post(f"{page}send-back/", {**send_back, "question": ""}).status_code == 200  # it says what should change
    assert dsl.post(f"{page}send-back/", send_back).url == page
    assert Notice.objects.filter(user=cast.teacher, kind="summary_sent_back").exists()
    assert not Notice.objects.filter(kind="summary_to_approve", settled_at=None).exists()
    assert "Who wrote this?" in plain(teacher.get(page).content)
    actions.hand_in(by=cast.teacher, meeting=Meeting.objects.get(pk=meeting.pk))
    actions.approve_summary(by=cast.dsl, meeting=Meeting.objects.get(pk=meeting.pk))
    assert DRAFT not in plain(teacher.get(f"{page}preview/").content)
    papers = [one.html for one in Document.objects.defer(None).filter(owner_type="families.copy")]
    assert len(papers) == 2 and not any(DRAFT in html for html in papers)
    assert "Who wrote this?" not in plain(teacher.get(page).content)


def test_each_copy_that_was_handed_over_is_written_down_for_itself(cast, client_for, family):
    meeting, teacher = written(cast, family), client_for(cast.teacher)
    page, (mother, father) = f"/families/meetings/{meeting.public_id}/", meeting.copies.all()
    how = {"idempotency_key": uuid4(), "shared_how": "At the gate"}
    answer = teacher.post(f"{page}copies/{mother.public_id}/share/", how)
    assert answer.status_code == 200 and "has to be approved before" in plain(answer.content)
    actions.hand_in(by=cast.teacher, meeting=meeting)
    actions.approve_summary(by=cast.dsl, meeting=meeting)
    assert client_for(cast.other_teacher).post(f"{page}copies/{mother.public_id}/share/", how).status_code == 404
    how["idempotency_key"] = uuid4()
    assert teacher.post(f"{page}copies/{mother.public_id}/share/", how).url == page
    mother.refresh_from_db()
    father.refresh_from_db()
    assert (mother.shared_by, mother.shared_how, father.shared_on) == (cast.teacher, "At the gate", None)
    assert Meeting.objects.get(pk=meeting.pk).state == "shared"
    assert Entry.objects.filter(verb="meeting.shared").count() == 1
    assert not Notice.objects.filter(kind="summary_approved", settled_at=None).exists()


def test_the_page_of_who_reads_what_is_kept_per_copy(cast, client_for, family):
    meeting, client = written(cast, family), client_for(cast.teacher)
    address = f"/families/meetings/{meeting.public_id}/parts/"
    form = client.get(address).context["form"]
    mother, father = meeting.copies.all()
    data = {"idempotency_key": form["idempotency_key"].value(), "version": form["version"].value(), "sections": []}
    data |= {f"copy-{mother.public_id}": ["strengths"], f"copy-{father.public_id}": ["strengths", "parents_view"]}
    assert client.post(address, data).status_code == 302
    mother, father = Copy.objects.filter(meeting=meeting)
    assert "parents_view" in mother.without and "parents_view" not in father.without
    shown = client.get(f"/families/meetings/{meeting.public_id}/preview/?copy={mother.public_id}").content.decode()
    assert "at her gran" not in shown and "Not on this copy" in shown


def test_hard_words_are_offered_a_swap_while_one_writes(cast, client_for):
    assert swaps_for("The intervention and a TA. Ta. Interventions") == [
        ("intervention", "extra help"), ("TA", "teaching assistant"), ("Interventions", "extra help"),
    ]  # fmt: skip
    words = "The multidisciplinary intervention facilitates emotional regulation. " * 6
    answer = client_for(cast.teacher).post("/families/meetings/words/", {"school_sees": words}).content.decode()
    assert "Rather hard to read" in answer and "calming down" in answer


def test_every_language_has_every_heading():
    assert {one.code for one in LANGUAGES} == {"pl", "ro", "uk", "ur", "ar"}
    assert {one.name for one in LANGUAGES} <= set(contact.LANGUAGES)  # what the office chooses from
    assert wants_large_print(Contact(format=contact.FORMATS[0]))
    for one in LANGUAGES:
        assert set(one.headings) == set(ENGLISH) and all(one.headings.values())


@pytest.mark.parametrize("number", [4, pytest.param(30, marks=pytest.mark.long)])
def test_real_papers_read_back_hold_nothing_that_was_not_marked(cast, family, number):
    everything_else(cast, family)
    meeting = written(cast, family, staff_notes="zqnotesx", school_sees="Shown to both.")
    copies, chance = list(meeting.copies.select_related("contact")), random.Random(7)
    for n in range(number):
        copy = copies[n % 2]
        meeting.sections = [key for key in SECTIONS if chance.random() < 0.7]
        copy.contact.language = chance.choice(["", *(one.code for one in LANGUAGES)])
        made = make_pdf(summary_html(meeting, copy), title="Summary of a meeting", reference=f"AB-{n}")
        text = text_of(made.pdf)
        assert "Shown to both." in text and [word for word in NEVER if word in text] == []


FONTS = {"ur": "Nastaliq", "ar": "Naskh"}


@pytest.mark.parametrize("code", ["", *(one.code for one in LANGUAGES)])
def test_each_language_prints_tagged_with_its_letters_and_nothing_it_may_not_say(cast, family, code):
    everything_else(cast, family)
    meeting = written(cast, family, staff_notes="zqnotesx", child_view="I like maps.")
    meeting.sections = list(SECTIONS)
    copy = meeting.copies.select_related("contact").first()
    copy.contact.language, copy.contact.format = code, "" if code else "Large print"
    made = make_pdf(summary_html(meeting, copy), title="Summary of a meeting", reference="AB-1")
    need_fonts()
    text = text_of(made.pdf)
    assert "I like maps." in text and [word for word in NEVER if word in text] == []
    with pikepdf.open(io.BytesIO(made.pdf)) as opened:
        assert opened.Root.MarkInfo.Marked and opened.Root.StructTreeRoot is not None
        fonts = {str(o.get("/BaseFont", "")) for o in opened.objects if isinstance(o, pikepdf.Dictionary)}
    if code in ("pl", "ro", "uk"):
        own = next(one for one in LANGUAGES if one.code == code)
        assert own.headings["strengths"].replace("ș", "s")[:10] in text.replace("ș", "s")
    elif code:
        assert any(FONTS[code] in font for font in fonts), fonts


def test_the_story_keeps_the_capitals_of_what_a_meeting_was_for():
    said = [SOURCES["summary"].say(f"{purpose}|Lucía López") for purpose in ("plan", "sen")]
    assert said == [
        "Summary shared with Lucía López: planning extra help (Wave 2)",
        "Summary shared with Lucía López: termly SEN meeting",
    ]
