"""The drawing of where records may go is the code's own table, and every state of every table is reached."""

from pathlib import Path

import pytest

from concerns.models import Concern
from stbarts.states import TABLES, as_markdown, drawing

ROOT = Path(__file__).resolve().parents[2]


def test_the_drawing_is_the_codes_own():
    assert (ROOT / "stbarts" / "STATES.md").read_text() == as_markdown(), "run script/manage draw_states"


def test_the_readme_leads_to_it():
    assert "(stbarts/STATES.md)" in (ROOT / "README.md").read_text()


@pytest.mark.parametrize("name", TABLES)
def test_every_state_can_be_reached_and_stands_in_the_table(name):
    _, table, start = TABLES[name]
    reached, rest = {start}, [start]
    while rest:
        following = table[rest.pop()] - reached
        reached |= following
        rest += following
    assert reached == set(table) == set(type(start))


def test_a_table_that_changes_changes_the_drawing():
    status = Concern.Status
    table = {status.SUBMITTED: {status.CLOSED}, status.CLOSED: set()}
    lines = drawing(table, status.SUBMITTED).splitlines()
    assert "    submitted --> closed" in lines and "    closed --> [*]" in lines
