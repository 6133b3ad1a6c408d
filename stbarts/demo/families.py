"""Families at the demo school: what was said with them, and meetings planned, held, approved, shared, missed."""

from concerns.actions.changes import adults_around
from documents.uploads import Examined
from families import actions
from families.models import Meeting
from pupils.contacts import edit_contact, keep_order
from pupils.models import Contact
from pupils.talking import finish_next_contact, log_contact
from school.calendar import add_school_days
from school.models import SchoolClass
from staff.policy import Level
from stbarts.demo.clock import at, on
from stbarts.demo.record import a_slip

Purpose = Meeting.Purpose


def tell(world):
    """Every state a meeting can be in."""
    _how_they_like_it(world)
    _what_was_said(world)
    shared = _held(
        world, "teacher", "García-López Ana-María", 28, Purpose.PLAN,
        child_view="I would like somebody to sit with. I like the quiet room.",
        parents_view="She talks about the old house at bedtime. Her brother sleeps well.",
        school_sees="She is tired by eleven on most days and kind to everybody all the same.",
        support="A lunch buddy and a worry book since the start of October.",
        present="Lucía López, Tilly Marsh, Sunita Rao",
        staff_notes="Lucía was tearful at the end. Ring her on Friday.",
    )  # fmt: skip
    _agree(
        world, "teacher", shared, 28, ("Ten quiet minutes each morning", "Sam Reed"), ("No screens after seven", "Home")
    )
    _approve(world, "teacher", shared, 27, 26)
    with at(on(world.ago(25), 15, 30)):
        for copy in shared.copies.all():
            actions.record_shared(
                by=world.people["teacher"], meeting=shared, copy=copy, shared_how="Handed over at the gate"
            )
            shared.refresh_from_db()
    _corrected(world, shared)
    approved = _held(
        world, "sendco", "Fairweather Jonah", 6, Purpose.REVIEW,
        child_view="The timer is good. I don't like it when people laugh.",
        parents_view="Mornings at home are calmer with a list on the fridge.",
        school_sees="Joe finishes a task with a timer four times out of five.",
        support="A job before the register and movement breaks.",
        present="Ruth Fairweather, Sunita Rao",
    )  # fmt: skip
    _agree(world, "sendco", approved, 6, ("A list on his desk like the one at home", "Tilly Marsh"))
    _approve(world, "sendco", approved, 5, 4)
    waiting = _held(
        world, "deputy", "Dąbrowska Zuzanna", 3, Purpose.OTHER,
        child_view="I want to read the hard books.",
        parents_view="She reads in two languages at home and gets tired.",
        school_sees="Zuzia never gives up. She is slower on Fridays.",
        present="Marta Dąbrowska, Dev Swift",
    )  # fmt: skip
    with at(on(world.ago(2), 16)):
        actions.hand_in(by=world.people["deputy"], meeting=waiting)
    _held(
        world, "other_teacher", "Silva Rafael", 1, Purpose.REVIEW,
        school_sees="Rafa asked for a break with his card twice this week.", present="Paulo Silva, Owen Pike",
    )  # fmt: skip
    missed = _plan(world, "teacher", "Nowak Kacper", 8, 5, Purpose.OTHER)
    with at(on(world.ago(5), 17)):
        actions.cancel_meeting(by=world.people["teacher"], meeting=missed)
    _come_prepared(world)
    _parents_evening(world)
    for child, part, days, purpose in (
        ("Yusuf Amina", "teacher", 2, Purpose.REVIEW),
        ("Mensah Elijah", "wellbeing_lead", 4, Purpose.SEN),
        ("Thorne Mabel", "other_teacher", 6, Purpose.PLAN),
    ):
        meeting = _plan(world, part, child, 0, -days, purpose)
        if child == "Mensah Elijah":
            with at(on(world.today, 8, 40)):
                near = adults_around(meeting.pupil)[0]
                actions.ask_for_view(by=world.people[part], meeting=meeting, whose="child", asked_of=near)


def _come_prepared(world):
    """A meeting with an interpreter, its people, and what Kacper says, brought by the adult he likes to talk to."""
    people, child = world.people, world.children["Nowak Kacper"]
    mother = Contact.objects.filter(pupil=child).in_order().first()
    last = _plan(world, "teacher", "Nowak Kacper", 40, 35, Purpose.REVIEW)
    with at(on(world.ago(35), 16, 20)):
        actions.write_up(
            by=people["teacher"], meeting=last, version=last.version, contacts=[mother],
            strengths="Kacper is fast and fair.", present="Ewa Nowak, Tilly Marsh",
            came=list(last.coming.all()),
        )  # fmt: skip
        for what, who, home in (("Practise the sounds on the card", "Ewa", True), ("A partner in PE", "Tilly", False)):
            actions.agree(
                by=people["teacher"], meeting=last, issue="Speaking up", what=what, who=who, at_home=home,
                by_on=add_school_days(world.ago(35), 15),
            )  # fmt: skip
    with at(on(world.ago(4), 8, 30)):
        meeting = actions.plan_meeting(
            by=people["teacher"], pupil=child, purpose=Purpose.REVIEW, planned_at=on(add_school_days(world.today, 3), 8, 30),
            place="Room by the hall", interpreter="Ada Wilk, Made-up Languages", contacts=[mother],
            staff=[people["teacher"], people["sendco"]], guests=["Ines Calder, family support worker"],
        )  # fmt: skip
        view = actions.ask_for_view(by=people["teacher"], meeting=meeting, whose="child", asked_of=people["teacher"])
        actions.give_view(by=people["teacher"], view=view, words="I like maths. I do not like reading out loud.")
        near = [user for user in adults_around(child) if user != people["teacher"]]
        if near:
            actions.ask_for_view(by=people["teacher"], meeting=meeting, whose="family", asked_of=near[0])


def _corrected(world, meeting):
    """Her mother put one thing right, and was answered; another answer waits to be read, a third did not go like that."""
    copy, people = meeting.copies.select_related("contact", "meeting__pupil").first(), world.people
    with at(on(world.ago(23), 9)):
        one = actions.answer_correction(
            by=people["teacher"], copy=copy, said="We moved in August, not in September.", answer="Thank you. We have put it right."
        )  # fmt: skip
    with at(on(world.ago(22), 9)):
        actions.approve_correction(by=people["dsl"], correction=one)
    with at(on(world.ago(2), 9)):
        actions.answer_correction(
            by=people["teacher"], copy=copy, said="She likes the quiet room in the morning most.",
            answer="We will keep it free for her before the register.",
        )  # fmt: skip
        third = actions.answer_correction(
            by=people["teacher"], copy=copy, said="Who decided about the worry book?", answer="I did."
        )  # fmt: skip
    with at(on(world.ago(1), 9)):
        actions.set_aside_correction(
            by=people["dsl"], correction=third, why_not="Say when it began and who helps her with it."
        )


def _parents_evening(world):
    """Willow's evening next week: summaries begun, handed in where somebody may be told, one of them approved."""
    school_class = SchoolClass.objects.get(name="Willow")
    with at(on(world.ago(3), 16)):
        evening = actions.start_evening(
            by=world.people["other_teacher"],
            school_class=school_class,
            on=add_school_days(world.today, 6),
            place="Hall",
        )
    with at(on(world.ago(2), 16)):
        actions.hand_in_evening(by=world.people["other_teacher"], evening=evening)
    with at(on(world.ago(1), 8, 50)):
        first = Meeting.objects.filter(evening=evening, state=Meeting.State.WAITING).order_by("pk").first()
        actions.approve_summary(by=world.people["dsl"], meeting=first)


LIKES = {
    "Nowak Kacper": {"language": "Polish", "interpreter": True},
    "Dąbrowska Zuzanna": {"language": "Polish"},
    "Fairweather Jonah": {"format": "Large print"},
    "Ashby Theodore": {"address": "4 Made-up Mews, Demotown"},
}


def _how_they_like_it(world):
    """What the office has asked each family: language, interpreter, print; an address nobody else may learn; an order's own document."""
    with at(on(world.ago(45), 9)):
        for child, facts in LIKES.items():
            contact = Contact.objects.filter(pupil=world.children[child]).in_order().first()
            edit_contact(by=world.people["office"], contact=contact, version=contact.version, facts=facts)
        father = Contact.objects.get(pupil=world.children["Ashby Theodore"], name="Mark Ashby")
        order = a_slip("Prohibited steps order, page 1 of 1", heading="A made-up court", kind="PDF")
        keep_order(
            by=world.people["office"], contact=father, files=[Examined(order, "pdf", "Order of the court.pdf", False)]
        )


def _what_was_said(world):
    """A word at the gate, calls, one taken by the office; to speak again: done, to come and late."""
    done = _said(
        world, "teacher", "García-López Ana-María", 12, "gate", "She slept better this week. She likes the worry book.",
        agreed="Keep the worry book going.", next_in=3, reason="How the worry book is going",
    )  # fmt: skip
    with at(on(world.ago(9), 15, 25)):
        finish_next_contact(by=world.people["teacher"], note=done)
    _said(
        world, "teacher", "Yusuf Amina", 3, "call", "Amina talks about break at bedtime. Her mother asked who she plays with.",
        agreed="I watch at break this week and ring on the day below.", next_in=6,
    )  # fmt: skip
    _said(
        world, "wellbeing_lead", "Ashby Theodore", 6, "call", "Claire is glad that somebody sees him every week.",
        agreed="We speak each Friday.", next_in=4, level=Level.WELLBEING,
    )  # fmt: skip
    _said(
        world, "office", "Nowak Kacper", 2, "call", "He will be late tomorrow: the dentist.", reason="A late start",
    )  # fmt: skip


def _said(world, part, child, days, how, said, *, next_in=None, **more):
    pupil = world.children[child]
    with at(on(world.ago(days), 15, 20)):
        return log_contact(
            by=world.people[part], pupil=pupil, how=how, said=said, at=on(world.ago(days), 15, 15),
            contact=Contact.objects.filter(pupil=pupil).in_order().first(),
            next_on=next_in and add_school_days(world.ago(days), next_in), **{"safe": True} | more,
        )  # fmt: skip


def _plan(world, part, child, planned, held, purpose):
    """Planned `planned` school days ago for `held` school days ago (below nought: to come)."""
    with at(on(world.ago(planned), 8, 30)):
        return actions.plan_meeting(
            by=world.people[part],
            pupil=world.children[child],
            purpose=purpose,
            planned_at=on(world.ago(held), 15, 30),
            place="Room by the hall",
            contacts=list(_told(world.children[child]).filter(may_attend=True)[:1]),
        )


def _told(child):
    return Contact.objects.filter(pupil=child).told_about().in_order()


def _held(world, part, child, days, purpose, **words):
    meeting = _plan(world, part, child, days + 4, days, purpose)
    with at(on(world.ago(days), 16, 10)):
        actions.write_up(
            by=world.people[part],
            meeting=meeting,
            version=meeting.version,
            contacts=list(_told(meeting.pupil)),
            came=list(meeting.coming.all()),
            strengths=meeting.pupil.strengths + ".",
            next_on=add_school_days(world.ago(days), 30),
            **words,
        )
    return meeting


def _agree(world, part, meeting, days, *things):
    with at(on(world.ago(days), 16, 20)):
        for what, who in things:
            actions.agree(
                by=world.people[part], meeting=meeting, what=what, who=who, by_on=add_school_days(world.ago(days), 10)
            )


def _approve(world, part, meeting, handed_in, approved):
    with at(on(world.ago(handed_in), 8, 15)):
        actions.hand_in(by=world.people[part], meeting=meeting)
    with at(on(world.ago(approved), 8, 40)):
        actions.approve_summary(by=world.people["dsl"], meeting=meeting)
