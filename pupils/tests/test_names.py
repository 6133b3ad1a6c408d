"""Other children's names are found before a text leaves the house."""

import pytest

from pupils.names import OtherNames, other_names_in


@pytest.fixture
def names():
    others = OtherNames()
    others.add("Kit", "O'Leary", classmate=True)
    others.add("Ana-María", "García-López", classmate=True)
    others.add("Will", "Hart", classmate=True)
    others.add("Zofia", "Dąbrowska")
    return others


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("He was with Kit at lunch.", ["Kit"]),
        ("kit's bag, Kit’s coat and KIT O’LEARY", ["Kit", "Kit O'Leary"]),
        ("Ana-Maria and Ana María Garcia Lopez came.", ["Ana-María", "Ana-María García-López"]),
        ("He will do it. The kit was lost.", []),
        ("Zofia sat by the door.", []),
        ("zofia dabrowska sat by the door.", ["Zofia Dąbrowska"]),
        ("", []),
    ],
)
def test_whole_names_of_anybody_and_first_names_of_classmates(names, text, found):
    assert names.found_in(text) == found


def test_the_childs_own_name_is_not_anothers(cast):
    text = "Ana-María played with Jonah; Kit O'Leary watched, and Kit went home."
    assert other_names_in(text, cast.child) == ["Jonah", "Kit O'Leary"]
