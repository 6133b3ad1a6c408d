"""What is done on the pages that read across: restricted words looked for, a chronology put in order."""

from django.utils import timezone

from audit.actions import Refused, action, record
from concerns.actions.filing import keep_out
from concerns.models import Alert, BrokenGlass
from dashboard.chronology import PAPER, RESTRICTED_PAPER, curates
from dashboard.counts import NUMBERS_PAPER
from dashboard.models import Curation, CurationWords
from dashboard.year import PAPER as YEAR_PAPER
from documents.actions import order_document
from pupils.chronology import WORDS
from staff.models import FOR_A_PERSON, HELD_BACK, AccountEmail, Digest, Notice, Outgoing
from staff.permitted import NotAllowed, require
from staff.policy import Permission


@action
def search_restricted(*, by, purpose, pupils, pupil=None):
    """Somebody looked for a word in safeguarding text, with a purpose. Every child found is told of in the log.

    The words looked for are not kept. Refuses a search without a purpose.
    """
    require(by, Permission.CONCERN_READ)
    if not purpose.strip():
        raise Refused("Please say why you need to look in safeguarding records now.")
    record("restricted_words.searched", pupil, by=by, pupil=pupil, reason=purpose)
    for found in pupils:
        record("restricted_words.found", found, by=by, pupil=found, reason=purpose)


@action
def curate_line(*, by, pupil, line, included, summary="", decided="", impact="", outcome=""):
    """A safeguarding lead puts one line of a child's chronology in their words, or leaves it out.

    The record itself is untouched, and how the line was put before is kept. Refuses more than 25 words.
    """
    _must_curate(by, pupil)
    if len(summary.split()) > WORDS:
        raise Refused(f"Please say what happened in {WORDS} words.")
    if line.locked and any([summary, decided, impact, outcome]):
        keep_out()
    curation = Curation.objects.create(pupil=pupil, kind=line.kind, key=line.key, included=included, curated_by=by)
    CurationWords.objects.create(curation=curation, summary=summary, decided=decided, impact=impact, outcome=outcome)
    record("chronology.curated", curation, by=by, pupil=pupil, fields=["included", "summary"])
    return curation


@action
def choose_lines(*, by, pupil, lines, included):
    """A safeguarding lead says which of these lines are in the chronology; words already put to them stay.

    `included` are the keys of those that are in, as (kind, key).
    """
    _must_curate(by, pupil)
    held = {(c.kind, c.key): c for c in Curation.objects.all().of_lines([pupil], lines).select_related("words")}
    changed = []
    for line in lines:
        place = (line.kind, line.key)
        before = held.get(place)
        if (before.included if before else True) == (place in included):
            continue
        curation = Curation.objects.create(
            pupil=pupil, kind=line.kind, key=line.key, included=place in included, curated_by=by
        )
        said = before.words if before else CurationWords()
        CurationWords.objects.create(
            curation=curation, summary=said.summary, decided=said.decided, impact=said.impact, outcome=said.outcome
        )
        changed.append(curation)
    if changed:
        record("chronology.lines_chosen", pupil, by=by, pupil=pupil, fields=["included"])
    return pupil


@action
def export_chronology(*, by, pupil, html, purpose, restricted=False):
    """A child's chronology as paper, for a purpose that is kept. The worker makes it; its maker downloads it.

    Refuses an export without a purpose, and safeguarding lines to anybody but the safeguarding leads.
    """
    require(by, Permission.CONCERN_TRIAGE)
    require(by, Permission.PUPIL_READ, pupil)
    if restricted:
        _must_curate(by, pupil)
    if not purpose.strip():
        raise Refused("Please say what the chronology is for.")
    record("chronology.exported", pupil, by=by, pupil=pupil, reason=purpose)
    kind = RESTRICTED_PAPER if restricted else PAPER
    return order_document(by=by, kind=kind, title="Chronology", html=html, owner=pupil, pupil=pupil)


@action
def print_numbers(*, by, html):
    """The year in numbers as paper, for a governors' meeting. Nothing is in it from which a child could be told."""
    require(by, Permission.COUNTS_READ)
    record("numbers.printed", by, by=by)
    return order_document(by=by, kind=NUMBERS_PAPER, title="The year in numbers", html=html, owner=by)


@action
def print_year(*, by, pupil, html, purpose):
    """A child's year of help in pictures as paper, for a purpose that is kept; its maker downloads it.

    By those who decide about waves. Refuses no purpose.
    """
    require(by, Permission.PLACEMENT_DECIDE, pupil)
    require(by, Permission.PUPIL_READ, pupil)
    if not purpose.strip():
        raise Refused("Please say what the paper is for.")
    record("year.printed", pupil, by=by, pupil=pupil, reason=purpose)
    return order_document(by=by, kind=YEAR_PAPER, title="A child's year", html=html, owner=pupil, pupil=pupil)


@action
def send_again(*, by, email):
    """Put an e-mail or a call back in the queue that could not be sent, or that a restore held back. Refuses any other.

    Whether it is still owed, and its reader still here, is asked before it goes.
    """
    require(by, Permission.SYSTEM_WATCH)
    waits = type(email).objects.filter(FOR_A_PERSON, pk=email.pk)
    if isinstance(email, BrokenGlass):
        waits = waits.filter(problem=HELD_BACK)  # any other is tried until it goes (concerns/telling_chair.py)
    if not waits.update(email_state=Outgoing.Email.PENDING, attempts=0, next_at=timezone.now(), problem=""):
        raise Refused("This one is not waiting for another try.")
    record("email.tried_again", email, by=by, fields=["email_state"])
    return email


EMAILS = {"notice": Notice, "digest": Digest, "account": AccountEmail, "call": Alert, "chair": BrokenGlass}


def _must_curate(by, pupil):
    require(by, Permission.PUPIL_READ, pupil)
    if not curates(by):
        raise NotAllowed("The safeguarding leads put a chronology in order.")
