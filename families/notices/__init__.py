"""What this room owes people, and when it stops being owed."""

from families.notices import corrections, evenings, meetings, views_asked, workshops


def register_kinds():
    meetings.register_kinds()
    corrections.register_kinds()
    evenings.register_kinds()
    views_asked.register_kinds()
    workshops.register_kinds()
