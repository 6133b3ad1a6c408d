"""What this room tells of a child, for the chronology and the child's page."""

from concerns.story import files, records


def register_sources():
    records.register_sources()
    files.register_sources()
