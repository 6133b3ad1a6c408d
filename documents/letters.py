"""Words onto letterhead: the finished HTML of a letter or summary, before anybody prints it."""

from django.template.loader import render_to_string
from django.utils import timezone

from school.models import School


def typed(template, *, title, **words):
    """The finished HTML of `template` (which extends letters/base_letter.html), with the school's letterhead.

    Everything goes in as data and is escaped; nobody's typing is ever read as a template.
    """
    blanks = {
        "recipient": [],
        "salutation": "",
        "heading": "",
        "marking": "",
        "copies": [],
        "compact": False,
        "large": False,
    }
    signature = {"signatory": "", "signatory_title": ""}
    context = {**blanks, **signature, "letter_date": timezone.localdate(), **words}
    return render_to_string(template, {**context, "title": title, "school": School.current()})
