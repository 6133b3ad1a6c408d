"""The fewest words to the fewest people, by name and until a day; and their word that they have read them."""

from datetime import timedelta

from django.utils import timezone

from audit.actions import Refused, action, record
from concerns.actions.filing import keep_out
from concerns.models import Share, ShareReader, ShareText
from pupils.models import Relative
from staff.models import User
from staff.notices import owe, settle
from staff.permitted import NotAllowed, require
from staff.policy import Permission

KEEP = Permission.SAFEGUARDING_KEEP
LONGEST = timedelta(days=366)
MOST_WORDS = 120


def may_share_with(pupil):
    """Whom one may share with about this child: people who work with children, have come in, and are no relatives."""
    related = Relative.objects.filter(pupil=pupil).values("user")
    return User.objects.joined().who_may(Permission.CONCERN_RAISE).exclude(pk__in=related)


@action
def share_words(*, by, pupil, people, words, until_on, concern=None):
    """These people read these words, and nothing else, until a day. They are told that something is there.

    Refuses nobody, a child's relative, more words than a person can keep in mind, and a day gone by
    or more than a year off.
    """
    require(by, KEEP, pupil)
    if concern is not None:
        require(by, Permission.CONCERN_TRIAGE, concern)
    keep_out()
    if not words.strip():
        raise Refused(words="Please write the few words they need.")
    if len(words.split()) > MOST_WORDS:
        raise Refused(f"That is more than {MOST_WORDS} words. Share only what they need to keep the child safe.")
    today = timezone.localdate()
    if until_on < today or until_on > today + LONGEST:
        raise Refused(until_on="Please choose a last day between today and a year from now.")
    people = [person for person in people if person.pk != by.pk]
    if not people:
        raise Refused(people="Please choose at least one colleague.")
    if may_share_with(pupil).filter(pk__in=[person.pk for person in people]).count() < len(people):
        raise Refused(people="One of these people cannot read about this child. Please choose again.")
    share = Share.objects.create(pupil=pupil, concern=concern, until_on=until_on, written_by=by)
    ShareText.objects.create(share=share, words=words.strip())
    ShareReader.objects.bulk_create(ShareReader(share=share, user=person) for person in people)
    owe("safeguarding_shared", to=people, about=share)
    record("safeguarding.shared", share, by=by, pupil=pupil, fields=["words", "people"])
    return share


@action
def withdraw_share(*, by, share):
    """From now on nobody reads it; who had read it stays known. Twice changes nothing."""
    require(by, KEEP, share)
    share = Share.objects.select_for_update(no_key=True, of=("self",)).select_related("pupil").get(pk=share.pk)
    if share.withdrawn_at is None:
        share.withdrawn_at, share.withdrawn_by = timezone.now(), by
        share.save(update_fields=["withdrawn_at", "withdrawn_by"])
        settle("safeguarding_shared", share.pk)
        record("safeguarding.share_withdrawn", share, by=by, pupil=share.pupil, fields=["withdrawn_at"])
    return share


@action
def say_share_read(*, by, share):
    """One of the people it was shared with says "I have read this". To have opened it is not to have said so."""
    if not Share.objects.all().to(by).filter(pk=share.pk).exists():
        raise NotAllowed("This was not shared with you, or not any longer.")
    reader = ShareReader.objects.select_for_update(no_key=True, of=("self",)).get(share=share, user=by)
    if reader.read_at is None:
        reader.read_at = timezone.now()
        reader.save(update_fields=["read_at"])
        record("safeguarding.share_read", share, by=by, pupil=share.pupil, fields=["read_at"])
    return reader
