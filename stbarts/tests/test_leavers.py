"""A leaver drops out of every open list and sweep, and comes back whole where the leaving was a mistake.

Found by itself: every word of every table that means "still going on", everything that a sweep would owe somebody,
every page that is a list. In the demo school all children leave, and all of them come back.
"""

import inspect
from datetime import timedelta

import pytest
from django.apps import apps
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from audit.actions import System
from pupils.actions import mark_left, mark_returned
from pupils.models import Pupil
from staff.notices import KINDS
from stbarts.tests.addresses import every_address
from stbarts.tests.walk import client_of

pytestmark = pytest.mark.demo
GOING_ON = ("open", "live", "due", "active", "in_line", "to_come", "to_do", "waiting_for_approval")
WEEKS = range(0, 120, 7)

# What goes on although the child has left: a record is finished, whoever it is about, before it goes to the next school.
STAYS_OPEN = {
    "concerns.Concern.open": "somebody still decides about it and closes it",
    "concerns.Episode.open": "it is over when a person says so",
    "concerns.FollowUpWords.open": "the record's own page, before it is closed; lists and sweeps take to_do",
    "concerns.EpisodeFollowUp.open": "the record's own page; lists and sweeps take to_do",
    "concerns.Standing.open": "where a child stands with social care goes with the file; lists take of_children_here",
    "concerns.DateOwed.open": "the file's own page; lists and sweeps take due",
    "pupils.FollowUp.open": "the words above; lists and sweeps take due and to_do",
    "pupils.MonitoringFlag.open": "set again after a return; lists take of_children_here, sweeps due",
    "school.OnDuty.active": "about no child",
    "staff.User.active": "about no child",
}
STILL_OWED = {
    "concern_to_acknowledge": "a concern is seen, whoever it is about",
    "report_to_match": "nobody knows yet whom it is about",
    "file_to_send": "the file goes to the next school, with what nobody had done yet",
    "supervision_overdue": "about no child",
    "agencies_to_verify": "about no child",
    "draft_left_lying": "somebody's own words, that nobody else reads",
}
# Pages on which a leaver is still named: what happened stays to be read, and a concern is finished.
STILL_LISTED = {
    "dashboard:home": "names from the lists below",
    "concerns:queue": "a concern is decided, whoever it is about",
    "concerns:urgent": "it is over when a person says so",
    "concerns:past_urgent": "what happened",
    "concerns:asked": "what a colleague asks about a concern that is still decided",
    "concerns:mine": "one's own words",
    "concerns:reports": "what guests wrote",
    "concerns:shared": "until its last day, and about the file",
    "concerns:briefings": "those one wrote",
    "concerns:safeguarding_log": "the log, and files to send on",
    "families:meetings": "those that were",
    "referrals:referrals": "those that were",
    "referrals:consultations": "those that were answered",
}


@pytest.fixture(scope="module")
def children(demo_db, django_db_blocker):
    """The demo's children who are here; whatever happens to them is undone."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield list(Pupil.objects.open())
        transaction.set_rollback(True)


class away:
    """Within this block all of them have left; after it all of them are back."""

    by = System("the leavers")

    def __init__(self, children):
        self.children = children

    def __enter__(self):
        for child in self.children:
            mark_left(by=self.by, pupil=child, left_on=timezone.localdate())

    def __exit__(self, *problem):
        for child in self.children:
            mark_returned(by=self.by, pupil=child)


def going_on():
    """{"room.Table.word": its rows}, of every table that has such a word."""
    found = {}
    for model in set(apps.get_models()) - {Pupil}:
        rows = model._default_manager.all()
        for word in GOING_ON:
            if (ask := getattr(rows, word, None)) is not None:
                day = timezone.localdate() + timedelta(days=60 * (word != "to_come"))
                wanted = inspect.signature(ask).parameters.values()
                given = {one.name: day for one in wanted if one.default is one.empty}
                found[f"{model._meta.label}.{word}"] = set(ask(**given).values_list("pk", flat=True))
    return found


def owed():
    """{kind: who would be owed what}, over the weeks to come."""
    days = [timezone.localdate() + timedelta(days=n) for n in WEEKS]
    return {
        kind.name: {(user.pk, about, on) for day in days for user, about, on in kind.owed(day)}
        for kind in KINDS.values()
        if kind.owed
    }


@pytest.mark.parametrize("found", [going_on, owed])
def test_nothing_goes_on_and_nothing_is_owed_about_a_leaver_and_all_of_it_comes_back(children, found):
    stays = STAYS_OPEN if found is going_on else STILL_OWED
    before = found()
    with away(children):
        left = found()
    assert {name for name, rows in left.items() if rows} == {name for name in stays if before[name]}
    assert found() == before
    assert sum(len(rows) for name, rows in before.items() if name not in stays) > 50


@pytest.mark.parametrize("part", ["teacher", "wellbeing_lead", "dsl"])
def test_no_list_names_a_leaver_and_every_one_names_them_again(children, part):
    client = client_of(part)
    names = {child.name for child in children}
    pages = {
        address.name: reverse(address.name) for address in every_address() if address.ours and not address.arguments
    }

    def named():
        found = {}
        for name, url in pages.items():
            answer = client.get(url)
            if answer.status_code == 200 and "text/html" in answer.headers["Content-Type"]:
                words = answer.content.decode()
                found[name] = {one for one in names if one in words}
        return found

    before = named()
    with away(children):
        left = named()
    still = {page for page, who in left.items() if who}
    assert still <= set(STILL_LISTED), sorted(still - set(STILL_LISTED))
    assert left["dashboard:home"] <= set().union(*(who for page, who in left.items() if page != "dashboard:home"))
    assert len([page for page, who in before.items() if who - left[page]]) > 5
    assert named() == before
