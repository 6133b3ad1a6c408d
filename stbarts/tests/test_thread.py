"""A child's thread, walked from a concern to the end of help, and what each person along it reads.

A concern; a decision for Wave 2 that waits for a place; the place; sessions; reviews that step up, step down and
end; somebody keeps an eye on it, and then nobody needs to. Nothing is left over.
"""

import re
import uuid
from datetime import datetime, time

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from concerns.models import Concern
from interventions.models import Area, Placement, ProgrammePlace
from interventions.tests.help_world import agree, programme
from pupils.models import MonitoringFlag
from staff.models import Notice
from staff.notices import sweep

pytestmark = pytest.mark.django_db


class Person:
    """Somebody with a browser, signed in anew each day: what they read, and what they send."""

    def __init__(self, user, client_for):
        self.user, self.client_for, self.day, self.client = user, client_for, None, None

    def _browser(self):
        if self.day != timezone.localdate():
            self.day, self.client = timezone.localdate(), self.client_for(self.user)
        return self.client

    def reads(self, name, *args, **query):
        answer = self._browser().get(reverse(name, args=args), query)
        assert answer.status_code == 200, f"{name}: {answer.status_code}"
        return answer.content.decode()

    def sends(self, name, *args, **answers):
        answer = self._browser().post(reverse(name, args=args), {"idempotency_key": uuid.uuid4(), **answers})
        wrong = re.findall(r'class="field-error"[^>]*>(.*?)<', answer.content.decode()) or answer.status_code
        assert answer.status_code == 302, f"{name}: {wrong}"
        return answer.headers["Location"]

    def is_told(self, kind):
        return Notice.objects.filter(kind=kind, user=self.user, settled_at=None).exists()


def the_day_of(day):
    """That day has come, and what its morning makes due has been found."""
    return time_machine.travel(timezone.make_aware(datetime.combine(day, time(10))), tick=False)


def test_a_childs_thread_from_a_concern_to_the_end(cast, client_for):
    people = ("teacher", "other_teacher", "support", "sendco", "dsl")
    teacher, other, support, sendco, dsl = (Person(getattr(cast, part), client_for) for part in people)
    child, name, began = cast.child.public_id, cast.child.name, timezone.localdate()
    run = programme(cast.support, by=cast.sendco, starts_on=timezone.localdate())

    # A concern; the safeguarding lead sees it and decides; the teacher hears that it was seen.
    seen = {"pupil": child, "facts": "Alone by the fence for three lunches.", "happened_at": "2026-01-05T13:05"}
    teacher.sends("concerns:log_about", child, danger="no", **seen)
    concern = Concern.objects.get()
    assert name in dsl.reads("concerns:queue") and "Alone by the fence" in dsl.reads("concerns:read", concern.public_id)
    dsl.sends("concerns:acknowledge", concern.public_id)
    why = {"rationale": "More than class can give.", "parents_told": "told", "seen": ""}
    dsl.sends("concerns:triage", concern.public_id, decision="wave2", **why)
    assert "by the safeguarding team" in teacher.reads("concerns:receipt", concern.public_id)

    # It waits with the SENDCo until there is a place; the adults around the child read the place, others do not.
    assert "waiting for a place" in sendco.reads("interventions:board")
    assert "waiting for a place" not in teacher.reads("interventions:board")
    words = {"reason": "Alone since September.", "hoped_for": "Plays with somebody each day.", "level": "team"}
    area, cited = Area.objects.get(name="Friendships"), [str(concern.public_id)]
    sendco.sends("interventions:place", child, wave="2", area=area.pk, concerns=cited, then="rule", **words)
    placement = Placement.objects.get()
    assert "waiting for a place" not in sendco.reads("interventions:board")
    for reader in (teacher, support, sendco, dsl):
        assert words["hoped_for"] in reader.reads("interventions:placement", placement.public_id)
        assert "Wave 2" in reader.reads("dashboard:child", child)
    assert name not in other.reads("interventions:board")

    # Sessions: asked for by the teacher, agreed, given, written down by the one adult, seen at the review.
    asked = {"offering": run.offering.public_id, "why": "To name feelings.", "placement": placement.public_id}
    teacher.sends("interventions:ask_for_place", child, **asked)
    place = ProgrammePlace.objects.get()
    assert sendco.is_told("place_asked") and name in sendco.reads("interventions:waiting_list")
    sendco.sends("interventions:take_step", place.public_id, "list")
    agree(place, by=cast.sendco)
    first_day = {"programme": run.public_id, "from_on": timezone.localdate().isoformat()}
    sendco.sends("interventions:take_step", place.public_id, "offer", **first_day)
    session = {"how_0": "came", "rating_0": "4", "line_0": "Only-for-the-lead.", "objective": "To name two feelings"}
    support.sends("interventions:log_sessions", run.public_id, on=timezone.localdate().isoformat(), **session)
    assert "Only-for-the-lead." in support.reads("interventions:programme_place", place.public_id)
    assert "Only-for-the-lead." not in teacher.reads("interventions:programme_place", place.public_id)

    # Three reviews on their days: up, down, end. Each is owed, answered from the class, and settled.
    for decision, then in (("step_up", "Wave 3"), ("step_down", "Wave 2"), ("end", "")):
        placement.refresh_from_db()
        with the_day_of(placement.review_on):
            sweep(timezone.localdate())
            assert sendco.is_told("review_due") and teacher.is_told("review_coming")
            said = f"Said-before-{decision}."
            teacher.sends("interventions:answer", placement.public_id, how="better", words=said)
            page = sendco.reads("interventions:review", placement.public_id)
            assert said in page and "Came to 1 of 6 sessions" in page
            now = {"version": placement.version, "decision": decision, "why": f"Why-{decision}.", "then": "rule"}
            sendco.sends("interventions:review", placement.public_id, **now)
            assert not sendco.is_told("review_due") and not teacher.is_told("review_coming")
            assert f"Why-{decision}." in teacher.reads("interventions:placement", placement.public_id)
            assert then in teacher.reads("dashboard:child", child)
            assert (name in sendco.reads("interventions:board")) == bool(then)
    assert support.reads("interventions:programme_place", place.public_id).count("It is over") == 1

    # Somebody keeps an eye on it: who is around the child sees it, until it is no longer needed.
    flag = MonitoringFlag.objects.get(cleared_at=None)
    with the_day_of(flag.review_on):
        sweep(timezone.localdate())
        assert teacher.is_told("flag_due") and name in teacher.reads("concerns:flags")
        assert name not in other.reads("concerns:flags")
        teacher.sends("concerns:review_flag", flag.public_id, decision="cleared", reason="She has friends now.")
        assert name not in teacher.reads("concerns:flags") and not teacher.is_told("flag_due")
        years = {day.year - (day.month < 9) for day in (began, timezone.localdate())}  # it may go on into the next one
        year = "".join(teacher.reads("dashboard:year", child, year=number) for number in sorted(years))
        for happened in (
            "Wave 2 began: Friendships",
            "Moved up to Wave 3",
            "Stepped down to Wave 2",
            "Extra help ended",
        ):
            assert happened in year
