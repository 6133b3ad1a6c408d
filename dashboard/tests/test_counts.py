"""A number under five is never shown, and cannot be worked out from what is."""

import io
import uuid
from itertools import product

import pikepdf
from django.urls import reverse
from hypothesis import example, given
from hypothesis import strategies as st

from dashboard.counts import table_of
from documents.models import Document
from documents.tasks import render_owed
from interventions.snapshots import FEW


@given(st.lists(st.integers(min_value=0, max_value=40), min_size=1, max_size=12))
def test_no_small_number_is_shown_or_left_over(numbers):
    table = table_of([(f"row {n}", number) for n, number in enumerate(numbers)])
    shown = dict(table["rows"])
    small = [n for n in numbers if 0 < n < 5]
    assert list(shown.values()).count(FEW) == len(small)
    assert not any(number.isdigit() and 0 < int(number) < 5 for number in shown.values())
    assert table["total"] == ("not shown" if small else str(sum(numbers)))


@given(st.lists(st.integers(min_value=0, max_value=9), min_size=2, max_size=4))
@example([1, 5, 12])
@example([4, 4, 12])
@example([1, 1, 12])
def test_who_knows_the_sum_from_elsewhere_cannot_work_out_a_small_number(numbers):
    """Every way in which the hidden numbers could make up what is left of the sum: more than one, for each small one."""
    numbers = [*numbers, 40, 50]
    shown = [number for _, number in table_of([(f"row {n}", number) for n, number in enumerate(numbers)])["rows"]]
    left = sum(numbers) - sum(int(number) for number in shown if number.isdigit())
    hidden = [range(1, 5) if number == FEW else range(5, 51) for number in shown if not number.isdigit()]
    ways = [way for way in product(*hidden) if sum(way) == left]
    small = [place for place, values in enumerate(hidden) if values == range(1, 5)]
    assert all(len({way[place] for way in ways}) > 1 for place in small)


def test_the_numbers_are_on_paper_with_their_pictures_for_whoever_had_it_made(cast, client_for, db):
    page = client_for(cast.governor)
    sent = page.post(reverse("dashboard:print_numbers"), {"idempotency_key": uuid.uuid4()})
    render_owed()
    made = Document.objects.get()
    assert str(made.public_id) in sent.headers["Location"]
    paper = page.get(reverse("dashboard:download_numbers", args=[made.public_id]))
    pdf = pikepdf.open(io.BytesIO(b"".join(paper.streaming_content)))
    alts = {str(one.Alt) for one in pdf.objects if isinstance(one, pikepdf.Dictionary) and "/Alt" in one}
    assert "Children who moved between the waves since 1 September" in alts and len(alts) == 4
    assert client_for(cast.head).get(reverse("dashboard:download_numbers", args=[made.public_id])).status_code == 404
