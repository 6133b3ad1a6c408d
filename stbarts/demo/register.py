"""The SEN register of the demo school: needs in their order, a child who came off it, and when a plan is reviewed."""

from datetime import timedelta

from audit.actions import System
from interventions.actions.register import set_plan_review
from pupils.actions import change_facts
from pupils.models import Pupil
from school import calendar
from stbarts.demo.clock import at, on

OFFICE = System("the school's information system")


def tell(world):
    """After the children came in with a status: what their needs are, who joined the register, who came off it."""
    for child, days, facts in (
        ("Fairweather Jonah", 30, {"sen_needs": ["SPLD", "SEMH"], "sen_from": world.today - timedelta(days=420)}),
        ("Ashby Theodore", 30, {"sen_needs": ["SEMH"]}),
        ("Silva Rafael", 30, {"sen_needs": ["SLCN", "SEMH"], "sen_from": world.today - timedelta(days=200)}),
        ("Mensah Elijah", 30, {"sen_needs": ["SEMH", "SLCN", "SPLD"], "sen_from": world.today - timedelta(days=310)}),
        ("Brook Isla", 50, {"sen_status": "K", "sen_needs": ["SPLD"]}),
        ("Brook Isla", 12, {"sen_status": "N", "sen_needs": []}),
        ("Thorne Mabel", 9, {"sen_status": "K", "sen_needs": ["SLCN"]}),
    ):
        with at(on(world.ago(days), 16, 20)):
            change_facts(by=OFFICE, pupil=Pupil.objects.get(pk=world.children[child].pk), facts=facts)
    for days, until, act in ((60, -20, _set_review), (40, 30, _hear_review), (9, 45, _set_review)):
        with at(on(world.ago(days), 9, 10)):
            act(world, world.children["Mensah Elijah"], calendar.next_school_day(world.today + timedelta(days=until)))


def _set_review(world, child, day):
    set_plan_review(by=world.people["sendco"], pupil=child, review_on=day)


def _hear_review(world, child, day):
    """The school's own system says a day; what is set here later stands."""
    change_facts(by=OFFICE, pupil=Pupil.objects.get(pk=child.pk), facts={"plan_review_on": day})
