"""What this room owes people, and when it stops being owed."""

from families.notices import meetings


def register_kinds():
    meetings.register_kinds()
