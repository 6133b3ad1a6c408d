"""A child's year in pictures shows what its reader may know, and nothing by its absence."""

import io
import uuid
from datetime import date, timedelta

import pikepdf
import pytest
from django.urls import reverse
from django.utils import timezone

from audit.models import Entry
from concerns.tests.world import raise_about
from documents.models import Document
from documents.tasks import render_owed
from documents.tests.reading_back import text_of
from interventions.actions.charts import start_chart, type_week
from interventions.actions.sessions import log_sessions
from interventions.models import Decision
from interventions.models.charts import monday_of
from interventions.tests.help_world import on_programme, programme
from interventions.tests.test_review_notices import at
from interventions.tests.world import aim, make_area, place, review
from staff.policy import Level

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def well_into_a_school_year():
    """Some weeks ago is the same school year, whenever this is run."""
    today = timezone.localdate()
    with at(date(today.year + (today > date(today.year, 11, 20)), 11, 20)):
        yield


def chart(cast, about, *, by, **more):
    """A reflection chart with this week typed in: the child's marks above the adult's."""
    made = start_chart(by=by, pupil=cast.child, about=about, sessions=["Break"], weeks=2, **more)
    type_week(by=by, chart=made, week_on=monday_of(timezone.localdate()), child=[3] * 5, adult=[1, 1, 1, 1, 2])
    return made


@pytest.fixture
def year_of(client_for, cast):
    def read(user, **query):
        page = client_for(user).get(reverse("dashboard:year", args=[cast.child.public_id]), query)
        assert page.status_code == 200
        return page

    return read


def waves(page):
    return [row[1:] for row in page.context["year"].waves.rows if row[1].startswith("Wave")]


def test_the_line_of_waves_follows_the_moves_and_the_marks_have_the_lists_numbers(cast, year_of):
    today = timezone.localdate()
    with at(today - timedelta(days=20)):
        placement = place(cast.child, by=cast.sendco, area=make_area("Worry"))
    with at(today - timedelta(days=10)):
        review(placement, by=cast.sendco)  # goes on: not a stretch of its own
    with at(today - timedelta(days=5)):
        review(placement, by=cast.sendco, decision=Decision.STEP_UP)
    page = year_of(cast.teacher)
    assert waves(page) == [("Wave 1", ""), ("Wave 2", "Worry"), ("Wave 3", "Worry")]
    marks = [row[2] for row in page.context["year"].waves.rows if row[1].startswith("Mark")]
    assert marks == [f"{line.word}: {line.line}" for line in page.context["year"].marks]
    assert [line.at for line in page.context["year"].marks] == sorted(line.at for line in page.context["year"].marks)


def test_august_belongs_to_the_year_that_ends(cast, year_of):
    with at(date(timezone.localdate().year + 1, 8, 20)):
        placement = place(cast.child, by=cast.sendco, area=make_area("Worry"))
        page = year_of(cast.sendco)
        assert waves(page) == [("Wave 1", ""), ("Wave 2", placement.area.name)]
        assert any(line.word == "Help" for line in page.context["year"].marks)


def test_what_a_reader_may_not_open_leaves_the_year_as_it_would_be_without(cast, year_of):
    without = year_of(cast.teacher).context["year"].waves.svg
    hidden = place(cast.child, by=cast.sendco, level=Level.WELLBEING)
    aim(hidden, by=cast.sendco)
    on_programme(cast.child, programme(cast.wellbeing_lead, by=cast.sendco), by=cast.sendco, placement=hidden)
    chart(cast, "Asking for a break", by=cast.sendco, level=Level.WELLBEING)
    page = year_of(cast.teacher)
    assert page.context["year"].waves.svg == without and "Reflection charts" not in page.content.decode()
    assert page.context["year"].sessions is None and page.context["year"].targets == []
    whole = year_of(cast.sendco)
    assert "How the days went: Asking for a break" in whole.content.decode()
    assert ("Wave 2", hidden.area.name) in waves(whole) and "lunches with others" in whole.content.decode()


@pytest.mark.parametrize("asked", ["", "x", "²", "9999", "0000", "1999", "20261"])
def test_a_year_that_makes_no_sense_is_this_year(cast, year_of, asked):
    assert year_of(cast.sendco, year=asked).context["year"].is_this_year


def test_the_year_is_on_paper_with_its_pictures_and_no_concern(cast, client_for):
    raise_about(cast.child, by=cast.teacher, level=Level.TEAM, lead=cast.dsl)
    placement = place(cast.child, by=cast.sendco)
    aim(placement, by=cast.sendco)
    run, today = programme(cast.wellbeing_lead, by=cast.sendco), timezone.localdate()
    had = {"place": on_programme(cast.child, run, by=cast.sendco, placement=placement), "came": True, "rating": 4}
    log_sessions(by=cast.wellbeing_lead, programme=run, on=today, rows=[had], objective="To name a feeling.")
    chart(cast, "Asking for a break", by=cast.teacher)
    start_chart(by=cast.teacher, pupil=cast.child, about="Nothing typed in", sessions=["Break"], weeks=2)
    sendco, url = client_for(cast.sendco), reverse("dashboard:print_year", args=[cast.child.public_id])
    assert not Document.objects.exists() and sendco.post(url, {"idempotency_key": uuid.uuid4()}).status_code == 200
    sent = sendco.post(url, {"idempotency_key": uuid.uuid4(), "purpose": "The review on Friday."})
    render_owed()
    made = Document.objects.get()
    assert str(made.public_id) in sent.headers["Location"] and "Concern:" not in made.html
    paper = sendco.get(reverse("dashboard:download_year", args=[cast.child.public_id, made.public_id]))
    whole = b"".join(paper.streaming_content)
    pdf = pikepdf.open(io.BytesIO(whole))
    alts = {str(one.Alt) for one in pdf.objects if isinstance(one, pikepdf.Dictionary) and "/Alt" in one}
    assert any(alt.startswith("Waves in the school year") for alt in alts) and len(alts) == 4
    assert {"Sessions had, of those planned", "How the days went: Asking for a break"} < alts
    text = " ".join(text_of(whole, "-layout").split())
    assert f"{run.offering.name} 1 {had['place'].sessions_planned}" in text  # had and planned, in the table
    assert "From 0 to 3. Child: 3 on" in text and "Adult: 1 on" in text and "Day Child Adult" in text
    assert "Nothing typed in" not in text
    assert Entry.objects.get(verb="year.printed").reason == "The review on Friday."
