"""The secret address of somebody's calendar: made and ended by themselves, ended with the account.

Whoever has the address reads when things are. So it is long, only its hash is kept, and it is shown for ten minutes
after it was made: until then it can be worked out again from the server's own key, so that a lost answer or a
double click costs nothing.
"""

import datetime
import hashlib

from django.utils import timezone
from django.utils.crypto import salted_hmac

from audit.actions import Refused, action, record
from staff.models import CalendarFeed, User
from staff.permitted import require
from staff.policy import Permission

SHOWN_FOR = datetime.timedelta(minutes=10)


@action
def make_feed(*, by):
    """Make a new secret address for one's own calendar; the one before stops working. For those who have a calendar."""
    require(by, Permission.PUPIL_READ)
    User.objects.select_for_update(no_key=True).get(pk=by.pk)
    end_feeds(by)
    feed = CalendarFeed(user=by)
    feed.token_hash = _hash(_token(feed))
    feed.save()
    record("feed.made", feed, by=by)
    return feed


@action
def end_feed(*, by):
    """One's own address stops working at once. Refuses where there is none."""
    ended = end_feeds(by)
    if not ended:
        raise Refused("There is no address to end.")
    record("feed.ended", ended[0], by=by)
    return ended[0]


def end_feeds(person):
    """End what is live of this person's: part of other acts."""
    live = list(live_feeds(person).select_for_update(no_key=True))
    CalendarFeed.objects.filter(pk__in=[feed.pk for feed in live]).update(ended_at=timezone.now())
    return live


def live_feeds(person):
    return CalendarFeed.objects.filter(user=person, ended_at=None)


def feed_behind(token):
    """The live feed with this secret, of somebody who is still here; None for any other."""
    found = CalendarFeed.objects.filter(token_hash=_hash(token), ended_at=None, user__is_active=True)
    return found.select_related("user").first()


def token_to_show(feed):
    """The secret of a feed that was just made; "" later."""
    return _token(feed) if timezone.now() - feed.made_at < SHOWN_FOR else ""


def _token(feed):
    return salted_hmac("staff.calendar_feed", feed.public_id.hex, algorithm="sha256").hexdigest()


def _hash(token):
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()
