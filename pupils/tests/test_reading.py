"""Files as they come in life: alphabets, separators, dates, headings, and a UPN's check letter."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.actions import Refused
from pupils.importing import headings, values
from pupils.importing.reading import read
from pupils.upn import LETTERS, check_letter, is_temporary, problem

figures = st.text("0123456789", min_size=11, max_size=11)


@st.composite
def upns(draw):
    rest = draw(figures) + draw(st.sampled_from("0123456789" + LETTERS))
    return check_letter("A" + rest) + rest


@given(upns())
def test_a_upn_with_its_check_letter_is_one(upn):
    assert problem(upn) == "" and is_temporary(upn) == upn[-1].isalpha()


@given(upns(), st.integers(1, 11), st.integers(1, 9))
def test_one_wrong_figure_is_always_noticed(upn, place, more):
    wrong = str((int(upn[place]) + more) % 10)
    assert problem(upn[:place] + wrong + upn[place + 1 :])


@given(upns(), st.integers(1, 10))
def test_two_figures_the_wrong_way_round_are_always_noticed(upn, place):
    swapped = upn[:place] + upn[place + 1] + upn[place] + upn[place + 2 :]
    assert swapped == upn or problem(swapped)


@pytest.mark.parametrize("upn", ["B801200005001", "Q919999926001", "E919999926002", "B91999992600A", "L919200025001"])
def test_known_upns(upn):
    assert problem(upn) == ""


@pytest.mark.parametrize("upn", ["", "Q91999992600", "I919999926001", "q919999926001", "QQ19999926001"])
def test_what_is_no_upn(upn):
    assert problem(upn)


DAYS = st.dates(date(2010, 1, 1), date(2026, 12, 31))
FORMS = [
    "{0:%d/%m/%Y}",
    "{0:%d-%m-%Y}",
    "{0:%d.%m.%Y}",
    "{0.day}/{0.month}/{0.year}",
    "{0:%d/%m/%y}",
    "{0:%Y-%m-%d}",
    "{0:%Y/%m/%d}",
    "{0:%Y-%m-%d 00:00:00}",
    "{0:%Y-%m-%dT00:00:00Z}",
    "{0:%d/%m/%Y 00:00}",
    "{0:%d %B %Y}",
    "{0:%d-%b-%y}",
    "{0.day}th {0:%b} {0:%Y}",
    "{0:%Y%m%d}",
]


@given(DAYS, st.sampled_from(FORMS))
def test_a_day_is_read_in_every_form(day, form):
    assert values.a_date(form.format(day)) == day


@given(DAYS)
def test_a_spreadsheets_number_is_a_day(day):
    number = (day - date(1899, 12, 30)).days
    assert values.a_date(str(number)) == values.a_date(f"{number}.0") == day


@pytest.mark.parametrize("text", ["31/02/2019", "09/25/2019", "2019", "soon", "1/1", "00/00/0000", "12/13/14/15"])
def test_what_is_no_day_is_refused_and_never_guessed(text):
    with pytest.raises(values.Unreadable):
        values.a_date(text)


@pytest.mark.parametrize(
    ("text", "year"),
    [("Year 1", "1"), ("Y6", "6"), ("yr 3", "3"), ("04", "4"), ("R", "R"), ("Reception", "R"), ("Year R", "R")]
    + [("N1", "N1"), ("N2", "N2"), ("Nursery", "N2"), ("FS2", "R"), ("NC Year 5", "5")],
)
def test_a_year_group_in_every_form(text, year):
    assert values.year_group(text) == year


@pytest.mark.parametrize("text", ["Year 7", "12", "", "Oak"])
def test_a_year_group_of_no_primary_school_is_refused(text):
    with pytest.raises(values.Unreadable):
        values.year_group(text)


@pytest.mark.parametrize(
    ("text", "needs"),
    [("1. ASD; 2. SLCN", ["ASD", "SLCN"]), ("2. SLCN 1. ASD", ["ASD", "SLCN"]), ("SEMH", ["SEMH"])]
    + [("Autistic Spectrum Disorder, SLCN", ["ASD", "SLCN"]), ("asd|asd", ["ASD"])],
)
def test_needs_keep_their_rank(text, needs):
    assert values.sen_needs(text) == needs


@pytest.mark.parametrize(
    ("text", "phone"), [("07700 900001", "07700 900001"), ("7700900001", "07700900001"), ("+44 7700 900001",) * 2]
)
def test_a_phone_gets_back_the_nought_a_spreadsheet_ate(text, phone):
    assert values.phone(text) == phone


@pytest.mark.parametrize(
    ("heading", "field", "contact"),
    [("Legal Forename", "legal_forename", 0), ("Forename", "legal_forename", 0), ("First name", "legal_forename", 0)]
    + [("Known As", "preferred_forename", 0), ("D.O.B.", "born_on", 0), ("NC Year", "year_group", 0)]
    + [("Reg Group", "school_class", 0), ("Adno", "mis_id", 0), ("SEN Needs (ranked)", "sen_needs", 0)]
    + [("Contact 3 Mobile", "phone", 3), ("Primary guardian", "name", 1), ("Secondary guardian email", "email", 2)]
    + [("Parent 1 Parental Responsibility", "responsibility", 1), ("Address line 2", "address", 0)],
)
def test_a_heading_has_many_words(heading, field, contact):
    assert headings.column(heading) == headings.Column(field, contact)


def test_a_heading_we_do_not_know_is_said_to_be_left(sheet):
    assert headings.column("Shoe size") is None
    assert "Shoe size" in sheet("Surname,Forename,DOB,Year,Shoe size\nVale,Inés,08/11/2021,R,3\n").notes[0]


@pytest.fixture
def sheet():
    def from_text(text, encoding="utf-8"):
        return read(text.encode(encoding))

    return from_text


LIST = "UPN,Surname,Forename,DOB,Year,Reg\n,García-López,Zoë,08/11/2019,2,Oak\n,O'Brien,Seán,9/12/2019,2,Oak\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_alphabet_separator_and_line_ends_make_no_difference(encoding, separator, newline):
    lines = read(LIST.replace(",", separator).replace("\n", newline).encode(encoding)).lines
    assert [line.facts["legal_surname"] for line in lines] == ["García-López", "O'Brien"]
    assert [line.facts["born_on"] for line in lines] == [date(2019, 11, 8), date(2019, 12, 9)]
    assert not any(line.problems for line in lines)


def test_titles_blank_lines_and_repeats_are_read_past(sheet):
    rows = LIST.splitlines()
    found = sheet("\n".join(["Pupils of a school,,,,,", ",,,,,", rows[0], rows[1], "", " , ,,,,", rows[1], rows[2]]))
    assert [line.number for line in found.lines] == [4, 8]
    assert "1 repeated line was read once." in found.notes


def test_a_column_with_the_month_first_is_not_guessed_at(sheet):
    found = sheet("Surname,Forename,DOB,Year\nA,B,09/25/2019,2\nC,D,09/11/2019,2\nE,F,2019-11-09,2\n")
    assert [bool(line.problems) for line in found.lines] == [True, True, False]


def test_one_upn_on_two_lines_refuses_both(sheet):
    found = sheet("UPN,Surname,Forename,DOB,Year\nQ919999926001,A,B,1/1/2019,2\nQ919999926001,C,D,1/2/2019,2\n")
    assert all("Lines 2 and 3 carry the same UPN." in line.problems for line in found.lines)


def test_a_wrong_upn_is_refused_with_its_reason(sheet):
    line = sheet("UPN,Surname,Forename,DOB,Year\nQ919999926002,A,B,1/1/2019,2\n").lines[0]
    assert "one of its characters is wrong" in line.problems[0]


def test_a_cell_too_many_is_refused_and_a_cell_too_few_is_empty(sheet):
    found = sheet("Surname,Forename,DOB,Year,Reg\nA,B,1/1/2019,2,Oak,extra\nC,D,1/1/2019,2\n")
    assert "more cells" in found.lines[0].problems[0] and found.lines[1].school_class == ""


def test_what_can_be_spared_is_left_out_and_the_child_still_comes(sheet):
    line = sheet("Surname,Forename,DOB,Year,FSM,SEN type\nA,B,1/1/2019,2,perhaps,ZZZ\n").lines[0]
    assert not line.problems and len(line.flags) == 2 and "free_meals" not in line.facts


def test_only_yes_in_a_column_means_that_empty_is_no(sheet):
    rows = "".join(f"A{n},B,1/1/2019,2,{'Yes' if n == 3 else ''}\n" for n in range(12))
    found = sheet(f"Surname,Forename,DOB,Year,PP\n{rows}")
    assert [line.facts["pupil_premium"] for line in found.lines].count(True) == 1
    assert any("empty cell is read as no" in note for note in found.notes)


def test_a_birthday_no_pupil_has_is_refused(sheet):
    future = date.today() + timedelta(days=400)
    found = sheet(f"Surname,Forename,DOB,Year\nA,B,1/1/1950,2\nC,D,{future:%d/%m/%Y},2\n")
    assert all("nobody at school" in line.problems[0] for line in found.lines)


@given(st.binary(max_size=400))
def test_any_bytes_are_read_or_refused_in_a_sentence(data):
    try:
        read(data)
    except Refused as refusal:
        assert str(refusal).endswith(".")


@given(st.text(max_size=200))
def test_any_text_under_our_headings_is_read_or_refused(text):
    try:
        read(("UPN,Surname,Forename,DOB,Year,Contact 1 Name,Contact 1 Mobile\n" + text).encode())
    except Refused as refusal:
        assert str(refusal)
