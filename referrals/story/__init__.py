"""What this room tells of a child, for the chronology and the child's page."""

from referrals.story import consulting, outcome, referrals


def register_sources():
    referrals.register_sources()
    consulting.register_sources()
    outcome.register_sources()
