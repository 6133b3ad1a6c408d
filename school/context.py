"""The school's own name on every page: nothing of one school is written into the code."""

from django.db import DatabaseError

from school.models import School
from staff.kept import kept


@kept
def _names():
    return School.objects.values_list("name", flat=True).order_by("pk")[:1]


def school(request):
    """`school_name` for the frame: one cheap query a page, and a plain word when there is no answer."""
    return {"school_name": _Name()}


class _Name:
    """Looked up when a page first shows it, then kept for that page."""

    def __str__(self):
        if not hasattr(self, "found"):
            try:
                self.found = next(iter(_names()), "") or "School"
            except DatabaseError:  # the error page must still be shown
                self.found = "School"
        return self.found
