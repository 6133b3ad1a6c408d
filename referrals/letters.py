"""From the record to a letter: what may be ticked in, what is still missing, and the page as it will be sent."""

from dataclasses import dataclass

from django.utils import timezone

from documents.letters import typed
from interventions.models import Placement
from pupils.about import WELLBEING
from pupils.names import other_names_in
from referrals.agreed import in_the_way
from staff.policy import Permission

# In the order a doctor reads it (the GP letter's skeleton): what we ask comes after what we see and tried.
HEADINGS = (
    ("strengths", "Strengths and interests"),
    ("what_we_see", "What we see at school"),
    ("since_when", "When it began and what changed"),
    ("impact", "What it affects"),
    ("risk", "Risk, and what we did"),
    ("tried", "What has been tried"),
    ("child_words", "In the child's words"),
    ("parents_words", "In the parents' words"),
    ("ask", "What we ask"),
    ("school_continues", "What school will keep doing"),
)


@dataclass(frozen=True)
class Evidence:
    """One line of the record that its writer may tick into a letter."""

    key: str
    line: str


@dataclass(frozen=True)
class Problem:
    """Something to put right before a letter goes: a blocker stops it, advice does not."""

    text: str
    blocks: bool = False


def evidence_for(pupil, user):
    """What was tried, from the placements this person may read: one line each, oldest first.

    Nothing at safeguarding level is among them, whoever asks: it never leaves by this door.
    """
    lines = []
    for placement in (
        Placement.objects.permitted(user, Permission.PLACEMENT_READ)
        .filter(pupil=pupil, level__in=WELLBEING)
        .prefetch_related("moves")
        .order_by("opened_on", "pk")
    ):
        until = f" to {placement.ended_on:%-d %B %Y}" if placement.ended_on else ", still going on"
        lines.append(
            Evidence(
                f"placement-{placement.public_id}",
                f"Wave {placement.wave} from {placement.opened_on:%-d %B %Y}{until}: {placement.reason} "
                f"We hoped for: {placement.hoped_for}",
            )
        )
        lines += [
            Evidence(f"move-{move.pk}", f"Reviewed on {timezone.localdate(move.decided_at):%-d %B %Y}: {move.why}")
            for move in placement.moves.all()
        ]
    return lines


def problems_with(letter, referral):
    """Everything that still stands between this letter and the post, as sentences (REF-4)."""
    found = [Problem(words, blocks) for words, blocks in in_the_way(referral)]
    for name, words in (
        ("purpose", "Say in one line what the letter is for."),
        ("what_we_see", "Say what you see at school, with dates and how often."),
        ("ask", "Say what you ask for, and how soon."),
        ("strengths", "Begin with what the child is good at."),
    ):
        if not getattr(letter, name).strip():
            found.append(Problem(words, blocks=True))
    for name, words in (
        ("tried", "Say what has been tried, for how long, and what it changed."),
        ("impact", "Say how it affects learning, friends, sleep, eating or attendance."),
        ("child_words", "The child's own words are missing."),
        ("parents_words", "The parents' words are missing."),
        ("recipient_address", "There is no address to send it to."),
    ):
        if not getattr(letter, name).strip():
            found.append(Problem(words))
    if "diagnos" in letter.text().lower():
        found.append(Problem("School does not diagnose: say what you see instead."))
    others = other_names_in(letter.text(), referral.pupil)
    if others:
        names = ", ".join(sorted(others))
        found.append(Problem(f"Another child may be named here: {names}. Take the name out if it is a child's."))
    return found


def letter_words(letter, referral):
    """What the letter says, for the paper beside the boxes and for the document alike."""
    pupil = referral.pupil
    return {
        "recipient": [letter.recipient, *letter.recipient_address.splitlines()],
        "salutation": letter.recipient,
        "heading": f"{pupil.legal_name}, born {pupil.born_on:%-d %B %Y}",
        "marking": "Confidential",
        "letter": letter,
        "consent": referral.consent,
        "parts": [
            {"heading": heading, "text": getattr(letter, name)}
            for name, heading in HEADINGS
            if getattr(letter, name).strip()
        ],
        "signatory": letter.written_by.name,
        "signatory_title": letter.written_by.job_title,
    }


def letter_html(letter, referral):
    """The letter as a whole page: the words that are frozen when it is approved."""
    return typed("letters/referral.html", title="Letter", **letter_words(letter, referral))
