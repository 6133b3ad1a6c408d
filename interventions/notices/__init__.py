"""What this room owes people, and when it stops being owed. To import it declares every kind."""

from interventions.notices import charts, help, proposals, reviews, sheets  # noqa: A004 the room's own word for help given

__all__ = ["charts", "help", "proposals", "reviews", "sheets"]
