"""The small things of the demo school: what guests, families and slips told us, and who was told in turn."""

from audit.actions import Guest
from concerns import reports
from concerns.models import Report
from stbarts.demo.clock import at, on


def tell(world):
    """After the story: each kind of thing once in every state."""
    _reports(world)


def _reports(world):
    people = world.people
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
    _guest(
        world, 1, "Harvey, I think", "Willow", "Harvey told me he was not allowed breakfast because he was bad.",
        "Jay Coot", "Football club", "07700 900151", childs_words="I was bad so no breakfast.",
    )  # fmt: skip
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


def _guest(world, days, child, class_name, facts, name, agency, phone, **more):
    with at(on(world.ago(days), 15, 20)):
        return reports.receive_report(
            by=Guest(name, agency),
            kind=Report.Kind.GUEST,
            child=(child, class_name),
            writer=(name, agency, phone),
            answers={"facts": facts, "danger": "no", **more},
        )
