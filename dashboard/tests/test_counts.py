"""A number under five is never shown, and cannot be worked out from what is."""

import io
import uuid

import pikepdf
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from dashboard.counts import FEW, table_of
from documents.models import Document
from documents.tasks import render_owed


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
