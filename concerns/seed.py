"""The kinds of need and of change a new installation starts with: the school's provision map, line by line."""

from audit.actions import System, action, record
from concerns import triggers
from concerns.models import ChangeKind, Need

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


# code, what the list says, what belongs to it, weeks it is shown, whether an eye is kept on the child
CHANGES = [
    ("L1", "Minor illness", "", 2, False),
    ("L2", "A small worry about school", "Work, a test, moving up, something lost", 3, False),
    ("L3", "A bigger worry", "", 6, False),
    ("L4", "Growing up, or the world", "The environment, the news", 6, False),
    ("L5", "Loss or change", "", 12, False),
    ("L6", "Home or family", "Moving house, a change in the family, a pet has died", 12, False),
    ("L7", "Social media", "Something seen, or something that happened there", 6, False),
    ("L8", "A past worry about mental health", "Nothing to do but keep an eye on it", 12, True),
    ("L9", "Trouble with friends", "", 6, False),
    ("other", "Something else", "", 6, False),
]


def add_change_kinds():
    """Give a new installation its kinds of change. Returns how many were added."""
    return _add_change_kinds(by=System("a new installation"))


@action
def _add_change_kinds(*, by):
    """Add those that are not there yet; what the school has renamed or put away stays as it is."""
    there = set(ChangeKind.objects.values_list("code", flat=True))
    missing = [
        ChangeKind(code=code, name=name, hint=hint, weeks=weeks, keep_eye=keep_eye, order=order)
        for order, (code, name, hint, weeks, keep_eye) in enumerate(CHANGES, start=1)
        if code not in there
    ]
    ChangeKind.objects.bulk_create(missing)
    if missing:
        record("change_kinds.added", by=by, fields=[kind.code for kind in missing])
    return len(missing)
