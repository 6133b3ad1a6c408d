"""Where a decision leads next, in rooms that come later: they say so here, and this room knows nothing of them."""

_ways = []


def register_onward(way):
    """`way(user, concern, decision)` yields (words, address) for this person, while it is still to be done."""
    _ways.append(way)


def leads_on(user, concern, decision):
    """What this person may do next about the newest decision."""
    return [found for way in _ways for found in way(user, concern, decision)] if decision else []
