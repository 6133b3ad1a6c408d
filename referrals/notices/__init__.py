"""What this room owes people, and when it stops being owed."""

from referrals.notices import agreeing, chasing, consulting, leading, letters, paragraphs


def register_kinds():
    letters.register_kinds()
    leading.register_kinds()
    chasing.register_kinds()
    agreeing.register_kinds()
    consulting.register_kinds()
    paragraphs.register_kinds()
