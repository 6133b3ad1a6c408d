"""What stands on the home page."""

from datetime import time

from django.utils import timezone

from concerns.actions import raise_concern
from dashboard.home import things_to_do
from school.actions import edit_school, set_hours
from school.models import Weekday
from staff.accounts import invite


def test_many_notices_of_one_kind_are_one_line(cast):
    for words in ("Sat alone.", "Sat alone again.", "And again."):
        raise_concern(by=cast.teacher, pupil=cast.child, answers={"facts": words, "danger": "no"})
    (told,) = [s for s in things_to_do(cast.dsl, timezone.localdate()) if s.title == "You have been told"]
    lines = [line for line in told.lines if line.main == "A concern is waiting to be seen."]
    assert len(lines) == 1
    assert lines[0].quiet.startswith("3 of these, the last today at ")


def sections(user):
    return {section.title: section for section in things_to_do(user, timezone.localdate())}


def test_the_technical_person_finds_accounts_settings_and_what_failed(cast):
    invite(by=cast.head, email="nell.otter@example.org", name="Nell Otter", job_title="ELSA", roles=["support"])
    found = sections(cast.technical)
    assert set(found) >= {"What failed", "Accounts", "The school's settings"}
    assert any("invited and not come in yet" in line.main for line in found["Accounts"].lines)
    assert not {"Accounts", "The school's settings"} & set(sections(cast.dsl))


def test_what_the_school_has_not_said_is_a_line_for_who_keeps_its_settings(cast):
    def missing():
        return [line.main for line in sections(cast.office)["The school's settings"].lines]

    assert "The hours when somebody is at school are not known." in missing()
    edit_school(by=cast.office, facts={"name": "A school"})
    set_hours(by=cast.office, hours={day: (time(8), time(17)) for day in Weekday.values})
    assert "The hours when somebody is at school are not known." not in missing()
    assert "Nobody is on duty on some days." in missing()


def test_a_governor_finds_numbers_and_none_under_five(cast):
    raise_concern(by=cast.teacher, pupil=cast.child, answers={"facts": "Sat alone.", "danger": "no"})
    lines = {line.main: line.quiet for line in sections(cast.governor)["The year in numbers"].lines}
    assert lines["Concerns logged in the last six weeks"] == "each under five"
    assert "The year in numbers" not in sections(cast.dsl)
