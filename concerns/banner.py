"""The line above every page for somebody who is called and has not answered. It says nothing about anybody."""

from django.db.models import Value
from django.urls import reverse
from django.utils import timezone

from concerns.models import Episode, HandOver
from staff.frame import Banner, register_banner
from staff.kept import kept
from staff.policy import Permission

CALLED, HANDED_OVER = range(2)
NEEDED = "Urgent: somebody needs you."


def declare():
    """Called once, when the room opens."""
    register_banner(Permission.CONCERN_READ, urgent_banner)


def urgent_banner(user):
    """One question on the pages of those who may be called: nearly always there is nothing to say."""
    rows = sorted(_calls(user, timezone.now()))
    waiting = [episode for kind, _, episode in rows if kind == CALLED]
    if len(waiting) == 1:
        address = reverse("concerns:acknowledge_urgent", args=waiting)
        return Banner(NEEDED, address, "I am coming", _address(waiting[0]))
    if waiting:
        return Banner(NEEDED, "", "", reverse("concerns:urgent"))
    if not rows:
        return None
    open_url = f"{_address(rows[0][2])}#hand-over"
    return Banner("Something urgent is handed over to you.", "", "", open_url, calm=True)


def _address(episode):
    return reverse("concerns:episode", args=[episode])


@kept
def _calls(user, now):
    """(kind, when, episode): what calls this person and nobody has answered, and what was handed over to them."""
    called = Episode.objects.all().waiting_for(user, now).order_by("opened_at")[:2]
    notes = HandOver.objects.filter(to=user, taken_at=None, episode__in=Episode.objects.all().by_role(user))
    return called.values_list(Value(CALLED), "opened_at", "public_id").union(
        notes.order_by("at")[:1].values_list(Value(HANDED_OVER), "at", "episode__public_id"), all=True
    )
