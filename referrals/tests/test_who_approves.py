"""Who lets a letter out: as the agency's row says, never its own writer, never past what the safeguarding leads know."""

import pytest
from django.urls import reverse

from audit.actions import Refused
from concerns.tests.world import raise_about
from families.models import Meeting
from families.tests.world import make_meeting
from referrals import actions
from referrals.models import Referral
from referrals.tests.world import a_letter
from referrals.wording.seed import add_wordings
from school.models import Agency
from school.seed import add_agencies
from staff.models import Notice
from staff.permitted import NotAllowed
from staff.policy import Level, Permission

pytestmark = pytest.mark.django_db
SALT = "speech-and-language"


@pytest.fixture(autouse=True)
def furnished():
    add_agencies()
    add_wordings()


def may_approve(who, referral):
    return Referral.objects.permitted(who, Permission.APPROVE).filter(pk=referral.pk).exists()


def test_where_the_row_names_the_sendco_they_approve_what_a_colleague_wrote(cast, client_for):
    assert Agency.objects.get(code=SALT).approver_role == "sendco"
    letter = a_letter(cast.child, by=cast.wellbeing_lead, code=SALT)
    actions.ask_for_approval(by=cast.wellbeing_lead, referral=letter.referral)
    assert Notice.objects.filter(user=cast.sendco, kind="letter_to_approve").exists()
    assert cast.child.name in client_for(cast.sendco).get(reverse("dashboard:approvals")).content.decode()
    assert not may_approve(cast.wellbeing_lead, letter.referral)
    actions.approve_letter(by=cast.sendco, referral=letter.referral)
    assert Referral.objects.get().approved_by == cast.sendco


def test_never_what_they_wrote_themselves(cast):
    letter = a_letter(cast.child, by=cast.sendco, code=SALT)
    actions.ask_for_approval(by=cast.sendco, referral=letter.referral)
    with pytest.raises(Refused):
        actions.approve_letter(by=cast.sendco, referral=letter.referral)
    actions.approve_letter(by=cast.head, referral=letter.referral)


@pytest.mark.parametrize("code", ["gp", "educational-psychology"])
def test_not_where_the_row_names_somebody_else(cast, code):
    letter = a_letter(cast.child, by=cast.wellbeing_lead, code=code)
    assert not may_approve(cast.sendco, letter.referral)
    actions.ask_for_approval(by=cast.wellbeing_lead, referral=letter.referral)
    with pytest.raises(NotAllowed):
        actions.approve_letter(by=cast.sendco, referral=letter.referral)


def test_not_where_the_safeguarding_leads_know_something(cast):
    raise_about(cast.child, by=cast.teacher, level=Level.SAFEGUARDING, lead=cast.dsl)
    letter = a_letter(cast.child, by=cast.wellbeing_lead, code=SALT)
    assert not may_approve(cast.sendco, letter.referral) and may_approve(cast.dsl, letter.referral)


def test_it_opens_nothing_but_letters(cast):
    made = make_meeting(cast.child, by=cast.teacher)
    assert not Meeting.objects.permitted(cast.sendco, Permission.APPROVE).filter(pk=made.pk).exists()
