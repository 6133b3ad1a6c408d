"""Who goes on with a referral, and the lists in which it is found, however long they are."""

import pytest
from django.urls import reverse

from audit.actions import Refused
from referrals import actions
from referrals.actions.leading import hand_over
from referrals.leads import who_may_lead
from referrals.models import Referral
from referrals.tests.world import a_letter, make_referral
from referrals.views import lists
from referrals.wording.seed import add_wordings
from school.seed import add_agencies
from staff.models import Notice
from staff.notices import is_still_owed
from staff.permitted import NotAllowed
from staff.policy import Level

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def furnished():
    add_agencies()
    add_wordings()


def told(who, kind):
    return [one for one in Notice.objects.filter(user=who, kind=kind, settled_at=None) if is_still_owed(one)]


def test_a_colleague_goes_on_with_it_and_hears_of_whatever_comes(cast, client_for):
    letter = a_letter(cast.child, by=cast.sendco)
    referral = hand_over(by=cast.sendco, referral=letter.referral, to=cast.wellbeing_lead)
    assert told(cast.wellbeing_lead, "referral_handed_over") and not told(cast.sendco, "referral_handed_over")
    page = client_for(cast.wellbeing_lead).get(reverse("referrals:referrals"), {"show": "mine"}).content.decode()
    assert cast.child.name in page and "Led by Wendy Lark" in page
    assert (
        cast.child.name
        not in client_for(cast.sendco).get(reverse("referrals:referrals"), {"show": "mine"}).content.decode()
    )
    actions.ask_for_approval(by=cast.sendco, referral=referral)
    actions.send_back(by=cast.dsl, referral=referral, why="Say since when.")
    assert told(cast.wellbeing_lead, "letter_sent_back") and not told(cast.sendco, "letter_sent_back")
    hand_over(by=cast.wellbeing_lead, referral=referral, to=cast.sendco)
    assert told(cast.sendco, "letter_sent_back") and not told(cast.wellbeing_lead, "letter_sent_back")


def test_it_gives_nobody_what_the_policy_does_not(cast):
    ours = make_referral(cast.child, by=cast.dsl, level=Level.SAFEGUARDING)
    assert set(who_may_lead(ours)) == {cast.deputy}
    for outsider in (cast.sendco, cast.teacher, cast.head):
        with pytest.raises(Refused):
            hand_over(by=cast.dsl, referral=ours, to=outsider)
    theirs = make_referral(cast.child, by=cast.sendco)
    with pytest.raises(NotAllowed):
        hand_over(by=cast.head, referral=theirs, to=cast.wellbeing_lead)


def test_whoever_leads_it_does_not_approve_it(cast):
    letter = a_letter(cast.child, by=cast.sendco)
    hand_over(by=cast.sendco, referral=letter.referral, to=cast.dsl)
    actions.ask_for_approval(by=cast.sendco, referral=letter.referral)
    assert not told(cast.dsl, "letter_to_approve") and told(cast.deputy, "letter_to_approve")
    with pytest.raises(Refused):
        actions.approve_letter(by=cast.dsl, referral=letter.referral)


def test_every_referral_is_on_some_page_of_its_list(cast, client_for, monkeypatch):
    monkeypatch.setattr(lists, "AT_FIRST", 2)
    monkeypatch.setattr(lists, "PAGE", 2)
    made = [str(make_referral(cast.child, by=cast.sendco).public_id) for _ in range(5)]
    browser, url, seen, after = client_for(cast.sendco), reverse("referrals:referrals"), [], ""
    first = browser.get(url).content.decode()
    assert "See all 5" in first and sum(one in first for one in made) == 2
    for _ in range(3):
        page = browser.get(url, {"where": "ours", "after": after})
        seen += [one for one in made if one in page.content.decode() and one != after]
        after = page.context["after"]
    assert sorted(seen) == sorted(made) and after == "" and Referral.objects.count() == 5
