"""What the office does about the adults at home."""

from audit.actions import Refused, action, record
from documents.attaching import attach
from pupils.models import Contact
from staff.models import User
from staff.notices import owe
from staff.permitted import require, those_with
from staff.policy import Permission

FACTS = (
    "name",
    "relationship",
    "responsibility",
    "responsibility_evidence",
    "lives_with",
    "order_type",
    "order_note",
    "order_expires_on",
    "order_to_check",
    "receives_information",
    "receives_information_reason",
    "may_attend",
    "language",
    "interpreter",
    "format",
    "phones",
    "email",
    "address",
    "address_confidential",
    "priority",
)

# What whoever writes to the family has to know before the next word: who is told, who comes, and what a court says.
WHO_IS_TOLD = {
    "order_type", "order_note", "order_expires_on", "order_to_check", "receives_information", "may_attend",
    "address_confidential",
}  # fmt: skip


@action
def add_contact(*, by, pupil, facts):
    """Add an adult in a child's life. Refuses one without a name, and silence towards a parent without a reason."""
    require(by, Permission.PUPIL_MANAGE, pupil)
    contact = Contact(pupil=pupil, **_known(facts))
    _check(contact)
    contact.save()
    record("contact.added", contact, by=by, pupil=pupil, fields=sorted(facts))
    tell_writers(contact, by, unlike(Contact(), contact))
    return contact


@action
def edit_contact(*, by, contact, version, facts):
    """Change what we know about an adult. A parent is told everything unless a reason says why not."""
    require(by, Permission.PUPIL_MANAGE, contact)
    contact = Contact.objects.select_for_update(no_key=True).select_related("pupil").get(pk=contact.pk)
    changed = [name for name, value in _known(facts).items() if getattr(contact, name) != value]
    contact.bump(version)
    for name in changed:
        setattr(contact, name, facts[name])
    _check(contact)
    contact.save(update_fields=[*changed, "version"])
    record("contact.changed", contact, by=by, pupil=contact.pupil, fields=changed)
    tell_writers(contact, by, changed)
    return contact


@action
def keep_order(*, by, contact, files):
    """Keep a court order's own document with the adult it is about. Refuses where no order is written down, and no file."""
    require(by, Permission.PUPIL_MANAGE, contact)
    if not contact.has_order:
        raise Refused("Write down first, on the contact’s own page, which order there is.")
    attach(by=by, owner=contact, examined=list(files), pupil=contact.pupil)
    record("contact.order_kept", contact, by=by, pupil=contact.pupil, fields=["order"])
    tell_writers(contact, by, ["order_type"])
    return contact


def unlike(before, after):
    """The facts in which these two differ."""
    return [name for name in FACTS if getattr(before, name) != getattr(after, name)]


def tell_writers(contact, by, changed):
    """Whoever writes to this family is told to look again, where what changed is whom they may tell: never what it is."""
    if not WHO_IS_TOLD.intersection(changed):
        return
    writers = set()
    for permission in (Permission.MEETING_WRITE, Permission.REFERRAL_WRITE):
        writers.update(those_with(User.objects.who_may(permission), permission, contact.pupil))
    owe("contact_changed", to=[one for one in writers if one != by], about=contact, again=True)


def _known(facts):
    unknown = set(facts) - set(FACTS)
    if unknown:
        raise ValueError(f"not facts of a contact: {sorted(unknown)}")
    return facts


def _check(contact):
    if not contact.name.strip():
        raise Refused("A contact needs a name.")
    if not contact.receives_information and not contact.receives_information_reason.strip():
        raise Refused("Please say why this person is not given information. Without a court order a parent is.")
