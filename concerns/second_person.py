"""Which children's papers only the safeguarding leads may let out of the house.

Whoever wrote the paper is not told that it is so, nor why: it waits for an approver like any other.
"""

from concerns.models import Concern, ConcernPupil
from staff.policy import Level, Permission, Scope, scopes


def approvable_by(rows, user):
    """Of rows with a `pupil`, those this person may approve, as far as the child goes.

    Only the safeguarding leads may where there is an open safeguarding or named-people concern,
    or where home is not to be contacted yet.
    """
    if Scope.ALL in scopes(user.roles, Permission.APPROVE):
        return rows
    held = ConcernPupil.objects.in_place().filter(
        concern__in=Concern.objects.open().filter(level__in=[Level.SAFEGUARDING, Level.NAMED]).values("pk")
    )
    return rows.exclude(pupil__do_not_contact=True).exclude(pupil__in=held.values("pupil"))
