"""What a family may read of other people asked to help (whom, when, and where it stands) and of what they agreed to."""

from families.sections import Part, Section, register
from pupils.models import Consent
from referrals.models import Referral
from referrals.said import said_to
from staff.policy import Permission

State = Referral.State
STANDS = {
    State.ACCEPTED: "They will help.",
    State.IN_LINE: "They have a waiting list, and your child is on it.",
    State.STARTED: "Their help has begun.",
    State.CLOSED: "Their help has ended.",
    State.DECLINED: "They could not help this time.",
    State.REDIRECTED: "They passed it on to somebody who can help better.",
}


def agencies(pupil, user, levels):
    """Each request that was sent with the family’s agreement; none above wellbeing level."""
    rows = Referral.objects.permitted(user, Permission.REFERRAL_READ)
    rows = rows.filter(pupil=pupil, level__in=levels, sent_on__isnull=False, consent__answer=Consent.Answer.GIVEN)
    rows = rows.exclude(state=State.WITHDRAWN)
    for one in rows.select_related("agency").order_by("sent_on", "pk"):
        stands = STANDS.get(one.state, "We wait to hear from them.")
        yield Part(f"We asked {one.agency.name} for help on {one.sent_on:%-d %B %Y}. {stands}")


ANSWERS = {
    Consent.Answer.GIVEN: "agreed",
    Consent.Answer.REFUSED: "not for now",
    Consent.Answer.WITHDRAWN: "agreed at first, and not any longer",
}


def consents(pupil, user, levels):
    """What the family last said to each thing it was asked about. Never who said it, nor what nobody asked them."""
    rows = said_to(user, pupil, levels).filter(answer__in=list(ANSWERS))
    last = {one.purpose: one for one in rows.order_by("given_on", "pk")}
    for one in last.values():
        yield Part(f"{one.purpose}: {ANSWERS[one.answer]}, {one.given_on:%-d %B %Y}.")


def register_sections():
    register(Section("agencies", "Other people asked to help, and where it stands", agencies))
    register(Section("consents", "What the family was asked to agree to", consents))
