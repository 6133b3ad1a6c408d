"""Which words of this room can be found, and by whom."""

from families.searched import meetings, resources, workshops


def register_records():
    meetings.register_records()
    resources.register_records()
    workshops.register_records()
