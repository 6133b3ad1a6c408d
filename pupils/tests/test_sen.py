"""The SEN register: from the school's own system, kept by date, and nothing of it overwritten."""

import csv
import io
from datetime import date, timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from audit.actions import System
from pupils.actions import change_facts
from pupils.chronology import lines_of
from pupils.importing.actions import commit_import, read_import
from pupils.models import Pupil, SenEntry
from pupils.tests.world import make_pupil
from stbarts.demo.clock import at, on

pytestmark = pytest.mark.django_db
OFFICE = System("tests")
HEADINGS = "Adno,Legal Surname,Legal Forename,DOB,Year,SEN Status,SEN Needs,SEN Start Date"


def bring_in(cast, *lines):
    out = io.StringIO()
    csv.writer(out).writerows([HEADINGS.split(","), *lines])
    return commit_import(by=cast.office, batch=read_import(by=cast.office, data=out.getvalue().encode()))


def line(pupil, *sen):
    return [
        pupil.mis_id,
        pupil.legal_surname,
        pupil.legal_forename,
        f"{pupil.born_on:%d/%m/%Y}",
        pupil.year_group,
        *sen,
    ]


def history(pupil):
    rows = SenEntry.objects.filter(pupil=pupil).order_by("pk")
    return [(row.status, row.needs, row.from_on, row.or_before) for row in rows]


def test_an_import_writes_the_register_and_keeps_what_was_before(cast):
    today, known = timezone.localdate(), make_pupil("Known Child", mis_id="K1")
    bring_in(
        cast, line(known, "K", "2. SEMH; 1. SLCN", ""),
        ["N1", "Newly", "Nan", "03/03/2018", "4", "E", "ASD", "04/09/2024"], ["N2", "Nothing", "Ned", "03/03/2018", "4", "N", "", ""],
    )  # fmt: skip
    assert history(known) == [("K", ["SLCN", "SEMH"], today, True)]
    assert history(Pupil.objects.get(mis_id="N1")) == [("E", ["ASD"], date(2024, 9, 4), False)]
    assert [row[0] for row in history(Pupil.objects.get(mis_id="N2"))] == ["N"]
    with at(on(today + timedelta(days=30))):
        bring_in(cast, line(known, "E", "SLCN", ""))
        bring_in(cast, line(known, "E", "SLCN", ""))
    assert history(known)[1:] == [("E", ["SLCN"], today + timedelta(days=30), False)]
    with at(on(today + timedelta(days=60))):
        bring_in(cast, line(known, "N", "", ""))
        bring_in(cast, line(known, "", "", ""))  # a file that says nothing of it changes nothing
    assert [row[0] for row in history(known)] == ["K", "E", "N"]


def test_needs_that_change_leave_the_day_of_the_status_and_a_date_found_later_puts_it_right(cast):
    child, today = make_pupil("Some Child"), timezone.localdate()
    joined = make_pupil("New Here", sen_status="N")
    with at(on(today + timedelta(days=5))):
        change_facts(by=OFFICE, pupil=joined, facts={"sen_status": "K"})
    assert history(joined)[-1] == ("K", [], today + timedelta(days=5), False)
    change_facts(by=OFFICE, pupil=child, facts={"sen_status": "K"})
    with at(on(today + timedelta(days=20))):
        change_facts(by=OFFICE, pupil=child, facts={"sen_needs": ["SEMH"]})
        change_facts(by=OFFICE, pupil=child, facts={"sen_from": today - timedelta(days=100)})
        change_facts(by=OFFICE, pupil=child, facts={"postcode": "HP99 9ZZ"})
    assert [row[2:] for row in history(child)] == [(today, True), (today, True), (today - timedelta(days=100), False)]
    with at(on(today + timedelta(days=40))):  # the day of the status before is not the day of this one
        change_facts(by=OFFICE, pupil=child, facts={"sen_status": "E"})
    assert history(child)[-1] == ("E", ["SEMH"], today + timedelta(days=40), False)


def test_the_history_is_the_databases_to_keep(cast):
    change_facts(by=OFFICE, pupil=cast.child, facts={"sen_status": "K"})
    for sql in ("UPDATE pupils_senentry SET status = 'N'", "DELETE FROM pupils_senentry"):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql)


def test_each_change_of_the_register_is_told_to_those_who_read_it(cast):
    child, today = make_pupil("Some Child", sen_status="N"), timezone.localdate()
    for days, facts in (
        (5, {"sen_status": "K", "sen_needs": ["SEMH"]}),
        (9, {"sen_needs": ["SLCN", "SEMH"]}),
        (12, {"sen_status": "N"}),
    ):
        with at(on(today + timedelta(days=days))):
            change_facts(by=OFFICE, pupil=child, facts=facts)

    def told(person):
        return [(line.at.date(), line.line) for line in lines_of(person, [child], most=50) if line.kind == "sen"]

    assert told(cast.sendco) == [
        (today + timedelta(days=12), "Came off the SEN register"),
        (today + timedelta(days=9), "Needs on the SEN register: Speech, language and communication; Social, emotional and mental health"),
        (today + timedelta(days=5), "Went on the SEN register, SEN support: Social, emotional and mental health"),
    ]  # fmt: skip
    assert told(cast.teacher) == []
