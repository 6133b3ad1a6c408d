"""The invitation one adult gets: what, when, where. No child is named on it, and nobody else who is asked."""

from django.utils import timezone

from documents.letters import typed
from families.languages import ENGLISH, language_of, wants_large_print

KIND, TITLE = "workshop invitation", "Invitation to a workshop"


def invitation_html(workshop, contact):
    """The finished words for one recipient, as they like to read, with nobody's address where it must not be seen."""
    language = language_of(contact)
    hidden = contact.hides_address(timezone.localdate()) or not contact.address
    return typed(
        "letters/workshop.html",
        title=TITLE,
        heading=workshop.topic,
        recipient=[contact.name, *([] if hidden else contact.address.splitlines())],
        salutation=contact.name,
        workshop=workshop,
        interpreter=contact.interpreter,
        large=wants_large_print(contact),
        language=language,
        help={"english": ENGLISH["help"], "own": language.headings["help"] if language else ""},
        help_words=ENGLISH["help_words"],
        own_words=language.headings["help_words"] if language else "",
        signatory=workshop.planned_by.name,
        signatory_title=workshop.planned_by.job_title,
    )
