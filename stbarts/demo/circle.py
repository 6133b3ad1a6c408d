"""A lunchtime circle of five whose numbers were taken twice: enough children for the pictures of the year to say something."""

from decimal import Decimal

from interventions import actions as waves
from interventions.actions import places, programmes
from interventions.actions.sessions import log_sessions
from interventions.models import Area, Offering
from school.calendar import add_school_days
from stbarts.demo.clock import at, on

# child: playtimes with somebody in a week, at the start, after two weeks, now
PLAYED = {
    "O'Leary Kit": (1, 2, 4),
    "Larkin Poppy": (0, 2, 3),
    "Petrenko Nina": (2, 2, 5),
    "Lock Harvey": (1, 3, 3),
    "Haddad Samir": (2, 3, 2),
}


def tell(world):
    """After the story: the circle began five school weeks ago; three sessions came about and one did not."""
    with at(on(world.ago(27), 16)):
        run = programmes.start_programme(
            by=world.people["wellbeing_lead"], offering=Offering.objects.get(code="W2.5"), lead=world.people["head"],
            weeks=8, sessions_a_week=1, minutes=20, starts_on=world.ago(25), room_for=6,
            name="Lunchtime circle, Years 1 and 2",
        )  # fmt: skip
    joined = [_joins(world, run, child, *numbers) for child, numbers in PLAYED.items()]
    for days, ill in ((24, None), (19, 1), (14, None), (9, 3)):
        rows = [{"place": p, "came": n != ill, "why_not": "away", "rating": 5 + n % 3} for n, p in enumerate(joined)]
        with at(on(world.ago(days), 15)):
            log_sessions(by=world.people["head"], programme=run, on=world.ago(days), rows=rows)


def _joins(world, run, child, *numbers):
    """Help with friendships, a target and its numbers, and the place in the circle."""
    by, pupil = world.people["wellbeing_lead"], world.children[child]
    with at(on(world.ago(26), 15, 30)):
        placement = waves.place_on_wave(
            by=by, pupil=pupil, wave=2, area=Area.objects.get(name="Friendships"),
            reason="Alone on most playtimes since September. A buddy was tried for two weeks.",
            hoped_for="Plays with somebody on most days.",
        )  # fmt: skip
        target = waves.set_target(
            by=by, placement=placement, by_on=add_school_days(world.today, 12), will="join a game", setting="the playground",
            kind="count", name="playtimes with somebody in a week", baseline=Decimal(numbers[0]), goal=Decimal(5), rater="child",
        )  # fmt: skip
        place = places.request_place(
            by=by, pupil=pupil, offering=run.offering, why="To find two people to play with.", placement=placement
        )
    with at(on(world.ago(25), 12)):
        place = places.offer_place(by=by, place=place, programme=run, from_on=world.ago(25))
    for days, number in zip((13, 2), numbers[1:], strict=True):
        with at(on(world.ago(days), 14, 50)):
            waves.take_reading(by=by, measure=target.measure, value=Decimal(number), rater="child")
    return place
