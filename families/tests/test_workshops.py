"""Workshops: a second person lets invitations out, home that must not be reached is not, absence is never a fact."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from audit.actions import Refused
from documents.models import Document
from families.actions import workshops as acts
from families.invitation import invitation_html
from families.models import Invitation, Workshop
from pupils.actions import block_relative
from pupils.chronology import lines_of
from pupils.models import Contact, Pupil
from pupils.tests.world import make_pupil
from staff.models import Notice
from staff.permitted import NotAllowed
from stbarts.tests.grid_asking import plain
from stbarts.tests.grid_things import make_contact

pytestmark = pytest.mark.django_db


def adult(pupil, name, **facts):
    contact = make_contact(pupil)
    for key, value in {"name": name, **facts}.items():
        setattr(contact, key, value)
    contact.save()
    return contact


@pytest.fixture
def evening(cast):
    facts = {"topic": "Worries", "words": "What helps.", "place": "The hall", "led_by": "Wendy Lark", "room_for": 20}
    return acts.plan_workshop(by=cast.wellbeing_lead, held_at=timezone.now() + timedelta(days=9), **facts)


def invited(cast, evening, *contacts):
    acts.invite_families(by=cast.wellbeing_lead, workshop=evening, contacts=list(contacts))
    return [Invitation.objects.get(contact=contact) for contact in contacts]


def test_a_second_person_lets_them_out_each_on_a_paper_of_its_own(cast, evening):
    lucia = adult(cast.child, "Lucía López", address="4 Pear Tree Row")
    hidden = adult(cast.child, "Marco García", address="9 Hidden Lane", address_confidential=True)
    invited(cast, evening, lucia, hidden)
    assert Notice.objects.filter(user=cast.head, kind="invitations_to_approve").exists()
    with pytest.raises(NotAllowed):
        acts.approve_invitations(by=cast.wellbeing_lead, workshop=evening)
    with pytest.raises(Refused):
        acts.send_invitations(by=cast.wellbeing_lead, workshop=evening, how="by post")
    acts.approve_invitations(by=cast.head, workshop=evening)
    papers = [one.html for one in Document.objects.defer(None).filter(kind="workshop invitation").order_by("pk")]
    assert len(papers) == 2
    mine, theirs = sorted(papers, key=lambda html: "Marco" in html)
    assert "4 Pear Tree Row" in mine and "Marco" not in mine and "Hidden Lane" not in mine + theirs
    assert not any(word in mine + theirs for word in (cast.child.preferred_forename, cast.child.preferred_surname))


def test_home_that_must_not_be_reached_waits_and_nothing_says_why(cast, evening, client_for):
    free, held = adult(cast.classmate, "Ruth Fairweather"), adult(cast.child, "Lucía López")
    Pupil.objects.filter(pk=cast.child.pk).update(do_not_contact=True)
    invited(cast, evening, free, held)
    for approver in (cast.head, cast.dsl):
        if Workshop.objects.permitted(approver, "paper.approve").filter(pk=evening.pk).exists():
            acts.approve_invitations(by=approver, workshop=evening)
    states = {one.contact.name: one.state for one in Invitation.objects.select_related("contact")}
    assert states == {"Ruth Fairweather": "approved", "Lucía López": "waiting"}
    Pupil.objects.filter(pk=cast.classmate.pk).update(do_not_contact=True)
    with pytest.raises(Refused):
        acts.send_invitations(by=cast.wellbeing_lead, workshop=evening, how="by post")
    page = client_for(cast.wellbeing_lead).get(evening.get_absolute_url()).content.decode()
    assert "Waits for a second person" in page and "Lucía López" in page


def test_an_invitation_let_out_stays_here_while_nothing_may_go_home(cast, evening, client_for):
    contact = adult(cast.child, "Lucía López")
    (one,) = invited(cast, evening, contact)
    acts.approve_invitations(by=cast.head, workshop=evening)
    lead, url = client_for(cast.wellbeing_lead), reverse("families:download_invitation", args=[one.public_id])
    assert lead.get(url).status_code != 302
    assert "Say how they went home" in lead.get(evening.get_absolute_url()).content.decode()
    for stop, told in ((True, True), (False, False)):
        Pupil.objects.filter(pk=cast.child.pk).update(do_not_contact=stop)
        Contact.objects.filter(pk=contact.pk).update(receives_information=told, receives_information_reason="An order.")
        answer = lead.get(url)
        assert answer.status_code == 302 and answer.url == evening.get_absolute_url()
        assert "Say how they went home" not in lead.get(answer.url).content.decode()
        with pytest.raises(Refused, match="Nothing is ready"):
            acts.send_invitations(by=cast.wellbeing_lead, workshop=evening, how="by post")


def test_places_are_counted_against_the_people_asked(cast, evening, client_for):
    assert evening.places_in_words(0) == "20 places, and nobody is asked yet."
    evening.room_for = 1
    evening.save()
    invited(cast, evening, adult(cast.child, "Lucía López"), adult(cast.classmate, "Ruth Fairweather"))
    page = client_for(cast.wellbeing_lead).get(evening.get_absolute_url()).content.decode()
    assert "1 place, and 2 people are asked: 1 more than there is room for" in page


def test_a_teacher_is_told_how_many_are_asked_by_anybody_and_a_relative_only_of_those_they_may_see(
    cast, evening, client_for
):
    other = make_pupil("Nobody Theirs", school_class=cast.willow)
    invited(cast, evening, adult(cast.child, "Lucía López"), adult(other, "Ruth Fairweather"))

    def page(user):
        return plain(client_for(user).get(evening.get_absolute_url()).content)

    assert "20 places, and 2 people are asked: room for 18 more." in page(cast.teacher)
    assert "Lucía López" in page(cast.teacher) and "Ruth Fairweather" not in page(cast.teacher)
    block_relative(by=cast.office, pupil=other, user=cast.sendco)
    with_one = page(cast.sendco)
    assert "and 1 person is asked: room for 19 more. Only those whom you may see are counted." in with_one
    Invitation.objects.filter(pupil=other).delete()
    assert page(cast.sendco) == with_one, "nothing tells of their relative"


def test_who_came_is_on_the_childs_thread_and_who_did_not_is_nowhere(cast, evening, client_for):
    came, absent = adult(cast.child, "Lucía López"), adult(cast.classmate, "Ruth Fairweather")
    invited(cast, evening, came, absent)
    acts.approve_invitations(by=cast.head, workshop=evening)
    acts.send_invitations(by=cast.wellbeing_lead, workshop=evening, how="In the book bag")
    evening.refresh_from_db()
    with pytest.raises(Refused):
        acts.finish_workshop(by=cast.wellbeing_lead, workshop=evening, version=1, came=[], follow_up="")
    Workshop.objects.update(held_at=timezone.now() - timedelta(hours=2))
    there = [Invitation.objects.get(contact=came)]
    acts.finish_workshop(by=cast.wellbeing_lead, workshop=evening, version=1, came=there, follow_up="A sheet for all.")
    said = {
        pupil: [line.line for line in lines_of(cast.teacher, [pupil], most=9)] for pupil in (cast.child, cast.classmate)
    }
    assert "Lucía López came to a workshop: Worries" in said[cast.child]
    assert [line for line in said[cast.classmate] if "orkshop" in line] == [
        "Ruth Fairweather was invited to a workshop: Worries"
    ]
    page = client_for(cast.teacher).get(evening.get_absolute_url()).content.decode()
    assert "A sheet for all." in page and "absent" not in page.lower() and "did not attend" not in page.lower()
    assert "Lucía" not in client_for(cast.other_teacher).get(evening.get_absolute_url()).content.decode()


def test_only_adults_who_are_told_and_come_to_meetings_are_asked(cast, evening, client_for):
    told = adult(cast.child, "Lucía López")
    for name, facts in (
        ("Nobody Told", {"receives_information": False, "receives_information_reason": "A court order"}),
        ("Stays Away", {"may_attend": False}),
    ):
        contact = adult(cast.child, name, **facts)
        with pytest.raises(Refused):
            acts.invite_families(by=cast.wellbeing_lead, workshop=evening, contacts=[contact])
    url = reverse("families:invite", args=[evening.public_id])
    page = client_for(cast.wellbeing_lead).get(url, {"class": str(cast.oak.public_id)}).content.decode()
    assert told.name in page and "Nobody Told" not in page and "Stays Away" not in page


def test_who_asks_two_parents_and_who_lets_it_out_see_what_a_court_says(cast, evening, client_for):
    adult(cast.child, "Lucía López")
    tomas = adult(cast.child, "Tomás García", order_type="molestation", order_note="Not near Lucía.")
    page = reverse("families:invite", args=[evening.public_id])
    asked = client_for(cast.wellbeing_lead).get(page, {"class": cast.oak.public_id}).content.decode()
    assert "Tomás García, Mother · Non-molestation order: Not near Lucía." in asked
    invited(cast, evening, tomas)
    let_out = client_for(cast.head).get(reverse("families:approve_invitations", args=[evening.public_id]))
    assert "Non-molestation order: Not near Lucía." in let_out.content.decode()


def test_a_teacher_asks_the_families_of_their_own_class_to_their_own_workshop(cast, evening):
    facts = {"topic": "Maths", "words": "How we teach it.", "place": "Oak", "led_by": "Tilly", "room_for": 30}
    own = acts.plan_workshop(by=cast.teacher, held_at=timezone.now() + timedelta(days=3), **facts)
    mine, other = adult(cast.child, "Lucía López"), adult(cast.other_child, "Orla O'Leary")
    acts.invite_families(by=cast.teacher, workshop=own, contacts=[mine])
    for workshop, contact in ((own, other), (evening, mine)):
        with pytest.raises(NotAllowed):
            acts.invite_families(by=cast.teacher, workshop=workshop, contacts=[contact])


def test_words_for_everybody_name_no_child(cast, evening):
    """They go to many families: what stands there about one child would be in every letterbox."""
    facts = {name: getattr(evening, name) for name in acts.FACTS}
    for words in ({"topic": f"Worries like {cast.child.name}’s"}, {"words": f"What helped {cast.other_child.name}."}):
        with pytest.raises(Refused, match="name a child"):
            acts.plan_workshop(by=cast.wellbeing_lead, **{**facts, **words})
        with pytest.raises(Refused, match="name a child"):
            acts.change_workshop(
                by=cast.wellbeing_lead, workshop=evening, version=evening.version, **{**facts, **words}
            )
    assert Workshop.objects.count() == 1


def test_an_invitation_is_in_the_print_and_beside_the_words_its_reader_asked_for(cast, evening):
    ewa = adult(cast.child, "Ewa Nowak", language="Polish", format="Large print")
    yasmin, john = adult(cast.child, "Yasmin Khan", language="Urdu"), adult(cast.child, "John Smith")
    polish, urdu, english = (invitation_html(evening, contact) for contact in (ewa, yasmin, john))
    assert 'class="large"' in polish and "Prosimy zapytać nas o tłumacza" in polish and 'lang="pl"' in polish
    assert 'class="large"' not in urdu and 'dir="rtl"' in urdu and "مترجم" in urdu
    assert 'lang="pl"' not in english and "ask us for an interpreter" in english
    assert all("tell the office if you would like to come" in html for html in (polish, urdu, english))
    needs_one = invitation_html(evening, adult(cast.child, "Anna Lis", language="Polish", interpreter=True))
    assert needs_one.count("interpreter") == 1 and "tłumacza" in needs_one  # once in each language
