"""What this room owes people, and when it stops being owed."""

from referrals.notices import letters


def register_kinds():
    letters.register_kinds()
