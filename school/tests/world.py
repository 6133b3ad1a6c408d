"""A made-up school for tests: its year, classes, rota and directory, built through the actions."""

import datetime

from school import actions
from school.seed import add_agencies

D = datetime.date
YEAR = [
    ("Autumn 2026", D(2026, 9, 2), D(2026, 12, 18), D(2026, 10, 26), D(2026, 10, 30)),
    ("Spring 2027", D(2027, 1, 4), D(2027, 3, 25), D(2027, 2, 15), D(2027, 2, 19)),
    ("Summer 2027", D(2027, 4, 12), D(2027, 7, 20), D(2027, 5, 31), D(2027, 6, 4)),
]
NAMES = ("name", "starts_on", "ends_on", "half_term_from", "half_term_until")
INSET = [D(2026, 9, 2), D(2026, 11, 2), D(2027, 1, 4)]
ON_DUTY = {"order": 1, "phone": "", "where": "", "weekdays": [0, 1, 2, 3, 4]}
ON_DUTY |= {"from_at": None, "until_at": None, "away_until": None}


def furnish(cast):
    """The school, its year, hours, lines and directory, with the DSL and a deputy on duty."""
    office = cast.office
    school = actions.edit_school(by=office, facts={"name": "Larkfield Primary School", "phone": "01632 960001"})
    for dates in YEAR:
        actions.add_term(by=office, facts=dict(zip(NAMES, dates, strict=True)))
    for day in INSET:
        actions.add_closure(by=office, facts={"on": day, "why": "INSET day", "kind": "inset"})
    add_agencies()
    actions.set_on_duty(by=office, person=cast.dsl, facts=ON_DUTY | {"phone": "01632 960002", "where": "blue room"})
    actions.set_on_duty(by=office, person=cast.deputy, facts=ON_DUTY | {"order": 2, "weekdays": [0, 1]})
    return school
