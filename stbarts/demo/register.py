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
    heard = calendar.next_school_day(world.today + timedelta(days=30))
    for child, days, facts in (
        ("Mensah Elijah", 70, {"plan_review_on": heard}),  # and set differently here since then
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
    for days, until in ((60, -20), (9, 45)):
        with at(on(world.ago(days), 9, 10)):
            set_plan_review(
                by=world.people["sendco"], pupil=world.children["Mensah Elijah"],
                review_on=calendar.next_school_day(world.today + timedelta(days=until)),
            )  # fmt: skip
