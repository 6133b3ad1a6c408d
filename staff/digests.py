"""One e-mail a person and school day, at half past seven: what is new for them, and how many of each wait.

Each notice is spoken of in one such e-mail, the first after it was made. It stays on its list until it
is read or done; the number beside it is how many of its kind are there.
"""

from datetime import time

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from staff.cover import away, keep_covered
from staff.models import Digest, Notice, User
from staff.notices import KINDS, house, sweep, waiting

NOT_BEFORE = time(7, 30)


def make_digests():
    """Owe each person who wants e-mail today's, once. A second beat, or a late start, makes no second one.

    Not before half past seven, nor when the school day is over: the next morning will do. What is owed
    after a person's e-mail was made waits for their next.
    """
    now = timezone.localtime()
    if not NOT_BEFORE <= now.time() < settings.SCHOOL_DAY_ENDS or not house.is_school_day(now.date()):
        return 0
    sweep(now.date())
    keep_covered()
    if not house.allows_email():
        return 0
    wants = (
        User.objects.active()
        .exclude(told_by=User.Told.APP)
        .exclude(digests__on=now.date())
        .exclude(pk__in=away(now.date()))
    )
    people = wants.filter(pk__in=Notice.objects.for_a_digest().order_by().values("user"))
    return sum(_make(user, now.date()) for user in people)


def _make(user, day):
    """One person's e-mail and the notices it will speak of, both or neither."""
    with transaction.atomic():
        digest, is_new = Digest.objects.get_or_create(user=user, on=day)
        if is_new:
            Notice.objects.of(user).for_a_digest().update(digest=digest)
    return is_new


def lines_of(digest):
    """[(kind, how many wait)] as it is now, in the order of the register; none where all of it is done."""
    kinds = digest.notices.unread().order_by().values_list("kind", flat=True).distinct()
    counts = waiting(digest.user, kinds)
    return [(kind, counts[name]) for name, kind in KINDS.items() if name in counts]
