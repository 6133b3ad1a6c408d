"""What this room owes people, and when it stops being owed."""

from concerns.notices import records, safeguarding, small_things, urgent


def register_kinds():
    for owed in (records, urgent, safeguarding, small_things):
        owed.register_kinds()
