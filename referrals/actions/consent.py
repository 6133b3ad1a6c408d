"""What the family says about a referral: asked, agreed, refused, not asked and why, and a change of mind."""

from django.utils import timezone

from audit.actions import Refused, action, record
from documents.attaching import attach
from pupils.models import Consent
from referrals.actions.days import refuse_far_off, refuse_mistyped
from referrals.actions.inside import tell_the_place
from referrals.actions.moving import move
from referrals.models import Referral, asks_for_the_safeguarding_leads
from staff.notices import owe
from staff.permitted import NotAllowed, require
from staff.policy import Permission

State = Referral.State
Answer = Consent.Answer


@action
def ask_family(*, by, referral, on, why=""):
    """The family has been asked and has not answered: whom, and about what, in a line."""
    require(by, Permission.REFERRAL_WRITE, referral)
    move(referral, State.CONSENT, by=by, on=on, why=why)
    record("referral.family_asked", referral, by=by, pupil=referral.pupil, fields=["state"])
    return referral


@action
def record_consent(
    *, by, referral, answer, given_on, contact=None, route="", information="", evidence="", until_on=None,
    childs_wishes="", why_not_sought="", files=(),
):  # fmt: skip
    """Write down what the family said about this referral, with the signed form where there is one. A refusal is
    recorded without judgement.

    Refuses agreement by nobody, by another child's contact, on a day to come or with an end before it began; and
    not asking without a reason.
    """
    if answer not in (Answer.GIVEN, Answer.REFUSED, Answer.NOT_SOUGHT):
        raise Refused("Please say what they answered.")
    if answer == Answer.GIVEN and contact is None:
        raise Refused("Say who agreed.")
    if answer == Answer.NOT_SOUGHT and not why_not_sought.strip():
        raise Refused("Say why nobody was asked.")
    if until_on is not None and until_on < given_on:
        raise Refused("It would have run out before it was given.")
    given = answer == Answer.GIVEN
    return _kept(
        referral,
        by=by,
        answer=answer,
        contact=contact,
        route="" if answer == Answer.NOT_SOUGHT else route,
        information=information if given else "",
        evidence=evidence.strip() if given else "",
        until_on=until_on if given else None,
        childs_wishes=childs_wishes.strip(),
        why_not_sought=why_not_sought.strip() if answer == Answer.NOT_SOUGHT else "",
        given_on=given_on,
        files=files if answer != Answer.NOT_SOUGHT else (),
    )


@action
def withdraw_consent(*, by, referral, given_on, contact, route="", childs_wishes="", files=()):
    """They have changed their mind: a row of its own, beside what they said first. Refuses where nobody agreed."""
    first = referral.consent
    if first is None or first.answer != Answer.GIVEN:
        raise Refused("Nobody has agreed to this, so there is nothing to take back.")
    if given_on < first.given_on:
        raise Refused("That is before they agreed.")
    found = _kept(
        referral,
        by=by,
        answer=Answer.WITHDRAWN,
        contact=contact,
        route=route,
        childs_wishes=childs_wishes.strip(),
        given_on=given_on,
        withdraws=first,
        files=files,
    )
    owe("consent_taken_back", to=[found.lead] if found.lead.pk != by.pk else [], about=found)
    return found


@action
def add_signed_form(*, by, referral, consent, files):
    """The paper came later, or was found: keep it beside what the family said, which itself stays as it was written.

    Refuses what was said about another referral, and a line that nobody at home can have signed. It may come after
    the end of the referral too: proof is proof.
    """
    require(by, Permission.REFERRAL_WRITE, referral)
    if not referral.consents.filter(pk=consent.pk).exists():
        raise Refused("That was not said about this referral.")
    if not consent.may_be_signed:
        raise Refused("Nobody at home said this, so there is nothing signed.")
    attach(by=by, owner=consent, examined=list(files), pupil=referral.pupil)
    record("referral.signed_form_added", referral, by=by, pupil=referral.pupil, fields=["consents"])
    return referral


@action
def decide_without_consent(*, by, referral, why_not_sought, childs_wishes=""):
    """A safeguarding lead decides that it goes without the family's agreement, and why. Refuses everybody else."""
    if not asks_for_the_safeguarding_leads(by):
        raise NotAllowed("Only a safeguarding lead decides without the family.")
    if not why_not_sought.strip():
        raise Refused("Say why it cannot wait for the family.")
    return _kept(
        referral,
        by=by,
        answer=Answer.WITHOUT,
        why_not_sought=why_not_sought.strip(),
        childs_wishes=childs_wishes.strip(),
        given_on=timezone.localdate(),
    )


def _kept(referral, *, by, files=(), **said):
    """Keep what was said as a row, the newest of the referral's. Talking with the family is a step once."""
    require(by, Permission.REFERRAL_WRITE, referral)
    locked = Referral.objects.select_for_update(no_key=True).get(pk=referral.pk)
    contact = said.get("contact")
    if contact is not None and contact.pupil_id != locked.pupil_id:
        raise Refused("That person is not one of this child's contacts.")
    refuse_mistyped(said["given_on"])
    if said.get("until_on"):
        refuse_far_off(said["until_on"])
    if locked.has_ended:
        raise Refused(f"This referral is now “{locked.get_state_display()}”, so that cannot be done.")
    consent = Consent.objects.create(
        pupil=referral.pupil, purpose=f"Referral to {referral.agency.name}"[:200], recorded_by=by, **said
    )
    if files:
        attach(by=by, owner=consent, examined=list(files), pupil=referral.pupil)
    referral.consents.add(consent)
    if locked.state == State.CONSIDERING:
        move(referral, State.CONSENT, by=by, on=said["given_on"], why=consent.get_answer_display())
    referral.consent = consent
    referral.save(update_fields=["consent"])
    tell_the_place(by=by, referral=referral)
    record("referral.consent_recorded", referral, by=by, pupil=referral.pupil, fields=["consent"])
    return referral
