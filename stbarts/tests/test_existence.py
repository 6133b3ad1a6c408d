"""A safeguarding record may not be guessed from what its reader may not know of: every page, with and without.

The pages are found from the URLconf. For each reader the same page is asked for twice, in the same
frozen minute, before and after the safeguarding leads wrote down everything that they can about a child.
"""

import shutil
from datetime import timedelta
from types import SimpleNamespace

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from concerns.actions import give_feedback
from concerns.actions.filing import assess_harm, write_entry
from concerns.actions.following import ask_colleague, ask_to_do, finish, log_agency
from concerns.actions.naming import name_people
from concerns.actions.sharing import share_words
from concerns.actions.standing import add_person, owe_date, set_standing
from concerns.models import Concern, FileExport, Need
from concerns.seed import add_needs
from concerns.tests.world import GRAVE, raise_about
from documents.models import Document
from families.tests.world import make_meeting
from interventions.tests.world import place
from pupils.watching import set_flag
from referrals.tests.world import make_referral
from school.seed import add_agencies
from staff import kept
from staff.policy import POLICY, Level, Permission, Role, Scope
from stbarts.tests.addresses import every_address
from stbarts.tests.grid_asking import ask, plain

# Nobody of these reads safeguarding text or was told of it. Who is not here has the same rights as somebody who is.
READERS = ["teacher", "other_teacher", "support", "sendco", "office", "governor", "technical"]
KNOW = {Role.DSL, Role.HEAD}
# The numbers of a governor count every record: never under five, and never one alone.
COUNTED = {"governor": {"dashboard:home", "dashboard:counts"}}
# What those who know find there is looked at only to see that this test could see anything.
FOUND_BY_LEADS = {"dashboard:home", "dashboard:child", "concerns:queue", "dashboard:counts", "referrals:referrals"}
# Searches are posted: names and words stay out of addresses.
TYPED = [
    ("pupils:find", {"q": "ana"}), ("concerns:find", {"pupil_name": "ana"}),
    ("dashboard:search_words", {"q": GRAVE.split()[3]}), ("dashboard:search_child", {"q": GRAVE.split()[3]}),
]  # fmt: skip


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
    return {
        "pupil": cast.child, "concern": concern, "placement": placement, "meeting": meeting, "referral": referral,
    }  # fmt: skip


def write_down_everything(cast):
    """All that the safeguarding leads can put on a child's record, none of it for anybody else.

    Nothing of it fails on the way: who looks after the system is told of what failed, without a word about what it was.
    """
    child, by, hidden = cast.child, cast.dsl, Level.SAFEGUARDING
    today, needs = timezone.localdate(), list(Need.objects.all()[:2])
    soon = today + timedelta(days=3)
    found = raise_about(child, by=cast.deputy, level=hidden, lead=by, needs=needs)
    decided = raise_about(child, by=by, level=hidden, lead=by, status=Concern.Status.TRIAGED)
    raise_about(child, by=by, level=hidden, lead=by, status=Concern.Status.CLOSED)
    named = raise_about(child, by=by, level=hidden, lead=by)
    name_people(by=by, concern=named, people=[cast.deputy], reason="Nobody else needs it.")
    ask_to_do(by=by, concern=decided, who=cast.deputy, words="Ring.", due_on=soon)
    seen_to = ask_to_do(by=by, concern=decided, who=cast.deputy, words="Ring again.", due_on=soon)
    finish(by=cast.deputy, concern=decided, follow_up=seen_to, words="Nobody was in.")
    ask_colleague(by=by, concern=found, who=cast.deputy, words="What was said?")
    log_agency(by=by, concern=found, who="The hub", at=timezone.now(), what_they_said="Send it in.")
    give_feedback(by=by, concern=decided, words="Thank you.")
    set_standing(by=by, pupil=child, kind="child_in_need", from_on=today)
    add_person(by=by, pupil=child, job="social_worker", name="Ines Calder")
    owe_date(by=by, pupil=child, kind="visit", on=soon)
    write_entry(by=by, pupil=child, kind="note", words="A visit at home.")
    assess_harm(
        by=by, pupil=child, part="harmed", likelihood="possible", review_on=soon, what="x", who="y", measures="z"
    )
    share_words(by=by, pupil=child, people=[cast.deputy], words="Sit beside the door.", until_on=soon)
    set_flag(by=by, pupil=child, reason="Keep an eye on it.", review_on=soon, level=hidden)
    make_referral(child, by=by, level=hidden)
    export = FileExport.objects.create(pupil=child, purpose="For court", written_by=by)
    Document.objects.create(
        kind="safeguarding_file", title="Child-protection file", html="<p>x</p>", made_by=by,
        owner_type=export._meta.label_lower, owner_id=export.pk,
    )  # fmt: skip


def addresses_for(records):
    """Every page of ours that can be asked for: without an argument, or about one of these records."""
    found = []
    for address in every_address():
        names = [name for name, _ in address.arguments]
        if address.ours and all(name in records for name in names):
            url = reverse(address.name, kwargs={name: records[name].public_id for name in names})
            found.append((address.name, url))
    return found


def everything_shown(client, records, only):
    """{page: what it says} for one reader; what a page changes by being asked for is undone."""
    said = {}
    for name, url in addresses_for(records):
        if only is None or name in only:
            answer = ask(client, "get", url, draw=True)
            said[name] = f"{answer.status} {answer.where}\n{plain(answer.body)}"
    for name, typed in TYPED:
        args = [records["pupil"].public_id] if name.endswith("child") else []
        said[f"{name} typed"] = plain(client.post(reverse(name, args=args), typed).content)
    return said


def may_say_more(said):
    """The pages that are worth asking for again: what an account does not include is refused whatever there is."""
    return {name for name, words in said.items() if not words.startswith("403")}


def test_a_safeguarding_record_changes_no_page_of_those_who_may_not_know(
    cast, client_for, open_records, monkeypatch, settings
):
    monkeypatch.setattr(kept, "always_compared", False)  # the grid does that
    monkeypatch.setattr(shutil, "disk_usage", lambda folder: SimpleNamespace(total=100, free=50))  # others fill it too
    settings.KEEP_PLANS = True
    clients = {reader: client_for(getattr(cast, reader)) for reader in [*READERS, "dsl"]}
    only = dict.fromkeys(READERS) | {"dsl": FOUND_BY_LEADS}
    with time_machine.travel(timezone.now() + timedelta(seconds=1), tick=False):
        before = {who: everything_shown(client, open_records, only[who]) for who, client in clients.items()}
        assert all(len(before[reader]) > 150 for reader in READERS)
        write_down_everything(cast)
        only = {who: may_say_more(pages) for who, pages in before.items()}
        after = {who: everything_shown(client, open_records, only[who]) for who, client in clients.items()}
    changed = {
        who: {
            name: difference(before[who][name], said) for name, said in pages.items() if said != before[who][name]
        }
        for who, pages in after.items()
    }  # fmt: skip
    assert set(changed.pop("dsl")) >= FOUND_BY_LEADS  # this could have been seen at all
    wrong = {
        f"{who} {name}": lines
        for who, pages in changed.items()
        for name, lines in pages.items()
        if name not in COUNTED.get(who, ())
    }
    assert wrong == {}


def difference(one, other):
    """The lines that are in one of them only."""
    return sorted(set(one.splitlines()) ^ set(other.splitlines()))[:6]


def test_everybody_who_may_not_know_is_asked(cast):
    """Each role that reads no safeguarding text is among the readers, or has just the rights of one that is."""
    rights = {role: {(p, scope) for p, row in POLICY.items() for r, scope in row.items() if r == role} for role in Role}
    asked = [rights[role] for reader in READERS for role in getattr(cast, reader).roles]
    assert [role for role in set(Role) - KNOW if rights[role] not in asked] == []
    assert [role for role in Role if POLICY[Permission.COUNTS_READ].get(role) == Scope.ALL] == [Role.DSL, Role.GOVERNOR]
