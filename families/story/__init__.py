"""What this room tells of a child, for the chronology and the child's page."""

from families.story import meetings


def register_sources():
    meetings.register_sources()
