"""Workshops at the demo school: one held, one with invitations at every step, one that can still be changed, one that did not happen."""

from families.actions import workshops as acts
from pupils.models import Contact
from school.calendar import add_school_days
from stbarts.demo.clock import at, on


def tell(world):
    """By the Wellbeing Lead and a teacher; a safeguarding lead lets the invitations out."""
    lead = world.people["wellbeing_lead"]
    with at(on(world.ago(30), 9, 10)):
        held = _plan(
            lead,
            "Worries at bedtime",
            "Why worries grow at night, and three things that help.",
            world.ago(12),
            "Year 2 room",
        )
        acts.invite_families(
            by=lead, workshop=held, contacts=_adults(world, "García-López Ana-María", "Fairweather Jonah")
        )
    with at(on(world.ago(29), 9)):
        acts.approve_invitations(by=world.people["dsl"], workshop=held)
    with at(on(world.ago(29), 15)):
        acts.send_invitations(by=lead, workshop=held, how="In the book bags")
    with at(on(world.ago(11), 9)):
        held.refresh_from_db()
        words = "A sheet with the three things went home to everybody in Oak. We meet again after half-term."
        came = list(held.invitations.filter(state="sent")[:1])
        acts.finish_workshop(by=lead, workshop=held, version=held.version, came=came, follow_up=words)
    with at(on(world.ago(4), 9, 20)):
        day = add_school_days(world.today, 8)
        coming = _plan(
            lead,
            "When feelings get big",
            "What a child’s body does when it is cross, and how to wait with them.",
            day,
            "The hall",
        )
        acts.invite_families(by=lead, workshop=coming, contacts=_adults(world, "Silva Rafael"))
    with at(on(world.ago(3), 9)):
        acts.approve_invitations(by=world.people["dsl"], workshop=coming)
    with at(on(world.ago(2), 9)):
        acts.invite_families(by=lead, workshop=coming, contacts=_adults(world, "Dąbrowska Zuzanna", "Khan Maryam"))
    with at(on(world.ago(1), 15, 40)):
        new = _plan(
            lead,
            "Making friends",
            "How children make up after a quarrel, and when to step in.",
            add_school_days(world.today, 4),
            "The library",
            room_for=2,
        )
        acts.invite_families(
            by=lead, workshop=new, contacts=_adults(world, "Yusuf Amina", "Fairweather Jonah", "Nowak Kacper")
        )
    with at(on(world.ago(28), 9)):
        off = _plan(
            world.people["teacher"],
            "Reading together",
            "Ten minutes a day, and how to make them good ones.",
            world.ago(20),
            "Oak class",
        )
    with at(on(world.ago(22), 9)):
        acts.cancel_workshop(by=world.people["teacher"], workshop=off)


def _plan(by, topic, words, day, place, room_for=20):
    return acts.plan_workshop(
        by=by, topic=topic, words=words, held_at=on(day, 17), place=place, led_by=by.name, room_for=room_for
    )


def _adults(world, *children):
    pupils = [world.children[name] for name in children]
    rows = Contact.objects.filter(pupil__in=pupils, receives_information=True, may_attend=True)
    return list(rows.select_related("pupil").order_by("pk"))
