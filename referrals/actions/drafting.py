"""What is done while a letter is written: lines of the record ticked in, a paragraph asked of a colleague, its readers."""

from django.utils import timezone

from audit.actions import Refused, action, record
from pupils.going_home import refuse_to_send
from referrals.actions.days import refuse_mistyped
from referrals.agreed import held_by_the_family
from referrals.assembling import offered
from referrals.models import Chosen, Letter, LetterCopy, Paragraph, Referral, Wording
from staff.notices import owe, settle
from staff.permitted import require
from staff.policy import Level, Permission

State = Referral.State
MOST_LINES = 60  # of one letter: nobody reads more
NOT_NOW = "The letter is not being written any more. An approver can send it back to you."


@action
def choose_lines(*, by, letter, ticked):
    """Take these lines of the record into the letter. A row of its table that is no longer ticked goes again.

    Only what `by` may read and what may leave by this door is looked at; words are copied as they read now. What
    belongs in a box is put at its end, to be edited there like everything else.
    """
    referral = letter.referral
    require(by, Permission.REFERRAL_WRITE, referral)
    _being_written(referral)
    known = offered(referral.pupil, by, referral.level)
    there = {one.key: one for one in Chosen.objects.filter(letter=letter)}
    gone = [one.pk for key, one in there.items() if one.box == "tried" and key in known and key not in ticked]
    Chosen.objects.filter(pk__in=gone).delete()
    new = [known[key] for key in known if key in ticked and key not in there]
    if len(there) - len(gone) + len(new) > MOST_LINES:
        raise Refused(f"That is more than anybody reads: please tick at most {MOST_LINES} lines.")
    Chosen.objects.bulk_create(
        Chosen(letter=letter, key=i.key, box=i.box, what=i.what, when=i.when, effect=i.effect, chosen_by=by)
        for i in new
    )
    _into_boxes(letter, new)
    record("referral.lines_chosen", referral, by=by, pupil=referral.pupil, fields=["tried"])
    return letter


def _into_boxes(letter, items):
    """Put what somebody said at the end of its box, once: a child's strengths stand in a new letter already, and are
    often read out again at a meeting. Refuses what would not fit."""
    locked = Letter.objects.select_for_update(no_key=True).get(pk=letter.pk)
    changed = set()
    for item in items:
        if item.box == "tried":
            continue
        words = f"{item.when}: {item.what}" if item.when else item.what
        now = getattr(locked, item.box)
        if _plain(item.what) in _plain(now):
            continue
        words = f"{now}\n\n{words}" if now.strip() and _plain(now) not in _plain(item.what) else words
        if len(words) > Letter._meta.get_field(item.box).max_length:
            raise Refused("That is more than fits in one box. Please tick fewer lines.")
        setattr(locked, item.box, words)
        changed.add(item.box)
    if changed:
        locked.version += 1
        locked.save(update_fields=[*changed, "version"])
    for name in (*changed, "version"):
        setattr(letter, name, getattr(locked, name))


def _plain(words):
    return " ".join(words.casefold().split()).rstrip(".")


@action
def ask_for_paragraph(*, by, referral, asked_of, question):
    """Ask an adult who is with the child for a few lines. They hear the question, not who will read the answer.

    Refuses somebody who is not with the child, the same person twice at once, and what only safeguarding leads know of.
    """
    require(by, Permission.REFERRAL_WRITE, referral)
    _being_written(referral)
    if referral.level == Level.SAFEGUARDING:
        raise Refused("Nobody outside the safeguarding leads hears of this one, so nobody can be asked here.")
    if not type(referral.pupil).objects.mine(asked_of).filter(pk=referral.pupil_id).exists():
        raise Refused("Please ask somebody who is with this child.")
    if Paragraph.objects.filter(referral=referral, asked_of=asked_of, answered_at=None).exists():
        raise Refused("They have been asked already.")
    paragraph = Paragraph.objects.create(referral=referral, asked_of=asked_of, question=question.strip(), asked_by=by)
    owe("paragraph_asked", to=[asked_of], about=paragraph)
    record("referral.paragraph_asked", referral, by=by, pupil=referral.pupil, fields=["asked_of"])
    return paragraph


@action
def answer_paragraph(*, by, paragraph, words):
    """Give the few lines that were asked for. Refuses anybody else's answer, a second one, and one that comes too late."""
    require(by, Permission.PUPIL_READ, paragraph.referral.pupil)
    paragraph = (
        Paragraph.objects.select_for_update(no_key=True, of=("self",))
        .select_related("referral__pupil")
        .get(pk=paragraph.pk)
    )
    if paragraph.asked_of_id != by.pk:
        raise Refused("Somebody else was asked for this.")
    if paragraph.answered_at is not None:
        raise Refused("You have answered this already. Thank you.")
    if paragraph.referral.state != State.DRAFTING:
        raise Refused("Thank you, but this is not needed any longer.")
    paragraph.words, paragraph.answered_at = words.strip(), timezone.now()
    paragraph.save(update_fields=["words", "answered_at"])
    settle("paragraph_asked", paragraph.pk)
    owe("paragraph_answered", to=[paragraph.asked_by], about=paragraph.referral)
    record("referral.paragraph_answered", paragraph.referral, by=by, pupil=paragraph.referral.pupil, fields=["words"])
    return paragraph


@action
def take_newest_wording(*, by, letter):
    """Let a letter that is being written follow the newest wording of its agency."""
    referral = letter.referral
    require(by, Permission.REFERRAL_WRITE, referral)
    _being_written(referral)
    letter.wording = Wording.objects.for_agency(referral.agency)
    letter.save(update_fields=["wording"])
    record("referral.wording_taken", referral, by=by, pupil=referral.pupil, fields=["wording"])
    return letter


@action
def choose_readers(*, by, referral, contacts, name="", address=""):
    """Say who else reads the letter: adults at home, each with a copy of their own, and one more service.

    Refuses another child's contact and somebody who may not be sent information.
    """
    require(by, Permission.REFERRAL_WRITE, referral)
    _being_written(referral)
    if any(contact.pupil_id != referral.pupil_id for contact in contacts):
        raise Refused("That person is not one of this child’s contacts.")
    untold = [contact.name for contact in contacts if not contact.receives_information]
    if untold:
        raise Refused(f"{', '.join(untold)} may not be sent information about this child. Ask the office why.")
    copies = LetterCopy.objects.filter(referral=referral)
    copies.exclude(contact__in=contacts).filter(contact__isnull=False).delete()
    LetterCopy.objects.bulk_create(
        [LetterCopy(referral=referral, contact=contact) for contact in contacts], ignore_conflicts=True
    )
    copies.filter(contact=None).delete()
    if name.strip():
        LetterCopy.objects.create(referral=referral, name=name.strip(), address=address.strip())
    record("referral.readers_chosen", referral, by=by, pupil=referral.pupil, fields=["copies"])
    return referral


@action
def record_copy_sent(*, by, referral, copy, sent_on, sent_how):
    """One copy was handed over or posted: to whom, when, how. Refuses one for home where something holds it, and one
    that would go though the family has said no since."""
    require(by, Permission.REFERRAL_WRITE, referral)
    copy = LetterCopy.objects.select_for_update(no_key=True, of=("self",)).select_related("contact").get(pk=copy.pk)
    if referral.approved_at is None:
        raise Refused("The letter has to be approved before anybody has a copy.")
    if copy.sent_on is not None:
        raise Refused("They have their copy already.")
    refuse_mistyped(sent_on)
    if copy.contact is not None:
        refuse_to_send(referral.pupil, copy.contact)
    if copy.goes_with_it and (why := held_by_the_family(copy.referral, sent_on)):
        raise Refused(why)
    copy.sent_on, copy.sent_how, copy.sent_by = sent_on, sent_how, by
    copy.save(update_fields=["sent_on", "sent_how", "sent_by"])
    record("referral.copy_sent", referral, by=by, pupil=referral.pupil, fields=["sent_on", "sent_how"])
    return copy


def _being_written(referral):
    if (
        not Referral.objects.select_for_update(no_key=True, of=("self",))
        .filter(pk=referral.pk, state=State.DRAFTING)
        .exists()
    ):
        raise Refused(NOT_NOW)
