"""One e-mail a person and school day, at half past seven, whose every number is the length of the list it leads to."""

import datetime
import re
from dataclasses import replace
from types import SimpleNamespace

import pytest
import time_machine
from django.conf import settings
from django.core import mail
from django.utils import timezone

from school.actions import edit_school
from school.calendar import is_school_day, next_school_day
from staff import notices
from staff.drafts import keep, left_lying
from staff.models import Digest, Draft, Notice, User
from staff.notices import KINDS, Kind, may_open, owe, sweep
from staff.tasks import owe_digests, send_digests, send_notices

MONDAY = datetime.date(2026, 11, 23)
FRIDAY = datetime.date(2026, 11, 20)


def at(day, hour=7, minute=30):
    return time_machine.travel(
        timezone.make_aware(datetime.datetime.combine(day, datetime.time(hour, minute))), tick=False
    )


def morning():
    """What two workers with a clock each do: everything twice."""
    for task in (owe_digests, owe_digests, send_notices, send_digests, send_notices, send_digests):
        task()


def owed_to(*people, kind="concern_seen", about=1):
    return owe(kind, to=people, about=SimpleNamespace(pk=about))


@pytest.fixture
def always_owed(monkeypatch):
    """Every kind of the house, each still owed whatever it is about."""
    for name, kind in list(KINDS.items()):
        monkeypatch.setitem(KINDS, name, replace(kind, still_owed=lambda notice: True, owed=None))


def test_every_number_is_the_length_of_the_list_it_leads_to(cast, client_for, always_owed):
    quiet = [name for name, kind in KINDS.items() if not kind.urgent and may_open(cast.teacher, kind)]
    with at(MONDAY, 7, 0):
        for n, name in enumerate(quiet):
            for about in range(1 + n % 3):
                owed_to(cast.teacher, kind=name, about=about + 1)
    with at(MONDAY):
        morning()
        (message,) = mail.outbox
        lines = re.findall(rf"(\d+) × (.+)\n{settings.BASE_URL}(/\S+)\n", message.body)
        assert len(lines) == len(quiet) > 30
        client = client_for(cast.teacher)
        for (number, sentence, path), name in zip(lines, quiet, strict=True):
            page = client.get(path)
            assert (sentence, len(page.context["unread"])) == (KINDS[name].sentence, int(number)), name
        home = {line.url: line for section in client.get("/").context["sections"] for line in section.lines}
        shown = [home[path] for number, _, path in lines if path in home and int(number) > 1]
        assert shown and all(line.quiet.startswith(("2 of these", "3 of these")) for line in shown)


def test_it_comes_once_at_half_past_seven_and_nothing_more_tomorrow(cast, always_owed):
    with at(MONDAY, 7, 0):
        owed_to(cast.teacher, cast.sendco)
    with at(MONDAY, 7, 29):
        morning()
        assert mail.outbox == []
    with at(MONDAY):
        morning()
        assert sorted(m.to[0] for m in mail.outbox) == sorted([cast.teacher.email, cast.sendco.email])
        owed_to(cast.teacher, about=2)
        morning()
        assert len(mail.outbox) == 2, "what comes later waits for tomorrow"
    tuesday = MONDAY + datetime.timedelta(days=1)
    with at(tuesday):
        morning()
        assert [m.to for m in mail.outbox[2:]] == [[cast.teacher.email]]
        assert "2 × A concern you logged" in mail.outbox[2].body
    with at(tuesday + datetime.timedelta(days=1)):
        morning()
        assert len(mail.outbox) == 3, "and nothing more is sent tomorrow"
    assert len({m.extra_headers["Message-ID"] for m in mail.outbox}) == 3


def test_a_worker_that_wakes_late_makes_it_good_the_same_day_but_not_in_the_evening(cast, always_owed):
    with at(FRIDAY, 20):
        owed_to(cast.teacher)
        morning()
    for day in (FRIDAY + datetime.timedelta(days=1), FRIDAY + datetime.timedelta(days=2)):
        with at(day, 10):
            assert not is_school_day(day)
            morning()
    assert mail.outbox == []
    with at(MONDAY, 9, 15):
        morning()
    assert len(mail.outbox) == 1


def test_only_what_is_urgent_is_found_and_sent_at_weekends(cast, monkeypatch):
    saturday = FRIDAY + datetime.timedelta(days=1)
    for urgent in (True, False):
        kind = Kind(
            f"tests_{urgent}", "Something.", "staff:notices", lambda n: True, lambda day: [(cast.dsl, 1, day)], urgent
        )
        monkeypatch.setitem(notices.KINDS, kind.name, kind)
    with at(saturday, 10):
        sweep(saturday)
        morning()
    assert set(Notice.objects.filter(kind__startswith="tests").values_list("kind", flat=True)) == {"tests_True"}
    assert [m.to for m in mail.outbox] == [[cast.dsl.email]]


def test_each_chooses_here_by_e_mail_or_both_and_the_school_may_say_no(cast, client_for, always_owed):
    User.objects.filter(pk=cast.teacher.pk).update(told_by="app")
    User.objects.filter(pk=cast.sendco.pk).update(told_by="email")
    with at(MONDAY, 7, 0):
        owed_to(cast.teacher, cast.sendco, cast.support)
    with at(MONDAY):
        morning()
        assert sorted(m.to[0] for m in mail.outbox) == sorted([cast.sendco.email, cast.support.email])
        told = {
            person: any(
                section.title == "You have been told" for section in client_for(person).get("/").context["sections"]
            )
            for person in (cast.teacher, cast.sendco, cast.support)
        }
        assert told == {cast.teacher: True, cast.sendco: False, cast.support: True}
        edit_school(by=cast.office, facts={"name": "Larkfield", "digests_by_email": False})
        sections = client_for(User.objects.get(pk=cast.sendco.pk)).get("/").context["sections"]
        assert any(section.title == "You have been told" for section in sections)
    with at(MONDAY + datetime.timedelta(days=1)):
        owed_to(cast.support, about=2)
        morning()
        assert len(mail.outbox) == 2


def test_what_was_done_or_read_or_is_a_leavers_is_not_in_it(cast, monkeypatch):
    still = {1: True, 2: False}
    kind = replace(KINDS["concern_seen"], still_owed=lambda notice: still[notice.subject_id])
    monkeypatch.setitem(KINDS, "concern_seen", kind)
    with at(MONDAY, 7, 0):
        owed_to(cast.teacher, cast.sendco, about=1)
        owed_to(cast.teacher, cast.support, about=2)
    with at(MONDAY):
        owe_digests()
        User.objects.filter(pk=cast.sendco.pk).update(is_active=False, left_at=timezone.now())
        morning()
    (message,) = mail.outbox
    assert message.to == [cast.teacher.email] and "1 × A concern" in message.body
    assert Digest.objects.filter(email_state="cancelled").count() == 2
    assert Notice.objects.get(user=cast.support).settled_at


def test_a_draft_left_lying_is_spoken_of_once_and_is_on_its_list(cast, client_for):
    day = next_school_day(timezone.localdate())
    with at(day, 8):
        keep(cast.teacher, "concerns:log", "", _Posted(facts="Sat by the fence"))
    later = next_school_day(day + datetime.timedelta(days=2))
    with at(later, 9):
        sweep(later)
        sweep(later)
        assert Notice.objects.filter(kind="draft_left_lying").count() == 1 and list(left_lying(later)) == []
        page = client_for(cast.teacher).get("/staff/drafts/")
        assert "Something you began to write" in page.content.decode() and "fence" not in page.content.decode()
        assert client_for(cast.sendco).get("/staff/drafts/").context["drafts"] == []
        Draft.objects.all().delete()
        notice = Notice.objects.select_related("user").get(kind="draft_left_lying")
        assert not notices.is_still_owed(notice)


class _Posted(dict):
    def getlist(self, name):
        return [self[name]]
