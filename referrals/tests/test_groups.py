"""One request for several children: a referral for each, consent for each, and nobody's page names another."""

import uuid

import pytest
from django.utils import timezone

from audit.actions import Refused
from pupils.actions import block_relative
from referrals import actions
from referrals.actions import answers
from referrals.actions.grouping import add_to_group, consider_group, step_together
from referrals.actions.moving import move
from referrals.models import Group, Referral
from referrals.tests.world import agree
from school.models import Agency
from school.seed import add_agencies

pytestmark = pytest.mark.django_db
State = Referral.State


@pytest.fixture
def group(cast):
    add_agencies()
    return consider(cast)


def consider(cast, children=None, code="pupil-support-worker", **words):
    said = {"theme": "Making friends", "why": "Each should have somebody to play with.", **words}
    children = [cast.child, cast.classmate] if children is None else children
    return consider_group(by=cast.sendco, agency=Agency.objects.get(code=code), children=children, **said)


def of(group, child):
    return Referral.objects.get(group=group, pupil=child)


def test_each_child_has_a_referral_of_their_own_and_what_one_family_says_is_said_for_one(cast, group):
    today = timezone.localdate()
    mine, other = of(group, cast.child), of(group, cast.classmate)
    actions.record_consent(by=cast.sendco, referral=mine, answer="not_sought", given_on=today, why_not_sought="Soon.")
    other.refresh_from_db()
    assert (mine.state, other.state, other.consent) == (State.CONSENT, State.CONSIDERING, None)


def test_one_answer_for_several_is_a_step_of_each_or_of_none(cast, group):
    today, both = timezone.localdate(), [of(group, cast.child), of(group, cast.classmate)]
    with pytest.raises(Refused):
        step_together(by=cast.sendco, group=group, referrals=both, take=answers.record_accepted, on=today)
    move(both[0], State.SENT, by=cast.sendco)
    with pytest.raises(Refused):
        step_together(by=cast.sendco, group=group, referrals=both, take=answers.record_accepted, on=today)
    assert not Referral.objects.filter(state=State.ACCEPTED).exists()
    move(both[1], State.SENT, by=cast.sendco)
    step_together(by=cast.sendco, group=group, referrals=both, take=answers.record_accepted, on=today)
    assert Referral.objects.filter(state=State.ACCEPTED, steps__to_state="accepted").count() == 2


def test_one_answer_for_several_names_none_of_them(cast, group):
    both = [of(group, cast.child), of(group, cast.classmate)]
    for name in (cast.classmate.name, cast.classmate.preferred_forename, cast.other_child.name):
        why = f"The family of {name} would rather wait."
        with pytest.raises(Refused, match="name no child"):
            step_together(by=cast.sendco, group=group, referrals=both, take=answers.withdraw_referral, why=why)
    assert not Referral.objects.filter(state=State.WITHDRAWN).exists()


def test_no_page_of_one_child_names_another(cast, group, client_for):
    client = client_for(cast.sendco)
    for child, other in ((cast.child, cast.classmate), (cast.classmate, cast.child)):
        referral = of(group, child)
        for page in (referral.get_absolute_url(), child.get_absolute_url(), f"/child/{child.public_id}/chronology/"):
            answer = client.get(page)
            assert answer.status_code == 200 and other.preferred_forename not in answer.content.decode(), page


def test_a_relative_of_one_child_knows_of_the_others_only(cast, group, client_for):
    block_relative(by=cast.office, pupil=cast.classmate, user=cast.sendco)
    page = client_for(cast.sendco).get(group.get_absolute_url()).content.decode()
    assert cast.child.name in page and cast.classmate.name not in page


def test_what_a_group_may_not_be(cast, group):
    for refused in (
        {"children": [cast.child]},
        {"code": "childrens-services"},
        {"why": "So that Jonah plays."},
        {"theme": f"Like {cast.twin.name}"},
    ):
        with pytest.raises(Refused):
            consider(cast, **refused)
    with pytest.raises(Refused):
        add_to_group(by=cast.sendco, group=group, children=[cast.child])
    add_to_group(by=cast.sendco, group=group, children=[cast.twin])
    assert Referral.objects.filter(group=group).count() == 3 and Group.objects.count() == 1


def test_it_is_made_and_answered_on_its_pages(cast, client_for):
    add_agencies()
    client, today = client_for(cast.sendco), timezone.localdate().isoformat()
    page = f"/referrals/group/?school_class={cast.oak.public_id}"
    assert cast.classmate.name in client.get(page).content.decode()
    said = {
        "agency": Agency.objects.get(code="pupil-support-worker").pk, "theme": "Making friends", "why": "To play.",
        "children": [cast.child.public_id, cast.classmate.public_id], "idempotency_key": uuid.uuid4(),
    }  # fmt: skip
    assert client.post(page, said).status_code == 302
    group = Group.objects.get()
    both = Referral.objects.filter(group=group)
    for one in both:
        agree(one, by=cast.sendco)
    both.update(state=State.APPROVED, approved_by=cast.head, approved_at=timezone.now())
    went = {"sent_on": today, "sent_how": "On their form", "who": list(both.values_list("public_id", flat=True))}
    page = f"{group.get_absolute_url()}step/sent/"
    assert client.post(page, {"idempotency_key": uuid.uuid4(), **went}).status_code == 302
    assert client.get(page).status_code == 404 and {one.state for one in both.all()} == {State.SENT}
    step = f"/referrals/group/{group.public_id}/step/accepted/"
    assert step in client.get(group.get_absolute_url()).content.decode()
    one = {"idempotency_key": uuid.uuid4(), "on": today, "why": "", "who": [of(group, cast.child).public_id]}
    assert client.post(step, one).status_code == 302
    assert (of(group, cast.child).state, of(group, cast.classmate).state) == (State.ACCEPTED, State.SENT)
