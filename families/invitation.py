"""The invitation one adult gets: what, when, where. No child is named on it, and nobody else who is asked."""

from django.utils import timezone

from documents.letters import typed

KIND, TITLE = "workshop invitation", "Invitation to a workshop"


def invitation_html(workshop, contact):
    """The finished words for one recipient, with nobody's address where it must not be seen."""
    hidden = contact.hides_address(timezone.localdate()) or not contact.address
    return typed(
        "letters/workshop.html",
        title=TITLE,
        heading=workshop.topic,
        recipient=[contact.name, *([] if hidden else contact.address.splitlines())],
        salutation=contact.name,
        workshop=workshop,
        interpreter=contact.interpreter,
        signatory=workshop.planned_by.name,
        signatory_title=workshop.planned_by.job_title,
    )
