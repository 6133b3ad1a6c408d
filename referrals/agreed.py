"""Whether what the family said lets a referral go: sentences for the page and for whoever checks a letter."""

from django.db.models import Q
from django.utils import timezone

from pupils.models import Consent, Contact
from school.models import Agency


def in_the_way(referral, on=None):
    """[(sentence, does it stop the referral?)] about the family's agreement, the weightiest first."""
    consent, rule, day = referral.consent, referral.agency.consent, on or timezone.localdate()
    stopped = stopped_by(referral, day)
    if stopped and says_no(referral) and referral.sent_on:
        return [(f"{stopped} Tell {referral.agency.name} so, then choose “Not taken further”.", True)]
    if stopped:
        return [(stopped, True)]
    if consent is None:
        return []
    if consent.answer == consent.Answer.NOT_SOUGHT and rule not in (Agency.Consent.NOT_NEEDED, Agency.Consent.TELL):
        return [("They ask that the family agrees, and nobody was asked.", False)]
    if consent.answer != consent.Answer.GIVEN:
        return []
    return [(words, False) for words in _about_who_agreed(referral, consent, rule, day)]


def stopped_by(referral, day):
    """Why it cannot go without another word of the family; "" where it can. Asks nothing of the database."""
    consent = referral.consent
    if consent is None:
        needed = referral.agency.consent != Agency.Consent.NOT_NEEDED
        return "Nobody has written down yet whether the family agrees." if needed else ""
    if consent.answer == consent.Answer.GIVEN and consent.has_run_out(day):
        return f"What the family agreed to ran out on {consent.until_on:%-d %B %Y}. Ask them again."
    return {
        consent.Answer.REFUSED: "The family would rather not, for now. It cannot go on.",
        consent.Answer.WITHDRAWN: "The family has changed its mind. It cannot go on.",
    }.get(consent.answer, "")


def nothing_stops(on=None, referral=""):
    """The same for rows: those that the family's last word lets go, and those that cannot wait for it.

    `referral` is the way from the row to its referral, "referral__" from a copy of its letter.
    """
    consent = f"{referral}consent"
    given = Q(**{f"{consent}__answer": Consent.Answer.GIVEN}) & (
        Q(**{f"{consent}__until_on": None}) | Q(**{f"{consent}__until_on__gte": on or timezone.localdate()})
    )
    unasked = Q(**{consent: None, f"{referral}agency__consent": Agency.Consent.NOT_NEEDED})
    without = Q(**{f"{consent}__answer__in": [Consent.Answer.NOT_SOUGHT, Consent.Answer.WITHOUT]})
    return given | unasked | without | Q(**{f"{referral}letter__urgent": True})


def held_by_the_family(referral, day=None):
    """Why an approved paper of this referral does not leave on this day (today), or "": the family may change its mind
    until it is posted. What cannot wait for them goes."""
    day = day or timezone.localdate()
    if hasattr(referral, "letter") and referral.letter.urgent or says_no(referral) and referral.consent.given_on > day:
        return ""
    return stopped_by(referral, day)


# What a family may agree to share, as the form asks it → the boxes of a letter that hold it.
SHARED = {
    "What school sees, and what has been tried": ("what_we_see", "since_when", "impact", "tried"),
    "What the child says": ("child_words",),
    "What the family says about home": ("parents_words",),
}


def beyond_what_was_agreed(consent, said):
    """What is in a letter (`said`, its boxes with words) and is not among what the family agreed to share: sentences."""
    if consent is None or consent.answer != Consent.Answer.GIVEN or not consent.information:
        return []
    agreed = consent.information.split("; ")
    return [
        f"It is not written down that this may be shared: {what[:1].lower()}{what[1:]}. Ask the family, or leave it out."
        for what, boxes in SHARED.items()
        if what not in agreed and not said.isdisjoint(boxes)
    ]


NO = (Consent.Answer.REFUSED, Consent.Answer.WITHDRAWN)


def says_no(referral):
    """Is a no the family's last word?"""
    return referral.consent is not None and referral.consent.answer in NO


def with_the_no(words, answer):
    """Where a referral stands, in a list: it says so when the family's last answer is a no."""
    return f"{words} · the family says no" if answer in NO else words


def _about_who_agreed(referral, consent, rule, day):
    contact = consent.contact
    if contact.responsibility != Contact.Responsibility.YES:
        yield "It is not recorded that the person who agreed has parental responsibility."
    if contact.order_holds(day):
        yield "There is a court order about the person who agreed. Ask the office before anything is sent."
    if rule == Agency.Consent.SIGNED and consent.route != consent.Route.SIGNED:
        yield "They ask for a signature, and none is recorded."
    last = last_word_of_each(referral)
    for said in last.values():
        if said.answer in NO:
            yield f"{said.contact.name} said no on {said.given_on:%-d %B %Y}. Talk with them as well before it goes."
    if rule == Agency.Consent.WHOLE_FAMILY:
        others = Contact.objects.filter(pupil=referral.pupil_id, lives_with=True).exclude(pk__in=last)
        names = [one.name for one in others.in_order()]
        if names:
            yield f"Every adult of the family agrees first. Not yet written down: {', '.join(names)}."


def last_word_of_each(referral):
    """{contact's key: what that adult said last about this referral}: one adult's yes does not unsay another's no."""
    said = referral.consents.filter(contact__isnull=False).select_related("contact").order_by("pk")
    return {one.contact_id: one for one in said}
