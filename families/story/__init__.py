"""What this room tells of a child, for the chronology and the child's page."""

from families.story import meetings, workshops


def register_sources():
    meetings.register_sources()
    workshops.register_sources()
