"""Help for families at the demo school: links, sheets, a list to print, one thing taken off the page."""

from django.core.files.uploadedfile import SimpleUploadedFile

from documents.uploads import examine
from families.actions.resources import add_resource, print_resources, retire_resource
from stbarts.demo.clock import at, on
from stbarts.demo.record import a_slip

HELP = (
    ("Worries", "When worries get big", "What helps a child who worries a lot, and when to ask for more. For parents and carers.", "https://www.example.org/worries", ()),
    ("Worries", "A worry jar", "How to make one together, and what to say on the day it stays shut. To do at home.", "", ("Write it down.", "Fold it. Put it in.", "We look on Friday.")),
    ("Sleep", "A calm hour before bed", "Five small things, in the same order each night. Pick one and keep to it for a week.", "", ("Screens off", "Bath", "A story", "Lights low")),
    ("Sleep", "Nightmares and night terrors", "How to tell them apart, and what to do at three in the morning.", "https://www.example.org/sleep", ()),
    ("Friendships", "Falling out and making up", "Words a child can use in the playground. For ages 5 to 11.", "https://www.example.org/friends", ()),
    ("When somebody dies", "Talking about death with a young child", "Plain words, and what children often ask.", "https://www.example.org/loss", ()),
    ("Anger", "The volcano", "A picture to colour in: what fills it, what lets a little out.", "", ("What fills it?", "What lets some out?")),
)  # fmt: skip


def tell(world):
    """Put there by the Wellbeing Lead over a term."""
    by = world.people["wellbeing_lead"]
    for n, (topic, title, words, url, sheet) in enumerate(HELP):
        with at(on(world.ago(40 - n), 15, 50)):
            add_resource(by=by, topic=topic, title=title, words=words, url=url, sheet=_sheet(title, sheet))
    with at(on(world.ago(22), 15, 50)):
        words = "This autumn's evenings. Booking has closed."
        old = add_resource(by=by, topic="Worries", title="Evenings for parents, autumn", words=words)
    with at(on(world.ago(10), 15, 50)):
        retire_resource(by=by, resource=old)
        print_resources(by=by)


def _sheet(title, lines):
    if not lines:
        return ()
    return examine([SimpleUploadedFile("sheet.pdf", a_slip(*lines, heading=title, kind="PDF"))])
