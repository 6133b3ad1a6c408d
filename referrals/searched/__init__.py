"""Which words of this room can be found, and by whom."""

from referrals.searched import consulting, drafting, referrals


def register_records():
    referrals.register_records()
    consulting.register_records()
    drafting.register_texts()
