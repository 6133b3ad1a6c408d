"""Text messages, by whichever sender the school has: SMS_SENDER names a class with `delivers` and `send`.

The default only writes to the log that a message was owed: it reaches nobody, and the pages that
count on people being told say so. No message has words about a child, and no log a whole number.
"""

import logging

from django.conf import settings
from django.utils.module_loading import import_string

logger = logging.getLogger(__name__)


class NotSent(Exception):
    """The sender could not hand the message on; it is tried again."""


class LoggingSender:
    """What a new installation has: a line in the log, and nobody's telephone rings."""

    delivers = False

    def send(self, *, number, words, key):
        """Hand one message on. `key` is the same for every try, so that a sender can tell a repeat."""
        logger.warning("text message %s to %s: no sender is set up", key, hidden(number))


def sender():
    """The sender that is set up, made anew: it holds nothing between messages."""
    return import_string(settings.SMS_SENDER)()


def hidden(number):
    """A telephone number as a log may show it: enough to recognise one's own."""
    digits = "".join(c for c in number if c.isdigit())
    return f"…{digits[-3:]}" if len(digits) > 6 else "…"
