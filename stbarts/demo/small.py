"""The small things of the demo school: what guests, families and slips told us, and who was told in turn."""

from audit.actions import Guest
from concerns.actions import briefings, changes, flags, raise_concern, reports, slips, urgent
from concerns.models import ChangeKind, Report
from documents.uploads import Examined
from pupils import watching
from school.calendar import add_school_days
from school.models import SchoolClass
from staff.feeds import make_feed
from staff.policy import Level
from stbarts.demo.clock import at, on
from stbarts.demo.record import a_slip
from stbarts.demo.urgent import sent


def tell(world):
    """After the story: each kind of thing once in every state."""
    _reports(world)
    _changes(world)
    _flags(world)
    _slips(world)
    _briefings(world)
    _calendar(world)


def _calendar(world):
    """The Wellbeing Lead has the calendar on a telephone of their own."""
    with at(on(world.ago(20), 8, 30)):
        make_feed(by=world.people["wellbeing_lead"])


def _reports(world):
    people = world.people
    with at(on(world.ago(3), 9, 20)):
        raise_concern(
            by=people["other_teacher"], pupil=world.children["Lock Harvey"],
            answers={"facts": "Harvey asked twice this week when snack is.", "danger": "no"},
        )  # fmt: skip
    matched = _guest(
        world, 12, "Teddy Ashby", "Oak", "Teddy had no coat again at hometime and it was raining hard.",
        "Fern Rook", "Made-up Supply", "07700 900150",
    )  # fmt: skip
    with at(on(world.ago(12), 15, 50)):
        reports.match_report(by=people["dsl"], report=matched, pupil=world.children["Ashby Theodore"])
    twice = _guest(
        world, 12, "A boy called Ted", "Year 4", "A boy with no coat in the rain.",
        "Fern Rook", "Made-up Supply", "07700 900150",
    )  # fmt: skip
    with at(on(world.ago(12), 15, 55)):
        reports.set_report_aside(by=people["deputy"], report=twice, reason="Told twice by the same person.")
    calls = _guest(
        world, 1, "Harvey, I think", "Willow", "Harvey told me he was not allowed breakfast because he was bad. "
        "He does not want to go home tonight.", "Jay Coot", "Football club", "07700 900151", danger="unsure",
        childs_words="I was bad so no breakfast.", where_now="In the hall with me until four",
    )  # fmt: skip
    sent(calls.episode, on(world.ago(1), 15, 20))
    with at(on(world.ago(1), 15, 22)):
        urgent.acknowledge_urgent(by=people["deputy"], episode=calls.episode)
    with at(on(world.ago(1), 15, 26)):
        urgent.name_child(by=people["deputy"], episode=calls.episode, pupil=world.children["Lock Harvey"])
    with at(on(world.ago(1), 12, 40)):
        reports.receive_report(
            by=people["midday"],
            kind=Report.Kind.SHORT,
            child=("Flo Mayhew", "Rowan"),
            writer=("Mina Dove", "Midday supervisor", ""),
            answers={
                "facts": "A bruise on her arm like fingers. I did not ask.",
                "danger": "unsure",
                "where_now": "In class with Mr Swift",
            },
        )

    with at(on(world.ago(2), 16, 10)):
        reports.receive_report(
            by=people["office"],
            kind=Report.Kind.PAPER,
            child=("Rafa Silva", "Willow"),
            writer=("Mina Dove", "Midday supervisor", ""),
            answers={
                "facts": "The computers were down. Rafa gave his lunch away again and said that he must not be hungry.",
                "danger": "unsure",
            },
            files=[
                Examined(
                    a_slip("Rafa gave his lunch away", "again.", heading="Paper form"), "png", "paper form.png", False
                )
            ],
        )


def _guest(world, days, child, class_name, facts, name, agency, phone, **more):
    with at(on(world.ago(days), 15, 20)):
        return reports.receive_report(
            by=Guest(name, agency),
            kind=Report.Kind.GUEST,
            child=(child, class_name),
            writer=(name, agency, phone),
            answers={"facts": facts, "danger": "no", **more},
        )


def _changes(world):
    with at(on(world.ago(40), 9)):
        kind = changes.add_change_kind(by=world.people["sendco"], facts={"name": "A wobbly tooth", "order": 60})
    with at(on(world.ago(21), 9)):
        changes.retire_change_kind(by=world.people["sendco"], kind=kind)
    told = [
        (70, "office", "Yusuf Amina", "L1", "Home with a cold, back on Thursday."),
        (20, "teacher", "García-López Ana-María", "L6", "They move house at half-term; her room is packed already."),
        (6, "office", "O'Leary Kit", "L5", "Grandad has died. Kit knows and wants to come to school."),
        (2, "support", "Mensah Elijah", "L9", "Fell out with his best friend at the weekend."),
        (1, "wellbeing_lead", "Fairweather Jonah", "L8", "He was very anxious in Year 2. Well now; his grandmother asks us to look out."),
    ]  # fmt: skip
    for days, part, child, code, words in told:
        with at(on(world.ago(days), 8, 50)):
            changes.tell_change(
                by=world.people[part],
                pupil=world.children[child],
                kind=ChangeKind.objects.get(code=code),
                words=words,
                said_by="parent",
                on=world.ago(days),
            )


def _flags(world):
    people, children = world.people, world.children
    with at(on(world.ago(30), 15, 35)):
        _flag(people["teacher"], children["Brook Isla"], "Quieter since the class was moved round.", world.ago(1))
        kept = _flag(people["teacher"], children["Nowak Kacper"], "Squints at the board again.", world.ago(12))
        cleared = _flag(people["other_teacher"], children["Thorne Mabel"], "Tearful at drop-off.", world.ago(8))
        worse = _flag(people["deputy"], children["Wilde Otis"], "Hungry in the mornings.", world.ago(8))
    with at(on(world.ago(12), 15, 40)):
        watching.keep_flag(
            by=people["teacher"],
            flag=kept,
            reason="New glasses are on the way.",
            review_on=add_school_days(world.today, 9),
        )
    with at(on(world.ago(8), 15, 40)):
        watching.clear_flag(by=people["other_teacher"], flag=cleared, reason="Runs in now, two weeks in a row.")
        flags.escalate_flag(by=people["deputy"], flag=worse, reason="Three mornings without breakfast.", danger="no")


def _flag(by, child, reason, review_on):
    return watching.set_flag(by=by, pupil=child, reason=reason, review_on=review_on, level=Level.TEAM)


def _slips(world):
    people, oak = world.people, SchoolClass.objects.get(name="Oak")
    with at(on(world.ago(11), 15, 30)):
        concern = slips.add_slip(
            by=people["teacher"], school_class=oak, pupil=world.children["Yusuf Amina"], written_on=world.ago(11),
            words="I wish my techer knew I look after my brothers wen mum is at work and I am tierd",
        )  # fmt: skip
        slips.make_slip_a_concern(by=people["teacher"], slip=concern)
        unsigned = slips.add_slip(
            by=people["teacher"], school_class=oak, written_on=world.ago(11), words="I wish my teacher knew I dont like lunch time"
        )  # fmt: skip
        slips.make_slip_a_concern(by=people["teacher"], slip=unsigned)
        slips.add_slip(
            by=people["teacher"], school_class=oak, pupil=world.children["Ashby Theodore"], written_on=world.ago(11),
            words="I wish my teacher knew that I made a marble run with 41 bits",
        )  # fmt: skip
    with at(on(world.ago(3), 15, 30)):
        slips.add_slip(
            by=people["teacher"], school_class=oak, pupil=world.children["Brook Isla"], written_on=world.ago(3),
            words="I wish my teacher knew my singing exam is on saterday and I am scared",
        )  # fmt: skip


def _briefings(world):
    people, children = world.people, world.children
    ana, later = children["García-López Ana-María"], add_school_days(world.today, 20)
    with at(on(world.ago(30), 16)):
        briefings.write_briefing(
            by=people["sendco"], pupil=ana, readers=[people["midday"], people["support"]], until_on=world.ago(5),
            words="Ana-María may stay in at lunch with one friend. Offer it; do not ask why.",
        )  # fmt: skip
    with at(on(world.ago(4), 16)):
        out = briefings.write_briefing(
            by=people["wellbeing_lead"], pupil=ana, until_on=later,
            readers=[people["teacher"], people["support"], people["midday"], people["deputy"]],
            words="If Ana-María asks for five minutes, say yes and let her go to the ELSA room. She comes back by herself.",
        )  # fmt: skip
        wrong = briefings.write_briefing(
            by=people["sendco"], pupil=children["Silva Rafael"], readers=[people["midday"]], until_on=later,
            words="Rafa has a job at lunch: he carries the water jugs for Mina.",
        )  # fmt: skip
    for part, days in (("teacher", 3), ("support", 3)):
        with at(on(world.ago(days), 8, 30)):
            briefings.read_briefing(by=people[part], briefing=out)
    with at(on(world.ago(2), 9)):
        briefings.withdraw_briefing(by=people["sendco"], briefing=wrong, reason="The job is finished.")
        turned_down = briefings.write_briefing(
            by=people["teacher"], pupil=children["Fairweather Jonah"], readers=[people["midday"]], until_on=later,
            words="Joe may find lunch noisy. His family is having a hard time.",
        )  # fmt: skip
        briefings.write_briefing(
            by=people["teacher"], pupil=children["Holloway Beatrice"], readers=[people["midday"], people["support"]],
            until_on=later, words="Bea sits by the door at lunch, her own choice. Please keep the place free.",
        )  # fmt: skip
    with at(on(world.ago(1), 12)):
        briefings.decline_briefing(
            by=people["wellbeing_lead"],
            briefing=turned_down,
            reason="Leave his family out: where should he sit instead?",
        )
