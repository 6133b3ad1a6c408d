"""Which words of this room can be found, and by whom."""

from families.searched import meetings


def register_records():
    meetings.register_records()
