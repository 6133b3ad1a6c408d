"""Where a decision leads, in rooms that come later: they say so here, and this room knows nothing of them."""

_ways = []
_told = []


def register_onward(way):
    """`way(user, concern, decision)` yields (words, address) for this person, while it is still to be done."""
    _ways.append(way)


def register_came_of(told):
    """`told(user, concern)` yields (what came of it, where that stands now, its address), as far as this person may know."""
    _told.append(told)


def leads_on(user, concern, decision):
    """What this person may do next about the newest decision."""
    return [found for way in _ways for found in way(user, concern, decision)] if decision else []


def came_of(user, concern):
    """What came of it in other rooms, so that the thread from a concern can be followed to its end."""
    return [found for told in _told for found in told(user, concern)]
