"""What every page's frame needs to know about its reader: booleans, never role names."""

from functools import lru_cache

from django.conf import settings

from staff import second_factor
from staff.frame import MOST_SHOWN, Frame
from staff.kept import kept
from staff.models import Notice
from staff.notices import shown_in_app
from staff.policy import Permission, scopes


@lru_cache(maxsize=512)
def _granted(roles):
    """Every permission as a boolean, for these roles."""
    return {p.value.replace(".", "_"): bool(scopes(roles, p)) for p in Permission}


@kept
def _unread(user, kinds):
    """One more than is ever shown is enough to count."""
    return Notice.objects.of(user).unread().filter(kind__in=kinds).order_by().values_list("pk")[: MOST_SHOWN + 1]


def staff(request):
    """`user_may` for menus and buttons, `frame` for the bars, `unread_count`, and whether this is the demo."""
    user = getattr(request, "user", None)
    inside = user is not None and user.is_authenticated and user.is_active and second_factor.passed(request)
    granted = _granted(frozenset(user.roles)) if inside else {}
    frame = Frame(request, granted, lambda: len(_unread(user, kinds=shown_in_app(user))))
    return {"demo": settings.DEMO, "user_may": granted, "frame": frame, "unread_count": lambda: frame.unread}
