"""What children of the demo school work towards, and the numbers so far: going up, down, met, and one mistake."""

from decimal import Decimal

from interventions import actions as waves
from interventions.actions.proposals import propose_target
from interventions.models import Placement
from school.calendar import add_school_days
from stbarts.demo.clock import at, on


def tell(world):
    """After the story: targets of three children, one met and gone on from, an outside score with nothing else beside it."""
    _worry(world)
    _settling(world)
    _reading(world)
    _speaking(world)


def _help(world, child, area):
    return Placement.objects.get(pupil=world.children[child], area__name=area)


def _target(world, placement, days, by_days, **words):
    with at(on(world.ago(days), 15, 50)):
        return waves.set_target(
            by=world.people["sendco"], placement=placement, by_on=add_school_days(world.today, by_days), **words
        )


def _numbers(world, measure, part, rater, values, *, name=""):
    """`values` maps school days ago to a number."""
    for days, value in values.items():
        with at(on(world.ago(days), 14, 40)):
            taken = waves.take_reading(
                by=world.people[part], measure=measure, value=Decimal(str(value)), rater=rater, rater_name=name
            )
    return taken


def _worry(world):
    placement = _help(world, "García-López Ana-María", "Worry and anxiety")
    nights = _target(
        world, placement, 31, 18, will="stay in bed until the alarm", setting="a school week", kind="count",
        name="nights in a week I stayed in bed", baseline=Decimal(1), goal=Decimal(5), rater="child",
        childs_words="I will stay in bed and think of my list of good things.",
    )  # fmt: skip
    _numbers(world, nights.measure, "teacher", "child", {24: 1, 19: 2, 14: 1, 9: 2, 4: 3})
    _numbers(world, nights.measure, "teacher", "parent", {19: 1, 4: 4}, name="Mum")
    heavy = _target(
        world, placement, 8, 25, will="say that the worry is lighter", setting="the first hour of the day",
        kind="rating", name="how heavy the worry is", baseline=Decimal(8), goal=Decimal(4), rater="child",
        childs_words="I want it to be a pebble and not a rock.",
    )  # fmt: skip
    _numbers(world, heavy.measure, "teacher", "child", {5: 7, 2: 6})
    _numbers(world, heavy.measure, "teacher", "adult", {5: 7, 2: 7})


def _settling(world):
    placement = _help(world, "Fairweather Jonah", "Behaviour and settling in class")
    target = _target(
        world, placement, 17, 10, will="stay with a task for ten minutes", setting="the first lesson", kind="count",
        name="minutes with a task before break", baseline=Decimal(3), goal=Decimal(10),
        rater="adult", rated_by=world.people["teacher"],
        childs_words="I will do my job and then one whole page.",
    )  # fmt: skip
    _numbers(world, target.measure, "teacher", "adult", {12: 4, 7: 6, 3: 7})
    with at(on(world.ago(2), 16, 5)):
        propose_target(
            by=world.people["teacher"], placement=placement, by_on=add_school_days(world.today, 20),
            will="put his hand up before he calls out", setting="carpet time", measured="times he called out in a day",
            baseline=Decimal(9), goal=Decimal(3), childs_words="I will make my hand speak first.",
        )  # fmt: skip
    wrong = _numbers(world, target.measure, "teacher", "adult", {1: 70})
    with at(on(world.ago(1), 14, 45)):
        waves.strike_reading(by=world.people["teacher"], reading=wrong, why="Seven, not seventy.")


def _reading(world):
    placement = _help(world, "Mayhew Florence", "Learning")
    words = {"setting": "the reading corner", "rater": "child"}
    first = _target(
        world, placement, 55, 5, will="choose a book by herself", kind="rating", name="how much I like reading",
        baseline=Decimal(3), goal=Decimal(6), childs_words="I will pick my own.", **words,
    )  # fmt: skip
    _numbers(world, first.measure, "sendco", "child", {40: 4, 28: 5, 16: 7})
    with at(on(world.ago(15), 14, 10)):
        waves.end_target(by=world.people["sendco"], target=first, outcome="met", why="She asks for the next one now.")
    _target(
        world, placement, 14, 20, will="read to a younger child", measure=first.measure,
        baseline=Decimal(7), goal=Decimal(9), childs_words="I will read to my reading buddy.", **words,
    )  # fmt: skip


def _speaking(world):
    placement = _help(world, "Silva Rafael", "Speech, language and communication")
    with at(on(world.ago(39), 16)):
        measure = waves.add_measure(
            by=world.people["sendco"], placement=placement, kind="outside", name="Language screen, total", low=Decimal(0),
            high=Decimal(60), better="higher",
        )  # fmt: skip
    _numbers(world, measure, "sendco", "other", {39: 22}, name="Speech therapist")
