"""What this room tells of a child: waves and targets, and the help that was given."""

from interventions.story import help, placements, sheets  # noqa: A004 the room's own word for help given


def register_sources():
    placements.register_sources()
    help.register_sources()
    sheets.register_sources()
