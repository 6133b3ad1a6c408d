"""What every page's frame needs to know about its reader: booleans, never role names."""

from django.conf import settings

from staff import second_factor
from staff.models import Notice
from staff.permitted import may
from staff.policy import Permission


def staff(request):
    """`may_see` for menus, and how many notices are unread (one query, lazily)."""
    user = getattr(request, "user", None)
    frame = {"demo": settings.DEMO, "user_may": {}, "unread_count": 0}
    if user is None or not user.is_authenticated or not second_factor.passed(request):
        return frame
    frame["user_may"] = {p.value.replace(".", "_"): may(user, p) for p in Permission}
    frame["unread_count"] = lambda: Notice.objects.of(user).unread().count()
    return frame
