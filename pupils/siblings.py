"""Brothers and sisters: the software notices what is shared, and a person says what it means."""

from collections import defaultdict
from itertools import combinations

from django.utils import timezone

from audit.actions import action, record
from pupils.importing.values import same_phone
from pupils.models import Contact, Pupil, Sibling
from pupils.normal import normal
from staff.permitted import require
from staff.policy import Permission

A_FAMILY_AT_MOST = 8  # more children behind one address or number is a hostel or an office, not a family


@action
def suggest_siblings(*, by):
    """Look for children here who share a contact or an address, and ask. A pair once refused is not asked again."""
    require(by, Permission.PUPIL_MANAGE)
    pairs = defaultdict(set)
    for why, groups in ((Sibling.Why.CONTACT, _by_contact()), (Sibling.Why.ADDRESS, _by_address())):
        for children in groups:
            if 2 <= len(children) <= A_FAMILY_AT_MOST:
                for pair in combinations(sorted(children), 2):
                    pairs[pair].add(why)
    known = set(Sibling.objects.values_list("pupil_a", "pupil_b"))
    new = [
        Sibling(pupil_a_id=a, pupil_b_id=b, why=next(iter(whys)) if len(whys) == 1 else Sibling.Why.BOTH)
        for (a, b), whys in sorted(pairs.items())
        if (a, b) not in known
    ]
    Sibling.objects.bulk_create(new, ignore_conflicts=True)
    if new:
        record("siblings.suggested", by=by, fields=["siblings"])
    return new


def _by_contact():
    """Children grouped by a contact's e-mail address, and by a contact's name and phone together."""
    groups = defaultdict(set)
    contacts = Contact.objects.filter(pupil__in=Pupil.objects.open().values("pk"))
    for pupil, name, email, phones in contacts.values_list("pupil", "name", "email", "phones"):
        if email:
            groups["email", email.lower()].add(pupil)
        for phone in phones:
            groups["phone", normal(name), same_phone(phone)].add(pupil)
    return groups.values()


def _by_address():
    """Children grouped by address with its postcode. A confidential address is never compared."""
    groups = defaultdict(set)
    rows = Pupil.objects.open().filter(address_confidential=False).exclude(address="").exclude(postcode="")
    for pupil, address, postcode in rows.values_list("pk", "address", "postcode"):
        groups[normal(address), postcode.replace(" ", "").upper()].add(pupil)
    return groups.values()


@action
def confirm_sibling(*, by, sibling):
    """A person says that these two are brothers or sisters (or live as such)."""
    return _decide(by, sibling, Sibling.State.CONFIRMED, "sibling.confirmed")


@action
def refuse_sibling(*, by, sibling):
    """A person says that these two do not belong to one family."""
    return _decide(by, sibling, Sibling.State.REFUSED, "sibling.refused")


@action
def add_sibling(*, by, pupil, other):
    """A person tells us of a brother or sister nothing else had shown."""
    require(by, Permission.PUPIL_MANAGE, pupil)
    require(by, Permission.PUPIL_MANAGE, other)
    first, second = sorted((pupil, other), key=lambda child: child.pk)
    sibling, _ = Sibling.objects.get_or_create(pupil_a=first, pupil_b=second, defaults={"why": Sibling.Why.TOLD})
    return _decide(by, sibling, Sibling.State.CONFIRMED, "sibling.confirmed")


def _decide(by, sibling, state, verb):
    require(by, Permission.PUPIL_MANAGE, sibling)
    sibling = Sibling.objects.select_for_update(no_key=True).get(pk=sibling.pk)
    if sibling.state == state:
        return sibling
    sibling.state, sibling.decided_by, sibling.decided_at = state, by, timezone.now()
    sibling.save(update_fields=["state", "decided_by", "decided_at"])
    for pupil in (sibling.pupil_a, sibling.pupil_b):
        record(verb, sibling, by=by, pupil=pupil, fields=["state"])
    return sibling
