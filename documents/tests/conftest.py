"""What the tests of paper share: a letter, its makers, and print rooms that are closed afterwards."""

import datetime
from types import SimpleNamespace

import pytest

from documents import rendering


@pytest.fixture(scope="session", autouse=True)
def rooms_closed():
    yield
    rendering.close_rooms()


@pytest.fixture(autouse=True)
def own_shelves(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"


LETTERHEAD = SimpleNamespace(
    name="Little Oaks Primary School",
    letterhead_line="Headteacher: Mrs H. Heron",
    address_lines=["Church Lane", "Anytown AB1 1AA"],
    phone="01632 960123",
    email="office@example.org",
    website="",
)

BODY = """{% extends "letters/base_letter.html" %}{% block body %}
<p>I am writing with her mother's agreement to ask for your advice about headaches.</p>
<h2>What we see</h2>
<p>Since the middle of September she has told an adult on fourteen mornings that her head hurts.
It is most often a Monday, and it passes by break time on most days. She eats little at lunch.</p>
<blockquote><p>“My tummy goes tight when it is nearly time to go in.”</p></blockquote>
<h2>What we have tried</h2>
<table><thead><tr><th scope="col">What</th><th scope="col">Since</th></tr></thead><tbody>
<tr><td>A quiet start at the side door</td><td class="when">28 September</td></tr>
<tr><td>Drawing and Talking, once a week</td><td class="when">5 October</td></tr></tbody></table>
<p>{{ words }}</p>{% endblock %}"""


@pytest.fixture
def letter_html():
    """A whole letter, as a room would order it."""
    from django.template import engines

    def written(words="Thank you.", **changes):
        context = {
            "school": LETTERHEAD,
            "title": "Letter to a doctor",
            "letter_date": datetime.date(2026, 11, 23),
            "recipient": ["Dr P. Patel", "The Surgery", "Anytown AB1 2CD"],
            "salutation": "Dr Patel",
            "heading": "A request for your advice",
            "marking": "Confidential",
            "signatory": "Wendy Lark",
            "signatory_title": "Wellbeing Lead",
            "copies": [],
            "words": words,
        }
        return engines["django"].from_string(BODY).render({**context, **changes})

    return written
