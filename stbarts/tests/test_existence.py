"""Nothing differs by the existence of a record that its reader may not know of: every page, with and without.

The pages are found from the URLconf. For each reader the same page is asked for twice, in the same
frozen minute, before and after the safeguarding leads wrote down everything that they can about a child.
"""

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from concerns.actions import give_feedback
from concerns.following import ask_colleague, ask_to_do
from concerns.models import Concern, Need
from concerns.seed import add_needs
from concerns.tests.world import raise_about
from families.tests.world import make_meeting
from interventions.tests.world import aim, place
from referrals.tests.world import make_referral
from school.seed import add_agencies
from staff.policy import Level
from stbarts.tests.addresses import every_address
from stbarts.tests.grid_asking import ask, plain

pytestmark = pytest.mark.unsettled

# Nobody of these reads safeguarding text or was told of it.
READERS = [
    "teacher", "other_teacher", "support", "sendco", "wellbeing_lead", "office", "governor", "technical",
]  # fmt: skip
KNOWS = "dsl"
TYPED = {"pupils:find": "q", "concerns:find": "pupil_name"}  # searches are posted: names stay out of addresses


@pytest.fixture
def open_records(cast):
    """What these readers may know of: enough of everything that no count hides behind "fewer than 5"."""
    add_needs()
    add_agencies()
    some = list(Need.objects.all()[:2])
    for n in range(6):
        concern = raise_about(
            cast.child if n % 2 else cast.classmate, by=cast.teacher, level=Level.TEAM, lead=cast.dsl,
            status=[Concern.Status.SUBMITTED, Concern.Status.TRIAGED, Concern.Status.CLOSED][n % 3], needs=some,
        )  # fmt: skip
    for child in (cast.child, cast.classmate, cast.twin, cast.other_twin, cast.other_child, cast.child):
        placement = place(child, by=cast.sendco)
        meeting = make_meeting(child, by=cast.sendco)
        referral = make_referral(child, by=cast.sendco)
    target = aim(placement, by=cast.sendco)
    return {
        "pupil": cast.child, "concern": concern, "placement": placement, "meeting": meeting, "referral": referral,
        "target": target, "measure": target.measure, "reading": target.measure.readings.get(),
    }  # fmt: skip


def write_down_everything(cast):
    """All that the safeguarding leads can put on a child's record, none of it for anybody else."""
    soon = timezone.localdate() + timedelta(days=3)
    hidden, needs = Level.SAFEGUARDING, list(Need.objects.all()[:2])
    found = raise_about(cast.child, by=cast.deputy, level=hidden, lead=cast.dsl, needs=needs)
    decided = raise_about(cast.child, by=cast.dsl, level=hidden, lead=cast.dsl, status=Concern.Status.TRIAGED)
    raise_about(cast.child, by=cast.dsl, level=hidden, lead=cast.dsl, status=Concern.Status.CLOSED)
    ask_to_do(by=cast.dsl, concern=decided, who=cast.deputy, words="Ring.", due_on=soon)
    ask_colleague(by=cast.dsl, concern=found, who=cast.deputy, words="What was said?")
    give_feedback(by=cast.dsl, concern=decided, words="Thank you.")
    make_referral(cast.child, by=cast.dsl, level=Level.SAFEGUARDING)


def addresses_for(records):
    """Every page of ours that can be asked for: without an argument, or about one of these records."""
    found = []
    for address in every_address():
        names = [name for name, _ in address.arguments]
        if address.ours and all(name in records for name in names):
            url = reverse(address.name, kwargs={name: records[name].public_id for name in names})
            found.append((address.name, url))
    return found


def everything_shown(client, records):
    """{page: what it says} for one reader; what a page changes by being asked for is undone."""
    said = {name: plain(ask(client, "get", url, draw=True).body) for name, url in addresses_for(records)}
    for name, box in TYPED.items():
        said[f"{name} typed"] = plain(client.post(reverse(name), {box: "ana"}).content)
    return said


def test_a_safeguarding_record_changes_no_page_of_those_who_may_not_know(cast, client_for, open_records):
    clients = {reader: client_for(getattr(cast, reader)) for reader in [*READERS, KNOWS]}
    with time_machine.travel(timezone.now() + timedelta(seconds=1), tick=False):
        before = {reader: everything_shown(client, open_records) for reader, client in clients.items()}
        write_down_everything(cast)
        after = {reader: everything_shown(client, open_records) for reader, client in clients.items()}
    changed = {
        reader: {
            name: difference(said, after[reader][name]) for name, said in pages.items() if said != after[reader][name]
        }
        for reader, pages in before.items()
    }
    known = changed.pop(KNOWS)
    assert {reader: pages for reader, pages in changed.items() if pages} == {}
    # and that this could have been seen at all:
    assert {"dashboard:home", "dashboard:child", "concerns:queue", "dashboard:counts", "referrals:referrals"} <= set(
        known
    )
    assert all(len(pages) > 40 for pages in before.values())


def difference(one, other):
    """The lines that are in one of them only."""
    return sorted(set(one.splitlines()) ^ set(other.splitlines()))[:6]
