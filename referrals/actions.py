"""What is done about a referral: thought of, agreed to, written, approved by a second person, sent."""

from django.utils import timezone

from audit.actions import Refused, action, record
from documents.actions import order_document
from pupils.models import Consent
from referrals.letters import evidence_for, letter_html, problems_with
from referrals.models import Letter, Referral, Step, asks_for_the_safeguarding_leads
from staff.models import User
from staff.notices import owe, settle
from staff.permitted import NotAllowed, require
from staff.policy import Level, Permission

State = Referral.State


def _move(referral, to, *, by, why=""):
    """Move on, with the row locked, and keep the step. Refuses a step the table does not know."""
    locked = Referral.objects.select_for_update().get(pk=referral.pk)
    if not locked.may_become(to):
        raise Refused(f"This referral is now “{locked.get_state_display()}”, so that cannot be done.")
    Step.objects.create(referral=referral, from_state=locked.state, to_state=to, why=why, made_by=by)
    referral.state = to


@action
def consider_referral(*, by, pupil, agency, why):
    """Think of an agency for a child, and keep why, even if nothing is ever sent (row W3.7)."""
    require(by, Permission.REFERRAL_WRITE)
    require(by, Permission.PUPIL_READ, pupil)
    if agency.dsl_only and not asks_for_the_safeguarding_leads(by):
        raise NotAllowed("Only the safeguarding leads ask this agency. Tell one of them.")
    referral = Referral.objects.create(
        pupil=pupil,
        agency=agency,
        why=why,
        level=Level.SAFEGUARDING if agency.dsl_only else Level.WELLBEING,
        raised_by=by,
    )
    require(by, Permission.REFERRAL_WRITE, referral)
    Step.objects.create(referral=referral, to_state=referral.state, why=why[:1000], made_by=by)
    record("referral.considered", referral, by=by, pupil=pupil, fields=["agency", "why"])
    return referral


@action
def record_consent(*, by, referral, answer, contact, route, given_on, childs_wishes, why_not_sought, until_on=None):
    """Write down what the family said about this referral. A refusal is recorded without judgement."""
    require(by, Permission.REFERRAL_WRITE, referral)
    if answer == Consent.Answer.GIVEN and contact is None:
        raise Refused("Say who agreed.")
    if answer == Consent.Answer.NOT_SOUGHT and not why_not_sought.strip():
        raise Refused("Say why nobody was asked.")
    if contact is not None and contact.pupil_id != referral.pupil_id:
        raise Refused("That person is not one of this child's contacts.")
    if given_on > timezone.localdate():
        raise Refused("The day they agreed cannot be in the future.")
    consent = Consent.objects.create(
        pupil=referral.pupil,
        purpose=f"Referral to {referral.agency.name}"[:200],
        answer=answer,
        contact=contact,
        route=route if answer == Consent.Answer.GIVEN else "",
        information="What school sees, what has been tried, contact details",
        childs_wishes=childs_wishes,
        why_not_sought=why_not_sought if answer == Consent.Answer.NOT_SOUGHT else "",
        given_on=given_on,
        until_on=until_on,
        recorded_by=by,
    )
    Referral.objects.filter(pk=referral.pk).update(consent=consent)
    referral.consent = consent
    record("referral.consent_recorded", referral, by=by, pupil=referral.pupil, fields=["consent"])
    return referral


@action
def begin_letter(*, by, referral, ticked):
    """Start the letter from the record: only lines its writer ticked come in (row W2.8, C3)."""
    require(by, Permission.REFERRAL_WRITE, referral)
    _move(referral, State.DRAFTING, by=by)
    known = {item.key: item.line for item in evidence_for(referral.pupil, by)}
    referral.save(update_fields=["state"])
    letter = Letter.objects.create(
        referral=referral,
        recipient=referral.agency.name,
        strengths=referral.pupil.strengths,
        tried="\n".join(known[key] for key in ticked if key in known),
        written_by=by,
    )
    record("referral.letter_begun", referral, by=by, pupil=referral.pupil, fields=["letter"])
    return letter


@action
def edit_letter(*, by, letter, version, **words):
    """Change the words while the letter is being written. Refuses over somebody else's change."""
    referral = letter.referral
    require(by, Permission.REFERRAL_WRITE, referral)
    if referral.state != State.DRAFTING:
        raise Refused("The letter is not being written any more. An approver can send it back to you.")
    letter.bump(version)
    changed = [name for name in Letter.WORDS if name in words and getattr(letter, name) != words[name]]
    for name in changed:
        setattr(letter, name, words[name])
    letter.written_by, letter.changed_at = by, timezone.now()
    letter.save(update_fields=[*changed, "written_by", "changed_at", "version"])
    record("referral.letter_edited", referral, by=by, pupil=referral.pupil, fields=changed)
    return letter


@action
def ask_for_approval(*, by, referral):
    """Hand the letter to a second person. Refuses while something that blocks it is missing."""
    require(by, Permission.REFERRAL_WRITE, referral)
    blockers = [problem.text for problem in problems_with(referral.letter, referral) if problem.blocks]
    if blockers:
        raise Refused(" ".join(blockers))
    _move(referral, State.WAITING, by=by)
    referral.save(update_fields=["state"])
    owe("letter_to_approve", to=approvers_of(referral, by), about=referral)
    record("referral.approval_asked", referral, by=by, pupil=referral.pupil)
    return referral


def approvers_of(referral, writer):
    """Who may approve this very referral, its writers left out."""
    writers = {referral.raised_by_id, referral.letter.written_by_id, writer.pk}
    return [
        person
        for person in User.objects.who_may(Permission.APPROVE)
        if person.pk not in writers
        and Referral.objects.permitted(person, Permission.APPROVE).filter(pk=referral.pk).exists()
    ]


@action
def approve_letter(*, by, referral):
    """A second person has read it: the words are frozen and a worker makes the PDF (row W2.8)."""
    require(by, Permission.APPROVE, referral)
    letter = referral.letter
    if by.pk in (referral.raised_by_id, letter.written_by_id):
        raise Refused("Somebody who did not write it needs to read it before it goes.")
    blockers = [problem.text for problem in problems_with(letter, referral) if problem.blocks]
    if blockers:
        raise Refused(" ".join(blockers))
    _move(referral, State.APPROVED, by=by)
    referral.approved_by, referral.approved_at = by, timezone.now()
    referral.save(update_fields=["state", "approved_by", "approved_at"])
    order_document(
        by=by,
        kind="referral letter",
        title="Letter",
        html=letter_html(letter, referral),
        owner=referral,
        pupil=referral.pupil,
    )
    settle("letter_to_approve", referral.pk)
    owe("letter_approved", to=[referral.raised_by], about=referral)
    record("referral.approved", referral, by=by, pupil=referral.pupil, fields=["state"])
    return referral


@action
def send_back(*, by, referral, why):
    """The approver asks for a change: the letter goes back to its writer with one line of why."""
    require(by, Permission.APPROVE, referral)
    _move(referral, State.DRAFTING, by=by, why=why)
    referral.save(update_fields=["state"])
    settle("letter_to_approve", referral.pk)
    owe("letter_sent_back", to=[referral.raised_by], about=referral)
    record("referral.sent_back", referral, by=by, pupil=referral.pupil, fields=["state"])
    return referral


@action
def record_sent(*, by, referral, sent_on, sent_how):
    """The approved letter has left the house: when and how."""
    require(by, Permission.REFERRAL_WRITE, referral)
    if sent_on > timezone.localdate():
        raise Refused("The day it was sent cannot be in the future.")
    _move(referral, State.SENT, by=by, why=sent_how)
    referral.sent_on, referral.sent_how = sent_on, sent_how
    referral.save(update_fields=["state", "sent_on", "sent_how"])
    record("referral.sent", referral, by=by, pupil=referral.pupil, fields=["sent_on", "sent_how"])
    return referral


@action
def end_referral(*, by, referral, outcome, why):
    """Close a referral that was sent, or decide not to take it further, with the reason."""
    require(by, Permission.REFERRAL_WRITE, referral)
    _move(referral, outcome, by=by, why=why)
    referral.save(update_fields=["state"])
    for kind in ("letter_to_approve", "letter_approved", "letter_sent_back"):
        settle(kind, referral.pk)
    record("referral.ended", referral, by=by, pupil=referral.pupil, fields=["state"])
    return referral
