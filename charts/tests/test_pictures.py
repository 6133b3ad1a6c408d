"""Whatever is drawn is valid, safe, told in words and repeated as a table; nothing leans on colour alone."""

import datetime
from xml.etree import ElementTree

import pytest
from django.template.loader import render_to_string
from hypothesis import given
from hypothesis import strategies as st

from charts.bars import Bar, bars
from charts.faces import SAID, face
from charts.flows import WAYS, Flow, flow_between
from charts.measures import Point, measure_line
from charts.shares import Share, shares
from charts.svg import Drawn, label, number, shortened, tag, words
from charts.waves import Happening, Segment, wave_band, wave_mark
from charts.weeks import Day, day_trend, week_grid

D = datetime.date
SVG = "{http://www.w3.org/2000/svg}"
days = st.dates(D(2000, 1, 1), D(2060, 12, 31))
anything = st.text(st.characters(exclude_categories=[]), max_size=40)  # lone surrogates and controls included
numbers = st.none() | st.integers(-(10**6), 10**6) | st.floats(allow_nan=True, allow_infinity=True, width=32)
NASTY = "</text><script>alert(1)</script>\" onload='x' \x00\x0b]]>&amp;"


def parsed(picture):
    """The picture as a tree: fails where it is not valid XML."""
    svg = str(getattr(picture, "svg", picture))
    return ElementTree.fromstring(svg.encode("utf-8"))  # noqa: S314 our own markup


def check(picture):
    root = parsed(picture)
    assert root.tag == f"{SVG}svg" and root.get("role") == "img"
    assert root[0].tag == f"{SVG}title" and root[0].text
    assert root[1].tag == f"{SVG}desc"
    known = {"svg", "title", "desc", "g", "text", "line", "rect", "circle", "polygon", "polyline"}
    for element in root.iter():
        assert element.tag.removeprefix(SVG) in known
        assert not {"style", "id", "class", "href"} & set(element.attrib)
        assert not any(name.startswith("on") for name in element.attrib)
        for name in {"x", "y", "x1", "x2", "y1", "y2", "cx", "cy", "r", "width", "height"} & set(element.attrib):
            float(element.get(name))
    for row in picture.rows:
        assert len(row) == len(picture.headings)
    return root


def texts(root):
    return [element.text for element in root.iter(f"{SVG}text")]


segments = st.builds(Segment, st.integers(-5, 9), days, st.none() | days, anything)
happenings = st.builds(Happening, days, anything)


@given(st.lists(segments, max_size=8), st.lists(happenings, max_size=8), days, days, st.none() | days, anything)
def test_any_waves_make_a_valid_picture(some, marks, from_on, until_on, today, title):
    picture = wave_band(some, title=title, from_on=from_on, until_on=until_on, happenings=marks, today=today)
    check(picture)


@given(st.lists(segments, max_size=8), days, days)
def test_no_day_of_the_year_is_without_a_wave(some, one, other):
    from_on, until_on = sorted([one, other])
    picture = wave_band(some, title="Waves", from_on=from_on, until_on=until_on)
    covered = sum(1 for row in picture.rows if row[1].startswith("Wave"))
    assert covered >= 1


@given(st.lists(st.builds(Point, days, numbers, anything), max_size=12), numbers, numbers, numbers, numbers, anything)
def test_any_ratings_make_a_valid_picture(points, goal, baseline, low, high, title):
    check(measure_line(points, title=title, goal=goal, baseline=baseline, low=low, high=high))


@given(st.lists(st.builds(Bar, anything, numbers, numbers), max_size=8), anything, anything)
def test_any_numbers_make_valid_bars(rows, title, unit):
    root = check(bars(rows, title=title, unit=unit))
    for rect in root.iter(f"{SVG}rect"):
        assert float(rect.get("width")) >= 0 and float(rect.get("x")) + float(rect.get("width")) <= 480


@given(st.lists(st.builds(Flow, st.integers(0, 4), st.integers(0, 4), numbers), max_size=9), anything)
def test_any_moves_make_a_valid_picture(flows, title):
    picture = flow_between(flows, title=title)
    check(picture)
    assert len(picture.rows) == len(WAYS)


@given(st.lists(st.builds(Share, anything, st.none() | st.tuples(*[st.integers(-5, 500)] * 3)), max_size=6), anything)
def test_any_shares_make_a_valid_picture(rows, title):
    root = check(shares(rows, parts=("Better", "The same", "Harder"), title=title))
    assert all(float(rect.get("x")) + float(rect.get("width")) <= 350 for rect in root.iter(f"{SVG}rect"))


@pytest.mark.parametrize(
    "picture",
    [
        shares([Share(NASTY, (5, 2))], parts=(NASTY, NASTY), title=NASTY),
        wave_band(
            [Segment(2, D(2026, 9, 10), None, NASTY)],
            title=NASTY,
            from_on=D(2026, 9, 1),
            until_on=D(2027, 7, 31),
            happenings=[Happening(D(2026, 10, 1), NASTY)],
        ),
        measure_line([Point(D(2026, 9, 1), 3, NASTY)], title=NASTY),
        bars([Bar(NASTY, 3, 4)], title=NASTY, unit=NASTY),
    ],
)
def test_what_people_type_is_text_and_nothing_else(picture):
    root = check(picture)
    assert root[0].text.startswith("</text><script>")
    assert "<script" not in picture.svg and "\x00" not in picture.svg


def test_text_is_escaped_once_and_markup_not_again():
    assert tag("g", tag("text", "a & <b>"), "<i>") == "<g><text>a &amp; &lt;b&gt;</text>&lt;i&gt;</g>"
    assert isinstance(tag("g"), Drawn) and tag("g", font_size=3.14159, fill=None) == '<g font-size="3.1"/>'
    assert words("\ud800\x01ok") == "\ufffd\ufffdok"
    assert "text-anchor" not in label(1, 2, "x")


def test_numbers_are_written_as_people_write_them():
    assert [number(n) for n in (3, 3.0, 3.14, -0.5, 1e6, float("nan"))] == ["3", "3", "3.1", "-0.5", "1000000", "0"]


@given(anything, st.integers(0, 400))
def test_a_shortened_text_fits(text, width):
    assert len(shortened(text, width)) * 13 * 0.56 <= max(width, 13 * 0.56 * 2)


def test_waves_are_told_apart_without_colour():
    marks = {wave: {element.tag for element in parsed(wave_mark(wave)).iter()} for wave in (1, 2, 3)}
    assert [f"{SVG}{shape}" in marks[wave] for wave, shape in ((1, "circle"), (2, "rect"), (3, "polygon"))] == [
        True
    ] * 3
    assert [texts(parsed(wave_mark(wave))) for wave in (1, 2, 3)] == [["1"], ["2"], ["3"]]


def test_a_year_of_waves_is_told_and_listed_in_order():
    picture = wave_band(
        [Segment(3, D(2027, 2, 9), None, "Anxiety"), Segment(2, D(2026, 10, 5), D(2027, 2, 8), "Friendship")],
        title="Waves this year",
        from_on=D(2026, 9, 1),
        until_on=D(2027, 7, 31),
        happenings=[Happening(D(2027, 2, 9), "Review: step up"), Happening(D(2025, 1, 1), "too long ago")],
    )
    assert picture.rows == (
        ("1 Sep 2026 to 4 Oct 2026", "Wave 1", ""),
        ("5 Oct 2026 to 8 Feb 2027", "Wave 2", "Friendship"),
        ("from 9 Feb 2027", "Wave 3", "Anxiety"),
        ("9 Feb 2027", "Mark 1", "Review: step up"),
    )
    assert "from 9 Feb 2027: Wave 3, Anxiety" in check(picture)[1].text


def test_a_target_tells_baseline_now_and_goal():
    points = [Point(D(2026, 10, 1), 2, "child"), Point(D(2026, 11, 1), None), Point(D(2026, 12, 1), 6, "child")]
    picture = measure_line(points, title="Joins in at playtime", goal=8, baseline=2)
    root = check(picture)
    assert root[1].text == "child: from 2 on 1 Oct 2026 to 6 on 1 Dec 2026; start 2; goal 8."
    assert ("1 Nov 2026", "not rated", "") in picture.rows
    assert {"goal 8", "start 2", "child"} <= set(texts(root))
    assert len(list(root.iter(f"{SVG}circle"))) == 3  # two ratings and the key


def test_two_raters_have_different_marks_and_lines():
    points = [Point(D(2026, 10, n), n, by) for n in (1, 5, 9) for by in ("child", "adult")]
    root = check(measure_line(points, title="Both"))
    assert len({line.get("stroke-dasharray") for line in root.iter(f"{SVG}polyline")}) == 2
    assert len({circle.get("fill") for circle in root.iter(f"{SVG}circle")}) == 2


def test_a_small_number_gives_nothing_away():
    picture = bars([Bar("Year 4", None), Bar("Year 5", 31)], title="Children at Wave 2")
    root = check(picture)
    assert picture.rows == (("Year 4", "under 5"), ("Year 5", "31"))
    assert len(list(root.iter(f"{SVG}rect"))) == 1


def test_an_arrow_says_its_number_and_one_too_small_has_one_thickness():
    picture = flow_between([Flow(1, 2, 30), Flow(2, 1, 6), Flow(2, 3, None)], title="Moves")
    root = check(picture)
    assert {"30", "6", "<5"} <= set(texts(root))
    thick = [float(one.get("stroke-width")) for one in root.iter(f"{SVG}line")]
    assert len(thick) == 3 and sorted(thick) == [2, 4, 12]
    assert ("From Wave 2 to Wave 3", "under 5") in picture.rows and ("From Wave 3 to Wave 1", "0") in picture.rows


def test_a_share_says_how_many_of_how_many_and_few_are_not_drawn():
    picture = shares(
        [Share("ELSA", (6, 2, 1)), Share("Circle", None)], parts=("Better", "Same", "Harder"), title="What changed"
    )
    root = check(picture)
    assert "6 of 9" in texts(root) and "too few to show" in texts(root)
    assert picture.rows == (("ELSA", "9", "6", "2", "1"), ("Circle", "too few to show", "", "", ""))
    assert len({(r.get("fill"), r.get("stroke-dasharray")) for r in root.iter(f"{SVG}rect")}) == 3, "told apart in mono"


def test_planned_stands_beside_delivered():
    picture = bars([("ELSA", 22, 24), ("Circles", 3)], title="Sessions", value_name="Given", of_name="Planned")
    assert picture.headings == ("", "Given", "Planned")
    assert picture.rows == (("ELSA", "22", "24"), ("Circles", "3", ""))
    assert "22 of 24" in texts(check(picture))


def test_nothing_to_draw_is_said():
    assert "Nothing measured yet" in texts(check(measure_line([], title="Empty")))
    assert "Nothing to show yet" in texts(check(bars([], title="Empty")))
    assert wave_band([], title="Empty", from_on=D(2026, 9, 1), until_on=D(2026, 9, 1)).rows


def test_on_a_page_the_table_is_beside_the_picture():
    picture = bars([("ELSA & friends", 3)], title="Sessions <i>")
    page = render_to_string("charts/picture.html", {"picture": picture, "open": True})
    assert page.count("ELSA &amp; friends") >= 2 and "<svg" in page and "<i>" not in page
    assert "<details>" not in page
    assert "<details>" in render_to_string("charts/picture.html", {"picture": picture})


marks = st.none() | st.integers(-3, 9)


@given(st.lists(anything, max_size=10), st.data(), anything)
def test_any_week_makes_a_valid_picture(sessions, data, title):
    made = st.lists(marks, min_size=5 * len(sessions), max_size=5 * len(sessions))
    picture = week_grid(sessions, data.draw(made), data.draw(made), title=title)
    check(picture)
    assert len(picture.rows) == len(sessions)


@given(st.lists(st.builds(Day, days, numbers, numbers), max_size=20), anything)
def test_any_days_make_a_valid_trend(some, title):
    picture = day_trend(some, title=title)
    check(picture)
    assert len(picture.rows) == len(some)


def test_a_week_and_its_trend_say_the_same_in_words():
    grid = week_grid(["Break"], [0, 1, 2, 3, None], [3] * 5, title="Week")
    assert grid.rows == (("Break", "0 / 3", "1 / 3", "2 / 3", "3 / 3", "– / 3"),)
    assert "Child: 1.5 of 3 on average, from 4 marks" in str(grid.svg)
    trend = day_trend([Day(D(2026, 11, 23), 1, 2), Day(D(2026, 11, 24), 2.5, None)], title="Days")
    assert trend.rows == (("23 Nov", "1", "2"), ("24 Nov", "2.5", "–"))
    assert "Child: 1 on 23 Nov, 2.5 on 24 Nov; Adult: 2 on 23 Nov, 2 on 23 Nov" in str(trend.svg)


def test_each_mark_has_a_face_of_its_own_that_says_its_word():
    drawn = {mark: str(face(mark)) for mark in SAID}
    assert len(set(drawn.values())) == 4 and all(said in drawn[mark] for mark, said in SAID.items())
