"""The kinds of need a new installation starts with: the school's provision map, line by line."""

from audit.actions import System, action, record
from concerns import triggers
from concerns.models import Need

# code, what the list says, what to look for, what it sets off (see triggers.py)
NEEDS = [
    ("N1", "Sudden change in mood or behaviour", "Not like themselves lately", ""),
    ("N2", "Self-harm", "Hurting themselves, or speaking of it", triggers.SELF_HARM),
    ("N3", "Unexplained physical change", "Such as weight lost or gained", triggers.WEIGHT),
    ("N4", "Making and keeping friends", "", ""),
    ("N5", "Sudden drop in learning", "Work or effort suddenly worse", ""),
    ("N6", "Sleep", "Tired, or sleeping badly", ""),
    ("N7", "Frustration, or cannot concentrate in class", "", ""),
    ("N8", "Low-level disruption that goes on", "", ""),
    ("N9", "Withdrawing from friends or family", "Or a change in social habits", ""),
    ("other", "Something else", "Say what in your words", ""),
]


def add_needs():
    """Give a new installation its kinds of need. Returns how many were added."""
    return _add_needs(by=System("a new installation"))


@action
def _add_needs(*, by):
    """Add those that are not there yet; what the school has renamed or retired stays as it is."""
    there = set(Need.objects.values_list("code", flat=True))
    missing = [
        Need(code=code, name=name, hint=hint, holds=holds, order=order)
        for order, (code, name, hint, holds) in enumerate(NEEDS, start=1)
        if code not in there
    ]
    Need.objects.bulk_create(missing)
    if missing:
        record("needs.added", by=by, fields=[need.code for need in missing])
    return len(missing)
