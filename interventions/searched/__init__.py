"""Which words of this room can be found, and by whom."""

from interventions.searched import help, placements, sheets  # noqa: A004 the room's own word for help given


def register_records():
    placements.register_records()
    help.register_records()
    sheets.register_records()
