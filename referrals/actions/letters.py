"""What is done about a letter or an agency's form: begun, written, approved by a second person, sent."""

from django.utils import timezone

from audit.actions import Refused, action, record
from documents.actions import order_document
from referrals.actions.drafting import choose_lines
from referrals.actions.moving import move
from referrals.agreed import held_by_the_family
from referrals.letters import TITLES, paper_html, problems_with
from referrals.models import Letter, Referral, Wording
from referrals.wording.values import values_of
from school.models import Agency
from staff.models import User
from staff.notices import owe, settle
from staff.permitted import require, those_with
from staff.policy import Permission

State = Referral.State


@action
def begin_letter(*, by, referral, ticked):
    """Start it from the record: only lines its writer ticked come in (row W2.8, C3), in the wording in use today."""
    require(by, Permission.REFERRAL_WRITE, referral)
    if referral.state not in (State.CONSIDERING, State.CONSENT):
        raise Refused(f"This referral is now “{referral.get_state_display()}”, so that cannot be done.")
    if referral.agency.route == Agency.Route.INTERNAL:
        raise Refused("This is a request inside school. Ask for a place instead.")
    move(referral, State.DRAFTING, by=by)
    letter = Letter.objects.create(
        referral=referral,
        recipient=referral.agency.name,
        strengths=referral.pupil.strengths,
        wording=Wording.objects.for_agency(referral.agency),
        written_by=by,
    )
    choose_lines(by=by, letter=letter, ticked=ticked)
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
    names = (*Letter.WORDS, "urgent")
    changed = [name for name in names if name in words and getattr(letter, name) != words[name]]
    for name in changed:
        setattr(letter, name, words[name])
    letter.written_by, letter.changed_at = by, timezone.now()
    letter.save(update_fields=[*changed, "written_by", "changed_at", "version"])
    record("referral.letter_edited", referral, by=by, pupil=referral.pupil, fields=changed)
    return letter


@action
def ask_for_approval(*, by, referral):
    """Hand the letter to a second person. Refuses while something that blocks it is missing; of what is urgent only a leak home."""
    require(by, Permission.REFERRAL_WRITE, referral)
    _nothing_blocks(referral)
    move(referral, State.WAITING, by=by)
    for paragraph in referral.paragraphs.waiting():
        settle("paragraph_asked", paragraph.pk)
    owe("letter_to_approve", to=approvers_of(referral, by), about=referral)
    record("referral.approval_asked", referral, by=by, pupil=referral.pupil)
    return referral


def _nothing_blocks(referral):
    blockers = [problem.text for problem in problems_with(referral.letter, referral) if problem.blocks]
    if blockers:
        raise Refused(" ".join(blockers))


def approvers_of(referral, writer):
    """Who may approve this very referral, its writers left out."""
    writers = {referral.raised_by_id, referral.led_by_id, referral.letter.written_by_id, writer.pk}
    people = [person for person in User.objects.who_may(Permission.APPROVE) if person.pk not in writers]
    return those_with(people, Permission.APPROVE, referral)


@action
def approve_letter(*, by, referral):
    """A second person has read it: the words are frozen, and a worker makes one PDF for each reader (row W2.8)."""
    require(by, Permission.APPROVE, referral)
    letter = referral.letter
    if by.pk in (referral.raised_by_id, referral.led_by_id, letter.written_by_id):
        raise Refused("Somebody who did not write it needs to read it before it goes.")
    _nothing_blocks(referral)
    move(referral, State.APPROVED, by=by, approved_by=by, approved_at=timezone.now())
    if letter.wording is None:
        letter.wording = Wording.objects.for_agency(referral.agency)
        letter.save(update_fields=["wording"])
    readers, values = [(referral, None)], values_of(letter, referral)
    if referral.agency.route == Agency.Route.LETTER:
        readers += [(copy, copy) for copy in referral.copies.select_related("contact")]
    for owner, copy in readers:
        order_document(
            by=by,
            kind="referral letter",
            title=TITLES[referral.agency.route],
            html=paper_html(letter, referral, copy, values),
            owner=owner,
            pupil=referral.pupil,
        )
    owe("letter_approved", to=[referral.lead], about=referral)
    record("referral.approved", referral, by=by, pupil=referral.pupil, fields=["state"])
    return referral


@action
def send_back(*, by, referral, why):
    """The approver asks for a change: the letter goes back to its writer with one line of why."""
    require(by, Permission.APPROVE, referral)
    move(referral, State.DRAFTING, by=by, why=why)
    owe("letter_sent_back", to=[referral.lead], about=referral)
    record("referral.sent_back", referral, by=by, pupil=referral.pupil, fields=["state"])
    return referral


@action
def record_sent(*, by, referral, sent_on, sent_how):
    """The approved letter has left the house: when and how. Refuses where the family has said no since it was approved."""
    require(by, Permission.REFERRAL_WRITE, referral)
    locked = Referral.objects.select_for_update(no_key=True, of=("self",)).select_related("agency", "consent", "letter")
    now = locked.get(pk=referral.pk)
    if now.state != State.APPROVED:
        raise Refused(f"This referral is now “{now.get_state_display()}”, so that cannot be done.")
    if why := held_by_the_family(now, sent_on):
        raise Refused(why)
    move(referral, State.SENT, by=by, on=sent_on, why=sent_how, sent_on=sent_on, sent_how=sent_how)
    record("referral.sent", referral, by=by, pupil=referral.pupil, fields=["sent_on", "sent_how"])
    return referral
