"""A number under five is never shown, and cannot be worked out from what is."""

from hypothesis import given
from hypothesis import strategies as st

from dashboard.counts import FEW, table_of


@given(st.lists(st.integers(min_value=0, max_value=40), min_size=1, max_size=12))
def test_no_small_number_is_shown_or_left_over(numbers):
    table = table_of([(f"row {n}", number) for n, number in enumerate(numbers)])
    shown = [number for _, number in table["rows"]]
    hidden = [n for n in numbers if 0 < n < 5]
    assert shown.count(FEW) == len(hidden)
    assert not any(number.isdigit() and 0 < int(number) < 5 for number in shown)
    if hidden:
        assert table["total"] == "not shown"
    else:
        assert table["total"] == str(sum(numbers))
