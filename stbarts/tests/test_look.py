"""The frame and every component render with all they may be given, and with next to nothing."""

import re
from datetime import date
from pathlib import Path
from types import SimpleNamespace

import pytest
from django import forms
from django.conf import settings
from django.db import connection
from django.template import engines
from django.template.loader import render_to_string
from django.test.utils import CaptureQueriesContext

from staff import frame
from staff.posting import PostingForm

pytestmark = pytest.mark.django_db
TEMPLATES = Path(settings.ROOT) / "templates"
LONG = "She came in late and sat by herself. " * 120


class SampleForm(PostingForm):
    draft = "look:sample"
    what = forms.CharField(label="What you saw or heard", help_text="Facts first.", widget=forms.Textarea)
    place = forms.CharField(label="Where", required=False, max_length=100)
    on = forms.DateField(label="When", widget=forms.DateInput(attrs={"type": "date"}))
    danger = forms.ChoiceField(
        label="Is anybody in danger now?",
        help_text="If you are not sure, say so.",
        choices=[("no", "No"), ("yes", "Yes"), ("unsure", "I am not sure")],
        widget=forms.RadioSelect,
    )
    needs = forms.MultipleChoiceField(
        label="Needs", required=False, choices=[("a", "Sleep"), ("b", "Friends")], widget=forms.CheckboxSelectMultiple
    )
    to = forms.ChoiceField(label="Who should see it", choices=[("1", "Everybody around the child")])
    told = forms.BooleanField(label="I have told the parents")
    paper = forms.FileField(label="A photograph of the paper", required=False)


def style_context(user, data=None):
    """A child with a long name and every flag, a long record and a form with every kind of box."""
    pupil = {
        "name": "Ana-María García-López",
        "get_absolute_url": "/",
        "year_name": "Year 4",
        "strengths": "Draws beautifully; kind to younger children; knows every bird.",
        "do_not_contact": True,
        "left_on": date(2026, 3, 2),
    }
    return {
        "crumbs": [{"url": "/", "words": "Children"}],
        "pupil": pupil,
        "class_name": "Kingfisher",
        "waves": [2, 3],
        "adults": ["Tilly Marsh", "Sam Reed"],
        "has_left": True,
        "long_words": LONG,
        "form": SampleForm(data, by=user),
    }


def style_page(request):
    words = (Path(__file__).parent / "style_page.html").read_text()
    return engines["django"].from_string(words).render(style_context(request.user, request.POST or None), request)


def test_frame_renders_for_everybody(cast, client_for, client):
    assert client.get("/nowhere/").status_code == 404
    for person in (cast.teacher, cast.dsl, cast.governor):
        page = client_for(person).get("/nowhere/").content.decode()
        assert "Skip to the page" in page
        assert "<script>" not in page
        assert "style=" not in page


def test_kept_bars_belong_to_one_reader_and_one_answer(cast, client_for):
    pages = {
        name: client_for(getattr(cast, name)).get("/staff/notices/").content.decode() for name in ("dsl", "governor")
    }
    again = client_for(cast.dsl).get("/staff/notices/").content.decode()
    assert "Concerns to look at" in pages["dsl"] and "Concerns to look at" not in pages["governor"]
    tokens = [set(re.findall(r'csrfmiddlewaretoken" value="([^"]+)"', page)) for page in (pages["dsl"], again)]
    assert not tokens[0] & tokens[1] and frame.TOKEN not in again
    assert again.count('aria-current="page"') == 1


def test_unread_notices_are_counted_once_a_page(cast, client_for):
    client = client_for(cast.dsl)
    client.get("/nowhere/")
    with CaptureQueriesContext(connection) as queries:
        client.get("/nowhere/")
    assert sum("staff_notice" in q["sql"] for q in queries) == 1


@pytest.mark.urls("stbarts.tests.style_urls")
def test_every_component_renders(cast, client_for):
    page = client_for(cast.sendco).get("/style/").content.decode()
    assert "<script>" not in page and " style=" not in page and " onclick=" not in page


def test_every_component_is_used_by_a_page():
    used = "".join(p.read_text() for p in TEMPLATES.rglob("*.html"))
    bars = {"top_bar.html", "places.html", "bottom_bar.html"}  # staff/frame.py renders these
    for component in (TEMPLATES / "_components").glob("*.html"):
        assert component.name in bars or f'"_components/{component.name}"' in used, f"nobody uses {component.name}"


def test_every_component_says_what_it_takes():
    for component in (TEMPLATES / "_components").glob("*.html"):
        assert component.read_text().startswith("{% comment %}"), component.name


def test_a_label_says_optional_and_never_a_star(cast):
    page = render_to_string("_components/form.html", {"form": SampleForm(by=cast.teacher)})
    assert 'Where <span class="optional">(optional)</span>' in page
    assert "*" not in re.sub(r"<[^>]*>", "", page)
    assert "What you saw or heard</label>" in page


@pytest.mark.urls("stbarts.tests.style_urls")
def test_errors_are_told_twice_in_words_and_linked(cast, client_for):
    page = client_for(cast.teacher).post("/style/", {"place": "x" * 101}).content.decode()
    assert "<title>Error: Style page" in page
    assert '<a href="#id_what">Please fill in “What you saw or heard”.</a>' in page
    assert 'id="id_what_error"' in page
    assert 'aria-describedby="id_what_helptext id_what_error"' in page
    assert 'aria-invalid="true"' in page
    targets = set(re.findall(r'id="([^"]+)"', page))
    assert set(re.findall(r'href="#(id_[^"]+)"', page)) <= targets
    described = {name for names in re.findall(r'aria-describedby="([^"]+)"', page) for name in names.split()}
    assert described <= targets


def test_hint_comes_before_error_and_error_before_the_box(cast):
    page = render_to_string("_components/form.html", {"form": SampleForm({}, by=cast.teacher)})
    assert page.index("id_what_helptext") < page.index('id="id_what_error"') < page.index("<textarea")


def test_two_people_saving_both_keep_their_words(cast):
    form = SampleForm({"what": "Mine", "place": "Hall", "idempotency_key": "no"}, by=cast.teacher)
    form.is_valid()
    form._show_theirs(SimpleNamespace(what="Theirs", place="Hall", version=4))
    page = render_to_string("_components/form.html", {"form": form})
    assert "Theirs" in page and "Mine" in page
    assert page.count("Hall") == 1


def test_every_icon_asked_for_is_drawn():
    drawn = set(re.findall(r'symbol id="([^"]+)"', (Path(settings.ROOT) / "static" / "icons.svg").read_text()))
    for page in TEMPLATES.rglob("*.html"):
        for name in re.findall(r"icons\.svg'? %}#([a-z-]+)", page.read_text()):
            assert name in drawn, f"{page}: no icon {name}"


def test_nothing_inline_anywhere():
    for page in TEMPLATES.rglob("*.html"):
        if page.is_relative_to(TEMPLATES / "letters"):
            continue
        words = page.read_text()
        assert not re.search(r"<script(?![^>]*(\bsrc=|application/json))", words), f"{page}: an inline script"
        assert not re.search(r"<style|\sstyle=|\son[a-z]+=", words), f"{page}: an inline style or handler"


def test_pages_use_the_words_of_the_components():
    for page in TEMPLATES.rglob("*.html"):
        words = page.read_text()
        assert "row-line" not in words and "button-bar" not in words, f"{page}: see _components/rows.html and buttons"
        assert not re.search(r'form\.html" with (submit|label)=', words), f"{page}: the button's word is `button`"
