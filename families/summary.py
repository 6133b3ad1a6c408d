"""The summary a family takes home: built for one recipient from what was marked for them, and from nothing else."""

from dataclasses import dataclass

from django.utils import timezone

from concerns.triggers import held_words
from documents.letters import typed
from families.addresses import says_where
from families.languages import ENGLISH, language_of, wants_large_print
from families.models import Agreed
from families.sections import shelves
from pupils.models import Contact
from pupils.names import other_names
from pupils.normal import normal
from school.models import School

# In the order the family reads it: strengths first (PAR-6, PAR-9). The sections of other rooms stand before the last.
BOXES = ("strengths", "child_view", "parents_view", "school_sees", "support")
LAST = "decided"
NAMED = {"child_view": "What {name} says", "targets": "What {name} is working towards"}
DRAFT = "Draft: nobody has approved it yet"
SHORTEST = 6  # digits of a telephone


@dataclass(frozen=True)
class Problem:
    """Something to put right before a summary goes: a blocker stops it, advice does not."""

    text: str
    blocks: bool = False


def problems_with(meeting):
    """What stands between this summary and its family, as sentences."""
    found = []
    copies = list(meeting.copies.select_related("contact"))
    if not meeting.strengths.strip():
        found.append(Problem("Begin with what is going well.", blocks=True))
    if not copies:
        found.append(Problem("Choose who the summary is for.", blocks=True))
    elif meeting.parents_view.strip() and all("parents_view" in copy.without for copy in copies):
        found.append(Problem("What the family says is in nobody's copy. Choose who said it."))
    if untold := [copy.contact.name for copy in copies if not copy.contact.receives_information]:
        found.append(Problem(f"{', '.join(untold)} may not be told any longer. Take their copy away.", blocks=True))
    for one in meeting.coming.all():
        if one.came is False and one.name in meeting.present:
            found.append(Problem(f"{one.name} stands under who was there, and did not come."))
    for name, words in (
        ("child_view", "What the child says is missing."),
        ("parents_view", "What the family says is missing."),
        ("next_on", "Say when you meet again."),
    ):
        if not getattr(meeting, name):
            found.append(Problem(words))
    agreed = [f"{one.issue} {one.what} {one.who}" for one in meeting.agreed.all()]
    if not agreed:
        found.append(Problem("Nothing is written under what you agreed."))
    if why := held_words(" | ".join([meeting.child_view, meeting.parents_view, meeting.school_sees, *agreed])):
        found.append(Problem(f"{why}. If no safeguarding lead knows of it yet, log a concern now."))
    text = "\n".join([meeting.text(), meeting.interpreter, *agreed, *_handed_over(meeting)])
    return found + may_not_leave(text, meeting.pupil)


def _handed_over(meeting):
    """The words of other rooms that were ticked: a child's own sentence may name a friend."""
    for _, parts in _ticked(meeting, meeting.sections):
        for part in parts:
            yield f"{part.text} {part.quote}"


def _ticked(meeting, keys):
    """[(section, parts)] of these, as whoever wrote the summary may know them, and no wider than when they were ticked."""
    writer = meeting.written_by or meeting.planned_by
    return shelves(meeting.pupil, writer, keys, team_only=meeting.team_sections) if keys else ()


def may_not_leave(text, pupil):
    """What no words to a family may hold: another child, and where somebody at home lives."""
    return _other_children(text, pupil) + _where_somebody_lives(text, pupil)


def _other_children(text, pupil):
    """A whole name stops it. A first name alone may be an adult's: somebody has to look."""
    names = other_names(pupil)
    names.leave_out(*Contact.objects.filter(pupil=pupil).values_list("name", flat=True))
    found = names.found_in(text)
    whole = sorted(name for name in found if " " in name)
    alone = sorted(name for name in found if " " not in name)
    problems = [Problem(f"Another child is named here: {', '.join(whole)}. Take the name out.", blocks=True)] * bool(
        whole
    )
    if alone:
        words = f"Another child may be named here: {', '.join(alone)}. Take the name out if it is a child's."
        problems.append(Problem(words))
    return problems


def _where_somebody_lives(text, pupil):
    """The address or the telephone of anybody at home stands on no summary: another recipient may not know it."""
    digits, today = "".join(filter(str.isdigit, text)), timezone.localdate()
    found, hidden_home, school = [], pupil.address_confidential, School.current().address
    for contact in Contact.objects.filter(pupil=pupil):
        hidden = contact.hides_address(today)
        hidden_home |= hidden and bool(contact.lives_with)
        lives = says_where(contact.address, text, school=school, hidden=hidden)
        phones = ["".join(filter(str.isdigit, phone)) for phone in contact.phones]
        if (
            lives
            or contact.email
            and contact.email.casefold() in text.casefold()
            or any(len(phone) > SHORTEST and phone in digits for phone in phones)
        ):
            words = (
                f"How to reach {contact.name} is in the words. Take it out: each copy may be read by others at home."
            )
            found.append(Problem(words, blocks=True))
    if hidden_home and says_where(f"{pupil.address}\n{pupil.postcode}", text, school=school, hidden=True):
        words = f"Where {pupil.preferred_forename} lives is in the words. Take it out: somebody at home is kept safe by that."
        found.append(Problem(words, blocks=True))
    return found


def parts_of(meeting):
    """[(key, heading)] of everything this summary can hold now: what a recipient's copy may have or leave out."""
    found = [(box, ENGLISH[box]) for box in (*BOXES, LAST) if getattr(meeting, box).strip()]
    found += [("present", ENGLISH["present"])] if meeting.present else []
    kinds = {one.at_home for one in _agreed(meeting)}
    found += [("agreed", ENGLISH["agreed"])] if False in kinds else []
    found += [("at_home", ENGLISH["at_home"])] if True in kinds else []
    return found + [(key, ENGLISH.get(key, key)) for key in meeting.sections]


def sections_for(meeting, user=None):
    """[(section, parts)] that may be ticked, as the summary's writer may know them: an approver adds nothing."""
    return shelves(meeting.pupil, user or meeting.written_by or meeting.planned_by)


def _agreed(meeting):
    return [one for one in meeting.agreed.all() if one.outcome != Agreed.Outcome.DROPPED]


def summary_words(meeting, copy):
    """What one recipient reads. Only FOR_THE_FAMILY, what was agreed and ticked sections are ever looked at."""
    contact, without = copy.contact, set(copy.without)
    name, language = meeting.pupil.preferred_forename, language_of(contact)

    def heading(key, label=""):
        own = language.headings.get(key, "") if language else ""
        return {"english": NAMED.get(key, ENGLISH.get(key, label)).format(name=name), "own": own}

    def box(field):
        text = getattr(meeting, field).strip()
        return [{"heading": heading(field), "text": text}] if text and field not in without else []

    ticked = [key for key in meeting.sections if key not in without]
    shelves_of = [(section, _said_once(meeting, without, parts)) for section, parts in _ticked(meeting, ticked)]
    sections = [
        {"heading": heading(section.key, section.label), "parts": parts} for section, parts in shelves_of if parts
    ]
    agreed = _agreed(meeting)
    return {
        "marking": "" if meeting.is_approved else DRAFT,
        "recipient": [contact.name, *_address(contact)],
        "salutation": contact.name,
        "heading": f"Our meeting about {name}",
        "language": language,
        "own_title": language.headings["our_meeting"] if language else "",
        "large": wants_large_print(contact),
        "met_on": meeting.planned_at,
        "is_to_come": meeting.purpose == meeting.Purpose.EVENING,
        "was_not_there": _was_not_there(meeting, contact),
        "present": "" if "present" in without else meeting.present,
        "apologies": "" if "present" in without else meeting.apologies,
        "interpreter": "" if "present" in without else meeting.interpreter,
        "parts": [*(part for field in BOXES for part in box(field)), *sections, *box(LAST)],
        "agreed": [] if "agreed" in without else [one for one in agreed if not one.at_home],
        "at_home": [] if "at_home" in without else [one for one in agreed if one.at_home],
        "next_on": meeting.next_on,
        "heads": {key: heading(key) for key in ("agreed", "at_home", "next_on", "correct", "help", "present")},
        "own_words": {key: language.headings[key] for key in ("correct_words", "help_words")} if language else {},
        "words_too": {key: ENGLISH[key] for key in ("correct_words", "help_words")},
        "signatory": meeting.planned_by.name,
        "signatory_title": meeting.planned_by.job_title,
    }


def _was_not_there(meeting, contact):
    """Did others of the family come, and not they? Nobody is thanked for a meeting they were not at."""
    came = {one.contact_id for one in meeting.coming.all() if one.came and one.contact_id}
    return bool(came) and contact.pk not in came


def _said_once(meeting, without, parts):
    """A line that the writer kept in their own words under what is in place is not said a second time."""
    own = "" if "support" in without else normal(meeting.support)
    return [part for part in parts if part.picture or part.quote or not own or normal(part.text) not in own]


def _address(contact):
    """Where to post it: their own, and not even that where it is kept from others at home as the paper is made."""
    hidden = contact.hides_address(timezone.localdate())
    return [] if hidden or not contact.address else contact.address.splitlines()


def summary_html(meeting, copy):
    """The whole page for one recipient: the words that are frozen when it is approved."""
    return typed("letters/meeting_summary.html", title="Summary of a meeting", **summary_words(meeting, copy))


def addition_words(correction):
    """What one reader is answered about their summary: their words, and ours."""
    whole = summary_words(correction.meeting, correction.copy)
    kept = (
        "recipient", "salutation", "heading", "language", "large", "met_on", "heads", "own_words", "words_too", "signatory",
        "signatory_title",
    )  # fmt: skip
    own = {"said": correction.said, "answer": correction.answer}
    return {name: whole[name] for name in kept} | own | {"marking": "" if correction.is_approved else DRAFT}


def addition_html(correction):
    """The whole page of an addition: the words that are frozen when it is approved."""
    return typed("letters/meeting_addition.html", title="Addition to a summary", **addition_words(correction))
