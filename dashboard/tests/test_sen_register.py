"""The page of the SEN register, for those who lead help and safeguarding."""

import uuid
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from audit.actions import Refused, System
from families.models import Meeting
from interventions.actions.register import set_plan_review
from interventions.models import Placement, PlanReview
from interventions.tests.world import place
from pupils.actions import block_relative, change_facts
from pupils.importing.actions import commit_import, read_import
from pupils.models import Pupil
from staff.permitted import NotAllowed

pytestmark = pytest.mark.django_db
OFFICE = System("tests")


@pytest.fixture
def on_it(cast):
    change_facts(by=OFFICE, pupil=cast.child, facts={"sen_status": "E", "sen_needs": ["SEMH", "SLCN"]})
    change_facts(by=OFFICE, pupil=cast.other_child, facts={"sen_status": "K"})
    change_facts(by=OFFICE, pupil=cast.classmate, facts={"sen_status": "N"})  # never on it, so never off it
    place(cast.twin, by=cast.sendco, wave=3)  # on Wave 3, and on no register


def register(client_for, person, **asked):
    return client_for(person).get(reverse("dashboard:sen_register"), asked)


def names(answer):
    return {line.pupil.name for line in answer.context["lines"]}


def test_who_is_on_it_and_a_wave_puts_nobody_there(cast, client_for, on_it):
    for person in (cast.sendco, cast.wellbeing_lead, cast.dsl, cast.head):
        assert names(register(client_for, person)) == {cast.child.name, cast.other_child.name}
    assert names(register(client_for, cast.sendco, show="K")) == {cast.other_child.name}
    block_relative(by=cast.office, pupil=cast.child, user=cast.head)
    answer = register(client_for, cast.head)
    assert names(answer) == {cast.other_child.name} and answer.context["plans"] == 0
    waves = list(Placement.objects.values_list("pupil", "wave"))
    change_facts(by=OFFICE, pupil=cast.other_child, facts={"sen_status": "N"})
    assert names(register(client_for, cast.sendco, show="off")) == {cast.other_child.name}
    assert list(Placement.objects.values_list("pupil", "wave")) == waves == [(cast.twin.pk, 3)]


def test_it_says_since_when_which_needs_first_and_how_often_the_family_was_met(cast, client_for, on_it):
    now = timezone.now()
    for state in (Meeting.State.HELD, Meeting.State.CANCELLED, Meeting.State.PLANNED):
        Meeting.objects.create(pupil=cast.child, purpose="sen", planned_at=now, state=state, planned_by=cast.sendco)
    page = register(client_for, cast.sendco, show="E").content.decode()
    assert "1. Social, emotional and mental health" in page and "2. Speech, language and communication" in page
    assert "or before" in page and "1 of 3 meetings this year" in page and "No review date yet" in page


def test_a_plans_review_is_set_by_those_who_decide_and_the_day_before_it_is_kept(cast, client_for, on_it):
    page = reverse("interventions:sen_record", args=[cast.child.public_id])
    first, second = (timezone.localdate() + timedelta(days=days) for days in (30, 60))
    for day in (first, second):
        sent = client_for(cast.sendco).post(page, {"idempotency_key": uuid.uuid4(), "review_on": day.isoformat()})
        assert sent.status_code == 302
    assert [one.review_on for one in PlanReview.objects.order_by("pk")] == [first, second]
    assert register(client_for, cast.head).context["lines"][0].review_on == second
    seen = client_for(cast.head).get(page).content.decode()
    assert "Save this day" not in seen and f"{first.day} {first:%B %Y}" in seen
    with pytest.raises(NotAllowed):
        set_plan_review(by=cast.dsl, pupil=cast.child, review_on=first)
    with pytest.raises(Refused, match="no education"):
        set_plan_review(by=cast.sendco, pupil=Pupil.objects.get(pk=cast.other_child.pk), review_on=first)
    with pytest.raises(Refused, match="check the year"):
        set_plan_review(by=cast.sendco, pupil=cast.child, review_on=first + timedelta(days=3650))


HEAD = "Adno,Legal Surname,Legal Forename,DOB,Year,SEN Status,EHCP Review Date\n"


def bring_in(cast, pupil, status, day):
    line = f"{pupil.mis_id},{pupil.legal_surname},{pupil.legal_forename},{pupil.born_on:%d/%m/%Y},{pupil.year_group}"
    batch = read_import(by=cast.office, data=f"{HEAD}{line},{status},{day}\n".encode())
    return commit_import(by=cast.office, batch=batch).rows.get(pupil=pupil)


def test_a_plans_review_in_the_schools_system_is_brought_in_and_what_was_set_here_since_then_stays(
    cast, client_for, on_it
):
    first, ours, later = (timezone.localdate() + timedelta(days=days) for days in (30, 60, 90))
    bring_in(cast, cast.child, "E", f"{first:%d/%m/%Y}")
    assert register(client_for, cast.head).context["lines"][0].review_on == first
    set_plan_review(by=cast.sendco, pupil=cast.child, review_on=ours)
    bring_in(cast, cast.child, "E", f"{first:%d/%m/%Y}")  # the same file again is no news
    change_facts(by=OFFICE, pupil=Pupil.objects.get(pk=cast.child.pk), facts={"postcode": "HP99 9ZZ"})
    assert register(client_for, cast.head).context["lines"][0].review_on == ours
    odd = bring_in(cast, cast.child, "E", f"{later:%d/%m}/2062")
    assert "check the year" in " ".join(odd.flags)
    bring_in(cast, cast.child, "E", f"{later:%d/%m/%Y}")
    rows = [(one.review_on, one.set_by) for one in PlanReview.objects.order_by("pk")]
    assert rows == [(first, None), (ours, cast.sendco), (later, None)]
    seen = client_for(cast.head).get(reverse("interventions:sen_record", args=[cast.child.public_id])).content.decode()
    assert seen.count("Heard from the school’s system") == 2 and "Set by Sunita Rao" in seen
    bring_in(cast, cast.other_child, "K", f"{later:%d/%m/%Y}")  # without a plan there is nothing to review
    assert PlanReview.objects.count() == 3
