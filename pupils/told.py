"""The adults at home as staff see them before they speak or write: who may be told, who comes, what to think of.

No address is here: it is the office's, and nobody needs it to know whom to tell.
"""

from dataclasses import dataclass, field

from pupils.models import Contact


@dataclass(frozen=True)
class Adult:
    """One adult at home, in words."""

    contact: Contact
    told: bool
    attends: bool
    careful: list = field(default_factory=list)
    ways: list = field(default_factory=list)

    @property
    def name(self):
        return self.contact.name

    @property
    def relationship(self):
        return self.contact.relationship

    @property
    def phones(self):
        return ", ".join(self.contact.phones) if self.told else ""


def adults_of(pupil, on):
    """Every adult at home, in the order to ring them; those who are told first. One query."""
    return adults_among(Contact.objects.filter(pupil=pupil).in_order(), on)


def adults_among(contacts, on):
    """The same of contacts that were asked for already."""
    return sorted((_adult(contact, on) for contact in contacts), key=lambda adult: not adult.told)


def _adult(contact, on):
    return Adult(
        contact=contact,
        told=contact.receives_information,
        attends=contact.may_attend,
        careful=list(careful_with(contact, on)),
        ways=list(_ways(contact)),
    )


def careful_with(contact, on):
    """What to think of before one tells or asks this adult anything."""
    if not contact.receives_information:
        yield f"Tell them nothing: {contact.receives_information_reason}"
    if contact.order_holds(on):
        note = f": {contact.order_note}" if contact.order_note else ""
        yield f"{contact.get_order_type_display()}{note}"
    if contact.order_to_check:
        yield "The office still has to check a court order"
    if contact.hides_address(on):
        yield "Never say where they live"
    if not contact.may_attend:
        yield "Does not come to meetings"


def _ways(contact):
    if contact.responsibility != Contact.Responsibility.UNKNOWN:
        has = "has" if contact.responsibility == Contact.Responsibility.YES else "does not have"
        yield f"{has} parental responsibility"
    if contact.lives_with is not None:
        yield "the child lives with them" if contact.lives_with else "the child does not live with them"
    if contact.language:
        yield f"speaks {contact.language}"
    if contact.interpreter:
        yield "needs an interpreter"
    if contact.format:
        yield contact.format.lower()
