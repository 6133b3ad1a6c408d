"""What stands on the home page."""

from datetime import time, timedelta

from django.utils import timezone

from concerns.actions import raise_concern
from concerns.actions.adding import refile
from concerns.actions.following import answer_question, ask_colleague, ask_to_do, finish
from concerns.actions.standing import answer_date, owe_date
from concerns.actions.urgent import open_urgent
from concerns.actions.urgent_after import promise
from dashboard.home import things_to_do
from pupils.actions import block_relative
from school.actions import edit_school, set_hours
from school.calendar import add_school_days
from school.models import Weekday
from staff.accounts import invite


def test_many_notices_of_one_kind_are_one_line(cast):
    for words in ("Sat alone.", "Sat alone again.", "And again."):
        raise_concern(by=cast.teacher, pupil=cast.child, answers={"facts": words, "danger": "no"})
    (told,) = [s for s in things_to_do(cast.dsl, timezone.localdate()) if s.title == "You have been told"]
    lines = [line for line in told.lines if line.main == "A concern is waiting to be seen."]
    assert len(lines) == 1
    assert lines[0].quiet.startswith("3 of these, the last today at ")


def test_one_alone_is_one_press_from_home_and_is_read_with_it(cast, client_for):
    concern = raise_concern(by=cast.teacher, pupil=cast.child, answers={"facts": "Sat alone.", "danger": "no"})

    def told():
        section = sections(cast.dsl).get("You have been told")
        return section.lines if section else []

    client, (line,) = client_for(cast.dsl), told()
    assert line.press and f'action="{line.url}"' in client.get("/").content.decode()
    assert client.post(line.url).url == f"/concerns/{concern.public_id}/"
    assert told() == []


def test_a_child_who_may_be_in_danger_stands_first_however_many_wait_longer(cast):
    for danger in [*["no"] * 6, "unsure"]:
        raise_concern(by=cast.teacher, pupil=cast.child, answers={"facts": "Sat alone.", "danger": danger})
    found = sections(cast.dsl)
    waiting = found["Concerns nobody has looked at yet"]
    assert [bool(line.mark) for line in waiting.lines] == [True, False, False, False, False]
    assert list(found).index(waiting.title) < list(found).index("You have been told")


def test_what_i_logged_says_which_child_each_was_about_as_it_is_now(cast):
    concern = raise_concern(by=cast.teacher, pupil=cast.child, answers={"facts": "Sat alone.", "danger": "no"})
    refile(by=cast.dsl, concern=concern, wrong=cast.child, right=cast.classmate, reason="It was her friend.")
    raise_concern(by=cast.teacher, pupil=cast.child, answers={"facts": "Sat alone.", "danger": "no"})
    lines = sections(cast.teacher)["What you logged"].lines
    assert [line.main for line in lines] == [cast.child.name, cast.classmate.name]


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


def test_the_safeguarding_leads_find_what_they_owe_in_ten_school_days_or_late(cast):
    today = timezone.localdate()
    days = {"late": today - timedelta(days=3), "soon": add_school_days(today, 10), "later": add_school_days(today, 11)}
    for on in days.values():
        owe_date(by=cast.dsl, pupil=cast.child, kind="core_group", on=on, at_time=time(14, 30))
    done = owe_date(by=cast.dsl, pupil=cast.child, kind="visit", on=today)
    answer_date(by=cast.dsl, date=done, answer="happened")

    def found(user):
        return next((s.lines for s in things_to_do(user, today) if s.title == "Safeguarding dates"), [])

    assert [(line.main, line.mark) for line in found(cast.dsl)] == [
        (cast.child.name, "Gone by, not answered"), (cast.child.name, ""),
    ]  # fmt: skip
    assert found(cast.dsl)[0].quiet.startswith("Core group, ")
    assert found(cast.head) == found(cast.sendco) == []
    block_relative(by=cast.office, pupil=cast.child, user=cast.dsl)
    assert found(cast.dsl) == []


def test_what_was_asked_of_somebody_stands_on_their_home_until_it_is_done(cast):
    """Not only as a notice, which is gone once it is opened. What is held apart says neither whose nor what."""
    today = timezone.localdate()
    calm = raise_concern(by=cast.teacher, pupil=cast.child, answers={"facts": "Sat alone.", "danger": "no"})
    grave = raise_concern(by=cast.teacher, pupil=cast.child, answers={"facts": "A bruise.", "danger": "unsure"})
    question = ask_colleague(by=cast.dsl, concern=calm, who=cast.support, words="Who was she with?")
    ask_colleague(by=cast.dsl, concern=grave, who=cast.support, words="Seen it?")
    to_do = ask_to_do(by=cast.dsl, concern=calm, who=cast.support, words="Sit with her.", due_on=today)
    episode = open_urgent(by=cast.teacher, pupil=cast.child)
    promise(by=cast.dsl, episode=episode, kind="debrief", who=cast.support, due_on=today + timedelta(days=1))
    by = cast.dsl.name
    lines = [line.main for line in sections(cast.support)["Asked of you"].lines]
    assert set(lines[:2]) == {f"{by} asks what you know about {cast.child.name}", f"{by} asks what you know"}
    assert lines[2:] == [f"Something you said you would do about {cast.child.name}", "Something you said you would do"]
    answer_question(by=cast.support, question=question, words="Nobody.")
    finish(by=cast.support, concern=calm, follow_up=to_do)
    assert [line.url for line in sections(cast.support)["Asked of you"].lines][-1] == "/concerns/asked/"
    assert len(sections(cast.support)["Asked of you"].lines) == 2
    block_relative(by=cast.office, pupil=cast.child, user=cast.support)
    assert "Asked of you" not in sections(cast.support)


def test_nothing_is_asked_of_a_relative_of_another_child_in_it(cast):
    concern = raise_concern(
        by=cast.teacher,
        pupil=cast.child,
        answers={"facts": "Sat alone.", "danger": "no"},
        others=[(cast.other_child, "affected")],
    )
    ask_to_do(by=cast.dsl, concern=concern, who=cast.support, words="Sit with her.", due_on=timezone.localdate())
    assert len(sections(cast.support)["Asked of you"].lines) == 1
    block_relative(by=cast.office, pupil=cast.other_child, user=cast.support)
    assert "Asked of you" not in sections(cast.support)
