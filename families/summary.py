"""The summary a family takes home: from the boxes that are theirs, for one recipient, and nothing else."""

from dataclasses import dataclass

from documents.letters import typed
from pupils.names import other_names_in

# In the order the family reads it: strengths first (PAR-6, PAR-9).
HEADINGS = (
    ("strengths", "What is going well"),
    ("child_view", "What {name} says"),
    ("parents_view", "What you told us"),
    ("school_sees", "What we have noticed at school"),
    ("support", "What is in place, and how it is going"),
)


@dataclass(frozen=True)
class Problem:
    """Something to put right before a summary goes: a blocker stops it, advice does not."""

    text: str
    blocks: bool = False


def problems_with(meeting):
    """What stands between this summary and its family, as sentences."""
    found = []
    if not meeting.strengths.strip():
        found.append(Problem("Begin with what is going well.", blocks=True))
    if not meeting.copies.exists():
        found.append(Problem("Choose who the summary is for.", blocks=True))
    for name, words in (
        ("child_view", "What the child says is missing."),
        ("parents_view", "What the family says is missing."),
        ("next_on", "Say when you meet again."),
    ):
        if not getattr(meeting, name):
            found.append(Problem(words))
    if not meeting.agreed.exists():
        found.append(Problem("Nothing is written under what you agreed."))
    others = other_names_in(
        meeting.text() + "\n" + "\n".join(meeting.agreed.values_list("what", flat=True)), meeting.pupil
    )
    if others:
        names = ", ".join(sorted(others))
        found.append(Problem(f"Another child may be named here: {names}. Take the name out if it is a child's."))
    return found


def summary_words(meeting, contact):
    """What one recipient reads. Only fields of FOR_THE_FAMILY and what was agreed are ever looked at."""
    name = meeting.pupil.preferred_forename
    address = [] if contact.address_confidential or not contact.address else contact.address.splitlines()
    return {
        "recipient": [contact.name, *address],
        "salutation": contact.name,
        "heading": f"Our meeting about {name}",
        "met_on": meeting.planned_at,
        "present": meeting.present,
        "parts": [
            {"heading": heading.format(name=name), "text": getattr(meeting, field)}
            for field, heading in HEADINGS
            if getattr(meeting, field).strip()
        ],
        "agreed": list(meeting.agreed.values("what", "who", "by_on")),
        "next_on": meeting.next_on,
        "signatory": meeting.planned_by.name,
        "signatory_title": meeting.planned_by.job_title,
    }


def summary_html(meeting, contact):
    """The whole page for one recipient: the words that are frozen when it is approved."""
    return typed("letters/meeting_summary.html", title="Summary of a meeting", **summary_words(meeting, contact))
