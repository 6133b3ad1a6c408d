"""The week on the screen, and the feed without a name: who sees what of it, and when its address ends."""

import datetime
import re

import pytest
from django.db import connection, models
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from families.actions import plan_meeting
from families.models import Meeting
from interventions.models import Placement
from interventions.tests.help_world import on_programme, programme, slot, train
from interventions.tests.world import place
from pupils import dated
from pupils.actions import mark_left
from school.calendar import next_school_day
from staff import accounts, feeds
from staff.models import CalendarFeed, User
from staff.policy import Level
from stbarts.tests.test_conventions import our_models

pytestmark = pytest.mark.django_db
TO_COME = re.compile(r"^((planned|held|meet|appointment)_at|(held|meet|next|appointment|review|chase|due|by|stop)_on)$")


@pytest.fixture
def tomorrow():
    return next_school_day(timezone.localdate() + datetime.timedelta(days=1))


def at_ten(day):
    return timezone.make_aware(datetime.datetime.combine(day, datetime.time(10, 15)))


def meet(pupil, *, by, planned_at, place="", level=Level.TEAM):
    purpose = Meeting.Purpose.REVIEW
    return plan_meeting(by=by, pupil=pupil, purpose=purpose, planned_at=planned_at, place=place, level=level)


def reviewed(pupil, *, by, on, level=Level.TEAM):
    Placement.objects.filter(pk=place(pupil, by=by, level=level).pk).update(review_on=on)


def week_of(client_for, person, day):
    return client_for(person).get(reverse("dashboard:calendar"), {"week": day.isoformat()}).content.decode()


def fed(person):
    token = feeds.token_to_show(feeds.make_feed(by=person))
    return reverse("dashboard:calendar_feed", args=[token])


def test_a_week_shows_what_its_reader_may_meet(cast, client_for, tomorrow):
    meet(cast.child, by=cast.teacher, planned_at=at_ten(tomorrow), place="The hall")
    reviewed(cast.child, by=cast.sendco, on=tomorrow, level=Level.WELLBEING)
    seen = {who: week_of(client_for, getattr(cast, who), tomorrow) for who in ("teacher", "sendco", "other_teacher")}
    assert "The hall" in seen["teacher"] and "10:15" in seen["teacher"] and "Review of help" not in seen["teacher"]
    assert "The hall" in seen["sendco"] and "Review of help" in seen["sendco"]
    assert "Ana-María" not in seen["other_teacher"] and "Nothing is on this week" in seen["other_teacher"]


def test_a_feed_says_what_kind_of_thing_is_when_and_never_whom_it_is_about(cast, tomorrow):
    meet(cast.child, by=cast.sendco, planned_at=at_ten(tomorrow), place="Ana’s house, 4 Pear Tree Row")
    for pupil in (cast.child, cast.classmate):
        reviewed(pupil, by=cast.sendco, on=tomorrow)
    answer = Client().get(fed(cast.sendco))
    words = answer.content.decode()
    when = at_ten(tomorrow).astimezone(datetime.UTC)
    assert "SUMMARY:Meeting with a family\r\n" in words and f"DTSTART:{when:%Y%m%dT%H%M%SZ}\r\n" in words
    assert "SUMMARY:2 reviews of help\r\n" in words and f"DTSTART;VALUE=DATE:{tomorrow:%Y%m%d}\r\n" in words
    names = {part for p in (cast.child, cast.classmate) for part in re.findall(r"\w+", p.name)} | {"Pear", "AG", "JF"}
    assert names and not names & set(re.findall(r"\w+", words))
    assert str(cast.child.public_id) not in words
    assert all(len(line.encode()) <= 75 for line in words.split("\r\n")) and "\n" not in words.replace("\r\n", "")
    assert words.count("BEGIN:VEVENT") == words.count("END:VEVENT") == words.count("UID:") == 2


def test_a_session_is_on_its_leads_week_with_its_children_and_in_their_feed_without_them(cast, client_for, tomorrow):
    train(cast.support, by=cast.sendco)
    booked = slot(cast.support, by=cast.sendco, weekday=tomorrow.weekday())
    run = programme(cast.support, by=cast.sendco, slots=[booked], name="Ana-María’s hour")
    on_programme(cast.child, run, by=cast.sendco)
    at = f"{booked.starts_at:%H:%M}"
    mine = week_of(client_for, cast.support, tomorrow)
    assert "Ana-María" in mine and "The den" in mine and at in mine
    assert "The den" not in week_of(client_for, cast.sendco, tomorrow), "it is in the week of whoever gives it"
    words = Client().get(fed(cast.support)).content.decode()
    first = at_ten(tomorrow).replace(hour=booked.starts_at.hour, minute=booked.starts_at.minute)
    assert "SUMMARY:Session\r\n" in words and "DURATION:PT30M\r\n" in words
    assert f"DTSTART:{first.astimezone(datetime.UTC):%Y%m%dT%H%M%SZ}\r\n" in words
    assert not {"Ana", "María", "García", "López", "den", "hour"} & set(re.findall(r"\w+", words))
    mark_left(by=cast.office, pupil=cast.child, left_on=timezone.localdate())
    assert "SUMMARY:Session" not in Client().get(fed(cast.support)).content.decode()
    assert "The den" not in week_of(client_for, cast.support, tomorrow)


def test_what_is_above_wellbeing_level_is_on_the_screen_of_its_readers_and_in_no_feed(cast, client_for, tomorrow):
    meet(cast.child, by=cast.wellbeing_lead, planned_at=at_ten(tomorrow), level=Level.SAFEGUARDING)
    assert "Restricted" in week_of(client_for, cast.dsl, tomorrow)
    assert "Restricted" in week_of(client_for, cast.wellbeing_lead, tomorrow)
    assert not any("VEVENT" in Client().get(fed(who)).content.decode() for who in (cast.dsl, cast.wellbeing_lead))


def test_a_feed_is_nobodys_session_and_is_asked_for_anew_each_time(cast, client_for):
    url, signed_in = fed(cast.teacher), client_for(cast.head)
    answer = signed_in.get(url)
    assert answer["Content-Type"].startswith("text/calendar") and answer["Cache-Control"] == "private, no-cache"
    assert not answer.cookies and "Vary" not in answer.headers
    assert signed_in.get(url, HTTP_IF_NONE_MATCH=answer["ETag"]).status_code == 304


def test_an_address_is_kept_as_a_hash_and_ends_when_its_owner_says_or_leaves(cast, client_for):
    me, page = client_for(cast.teacher), reverse("staff:me")

    def press(name):
        key = re.search(
            r'name="idempotency_key" value="([^"]+)"', me.get(page).content.decode().split(reverse(name))[1]
        )[1]
        return me.post(reverse(name), {"idempotency_key": key}, follow=True).content.decode()

    shown = re.search(r"/feed/(\w+)/", press("staff:make_feed"))[1]
    assert shown not in str(list(CalendarFeed.objects.values()))
    first = reverse("dashboard:calendar_feed", args=[shown])
    assert Client().get(first).status_code == 200
    CalendarFeed.objects.update(made_at=timezone.now() - feeds.SHOWN_FOR)
    assert "/feed/" not in me.get(page).content.decode()
    second = re.search(r"/feed/\w+/school.ics", press("staff:make_feed"))[0]
    assert [Client().get(url).status_code for url in (first, second)] == [404, 200]
    press("staff:end_feed")
    assert Client().get(second).status_code == 404
    third = fed(cast.teacher)
    User.objects.filter(pk=cast.teacher.pk).update(is_active=False, left_at=timezone.now())
    assert Client().get(third).status_code == 404
    User.objects.filter(pk=cast.teacher.pk).update(is_active=True, left_at=None)
    accounts.end_account(by=cast.head, person=cast.teacher, version=User.objects.get(pk=cast.teacher.pk).version)
    User.objects.filter(pk=cast.teacher.pk).update(is_active=True)
    assert Client().get(third).status_code == 404, "it does not come back with its owner"


def test_a_week_asks_the_same_whatever_is_on_it(cast, client_for, tomorrow):
    browser, url = client_for(cast.sendco), reverse("dashboard:calendar")
    browser.get(url)
    counts = []
    for pupil in (cast.child, cast.classmate):
        reviewed(pupil, by=cast.sendco, on=tomorrow)
        with CaptureQueriesContext(connection) as asked:
            browser.get(url, {"week": tomorrow.isoformat()})
        counts.append(len(asked))
    assert counts[0] == counts[1] <= 12


def test_every_day_to_come_is_on_the_calendar_or_says_why_not():
    """A new room cannot forget: declare a Kind for the column, or leave it out with a reason."""
    columns = {
        f"{model._meta.label}.{column.name}"
        for model in our_models()
        for column in model._meta.fields
        if isinstance(column, models.DateField) and TO_COME.match(column.name)
    }
    assert columns - dated.columns_shown() - set(dated.LEFT_OUT) == set()
    assert len(columns) > 10
