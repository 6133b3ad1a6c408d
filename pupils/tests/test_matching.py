"""Never the wrong child: a name alone decides nothing, and twins are never made one."""

from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from pupils.importing.matching import Known, Register, same_name
from pupils.importing.values import same_id
from pupils.upn import check_letter

FORENAMES = ["Lily", "Zofia", "Zuzanna", "Łukasz", "?ukasz", "Ana-María", "Ana", "Jo"]
SURNAMES = ["Wilson", "Dąbrowska", "D?browska", "García-López", "Garcia Lopez", "O'Leary"]
BIRTHDAYS = [date(2018, 1, 8), date(2018, 1, 9), date(2019, 6, 21)]


def a_upn(number):
    rest = f"9199999{number:05}"[-12:].rjust(12, "9")
    return check_letter("A" + rest) + rest


@st.composite
def children(draw):
    """A school in which names and birthdays collide all the time; UPNs, where there are any, do not."""
    size = draw(st.integers(0, 8))
    return [
        Known(
            number,
            draw(st.sampled_from(["", a_upn(number)])),
            draw(st.sampled_from(["", f"00{number}", "001"])),
            draw(st.sampled_from(BIRTHDAYS)),
            (
                forename := draw(st.sampled_from(FORENAMES)),
                surname := draw(st.sampled_from(SURNAMES)),
                forename,
                surname,
            ),
        )
        for number in range(1, size + 1)
    ]


@st.composite
def lines(draw):
    forename, surname = draw(st.sampled_from(FORENAMES)), draw(st.sampled_from(SURNAMES))
    return {
        "upn": draw(st.sampled_from(["", *[a_upn(n) for n in range(1, 12)]])),
        "mis_id": draw(st.sampled_from(["", "1", "002", "3", "99"])),
        "born_on": draw(st.sampled_from(BIRTHDAYS)),
        "legal_forename": forename,
        "preferred_forename": forename,
        "legal_surname": surname,
        "preferred_surname": surname,
    }


@settings(max_examples=500, deadline=None)
@given(children(), lines())
def test_a_line_becomes_a_child_only_by_upn_or_by_number_and_birthday(known, line):
    match = Register(known).match(line)
    if match.pupil is not None:
        child = next(c for c in known if c.id == match.pupil)
        by_upn = line["upn"] and child.upn == line["upn"]
        by_number = (
            line["mis_id"]
            and child.mis_id
            and same_id(child.mis_id) == same_id(line["mis_id"])
            and child.born_on == line["born_on"]
        )
        assert by_upn or by_number
        assert not match.candidates
        # and where it is not held for a person, nothing about it contradicts
        if not match.check:
            assert child.born_on == line["born_on"]
            alike = [
                same_name(line["legal_forename"], child.names[0]),
                same_name(line["legal_surname"], child.names[1]),
            ]
            assert any(alike)


@settings(max_examples=300, deadline=None)
@given(children(), lines())
def test_a_name_and_a_birthday_are_a_question(known, line):
    line = {**line, "upn": "", "mis_id": ""}
    match = Register(known).match(line)
    assert match.pupil is None
    same = [
        child.id
        for child in known
        if child.born_on == line["born_on"]
        and same_name(child.names[0], line["legal_forename"])
        and same_name(child.names[1], line["legal_surname"])
    ]
    assert set(same) <= set(match.candidates)


def test_two_thousand_ambiguous_lines_merge_nobody():
    """Every child of a school of twins and namesakes again, with nothing but name and birthday."""
    known = [
        Known(n, a_upn(n) if n % 3 else "", "", date(2018, 1 + n % 12, 1 + n % 28), (f, s, f, s))
        for n, (f, s) in enumerate(((f, s) for f in FORENAMES for s in SURNAMES for _ in range(42)), start=1)
    ]
    register = Register(known)
    assert len(known) > 2000
    for child in known[:2000]:
        facts = {
            "born_on": child.born_on,
            "legal_forename": child.names[0],
            "preferred_forename": child.names[0],
            "legal_surname": child.names[1],
            "preferred_surname": child.names[1],
        }
        match = register.match(facts)
        assert match.pupil is None and child.id in match.candidates


def facts_of(child, **changed):
    forename, surname = child.names[:2]
    said = {
        "upn": child.upn,
        "mis_id": child.mis_id,
        "born_on": child.born_on,
        "legal_forename": forename,
        "preferred_forename": forename,
        "legal_surname": surname,
        "preferred_surname": surname,
    }
    return {**said, **changed}


ZOFIA = Known(1, a_upn(1), "0101", BIRTHDAYS[2], ("Zofia", "Dąbrowska") * 2)
ZUZANNA = Known(2, a_upn(2), "0102", BIRTHDAYS[2], ("Zuzanna", "Dąbrowska") * 2)
LILY = Known(3, "", "0103", BIRTHDAYS[0], ("Lily", "Wilson") * 2)


def test_twins_whose_numbers_are_swapped_are_asked_about():
    match = Register([ZOFIA, ZUZANNA]).match(facts_of(ZOFIA, upn=ZUZANNA.upn))
    assert match.pupil is None and set(match.candidates) == {1, 2}
    swapped_names = facts_of(ZOFIA, legal_forename="Zuzanna", preferred_forename="Zuzanna")
    assert Register([ZOFIA, ZUZANNA]).match(swapped_names).pupil is None


def test_a_new_surname_is_the_same_child_by_upn():
    renamed = facts_of(ZOFIA, legal_surname="Nowak", preferred_surname="Nowak")
    assert Register([ZOFIA]).match(renamed).pupil == 1


def test_another_birthday_under_a_known_upn_waits_for_a_person():
    match = Register([ZOFIA]).match(facts_of(ZOFIA, born_on=BIRTHDAYS[0]))
    assert match.pupil == 1 and match.check


def test_a_first_upn_joins_a_child_known_by_admission_number_and_birthday():
    assert Register([LILY]).match(facts_of(LILY, upn=a_upn(9), mis_id="103")).pupil == 3


def test_another_upn_under_a_known_admission_number_is_asked_about():
    match = Register([ZOFIA]).match(facts_of(ZOFIA, upn=a_upn(9)))
    assert match.pupil is None and match.candidates == (1,)


def test_a_lost_letter_fits_a_letter_and_is_still_only_a_question():
    assert same_name("?ukasz", "Łukasz") and same_name("D?browska", "Dąbrowska")
    assert not same_name("?ukasz", "Tukaszek") and not same_name("?", "Zofia")
    match = Register([ZOFIA]).match(facts_of(ZOFIA, upn="", mis_id="", legal_surname="D?browska"))
    assert match.pupil is None and match.candidates == (1,)
