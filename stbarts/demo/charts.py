"""Reflection charts of the demo school: one that runs with weeks typed in, one changed afterwards, one that ended."""

import datetime

from interventions.actions import charts as acts
from interventions.models.charts import monday_of
from school import calendar
from stbarts.demo.clock import at, on

DAY = ("Registration", "Lesson 1", "Break", "Lesson 2", "Lunch", "Lesson 3", "Going home")


def tell(world):
    """After the story: two children who look back on their days with an adult."""
    _running(world)
    _ended(world)


def _week(world, chart, part, monday, marks, *, helped="", version=0):
    """Each day of `marks` is the child's digits, a space and the adult's; a day that was closed or is to come is left out."""
    child, adult = [], []
    for number, day in enumerate(marks):
        on_it = monday + datetime.timedelta(days=number)
        known = on_it <= world.today and calendar.is_school_day(on_it)
        for told, digits in zip((child, adult), day.split(), strict=True):
            told += [int(digit) if known and digit.isdigit() else None for digit in digits]
    if any(mark is not None for mark in (*child, *adult)):
        with at(on(min(monday + datetime.timedelta(days=4), world.today), 15, 20)):
            acts.type_week(
                by=world.people[part],
                chart=chart,
                week_on=monday,
                child=child,
                adult=adult,
                helped=helped,
                version=version,
            )


def _running(world):
    """Joe's third week: dinner time is hard, and it gets better."""
    this_week = monday_of(world.today)
    weeks = [this_week - datetime.timedelta(weeks=number) for number in (2, 1, 0)]
    with at(on(weeks[0], 8, 20)):
        chart = acts.start_chart(
            by=world.people["teacher"], pupil=world.children["Fairweather Jonah"],
            about="Asking for a break before it is too much", sessions=DAY, weeks=4,
        )  # fmt: skip
    first = ("2211012 1211011", "3211112 2211011", "2120012 2110012", "3221012 2211011", "2211113 2211012")
    _week(world, chart, "teacher", weeks[0], first, helped="A job at the start of the day.")
    second = ("2221112 2221112", "3222112 2222111", "3221122 2221112", "3-22122 2221122", "3222123 2222122")
    _week(world, chart, "teacher", weeks[1], second, helped="The green card on his desk.")
    second = (*second[:4], "3222223 2222222")
    _week(world, chart, "sendco", weeks[1], second, helped="The green card on his desk. He used it twice.", version=1)
    third = ("3222122 3222122", "3232222 3222222", "3233222 3232222", "3233223 3333222", "3333223 3333223")
    _week(world, chart, "teacher", weeks[2], third, helped="")


def _ended(world):
    """Flo's chart is over: it did what it was for."""
    monday = monday_of(world.ago(45))
    with at(on(monday, 8, 30)):
        chart = acts.start_chart(
            by=world.people["deputy"], pupil=world.children["Mayhew Florence"], about="Saying what I need",
            sessions=("Lesson 1", "Break", "Lunch"), with_faces=False,
        )  # fmt: skip
    _week(world, chart, "deputy", monday, ("111 111", "121 111", "122 122", "222 122", "232 222"), helped="Her buddy.")
    with at(on(world.ago(34), 15, 50)):
        acts.end_chart(by=world.people["sendco"], chart=chart, came_of_it="She says it without the chart now.")
