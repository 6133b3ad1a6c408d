"""Who may look after a child's informal plan."""

from concerns.actions.changes import adults_around
from pupils.models.pupil import Relative
from staff.models import User
from staff.policy import Permission, Scope, scopes


def may_own(pupil):
    """Active people who may see the child: those around them, and those who read every child. No relative."""
    related = set(Relative.objects.filter(pupil=pupil).values_list("user", flat=True))
    readers = User.objects.who_may(Permission.PUPIL_READ).exclude(pk__in=related)
    wide = [user for user in readers if Scope.ALL in scopes(user.roles, Permission.PUPIL_READ)]
    return sorted({*adults_around(pupil), *wide}, key=lambda user: (user.name, user.pk))
