"""Room for deep calls. Python 3.11 keeps what its calls need in pieces of 16 KB, one above the other.

Where a page's busiest loop happens to lie at the edge of a piece, the next one is asked of the system and given back
at every turn: a sixth of all time was spent on that, and up to 250 times a call's own cost at the worst depth.
"""

import functools

SLOTS = 65_536  # of eight bytes: a piece for so many has as many again to spare, and no page comes near its edge


def with_room(call):
    """`call`, made from a frame that asks for a large piece: everything it calls in turn lies in that piece too."""

    @functools.wraps(call)
    def roomy(*args, **kwargs):
        return call(*args, **kwargs)

    roomy.__code__ = roomy.__code__.replace(co_stacksize=SLOTS)
    return roomy
