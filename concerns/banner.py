"""The line above every page for somebody who is called and has not answered. It says nothing about anybody."""

from django.db.models import F
from django.urls import reverse
from django.utils import timezone

from concerns.models import Alert, Episode, HandOver
from staff.frame import Banner, register_banner
from staff.kept import kept
from staff.policy import Permission

NEEDED = "Urgent: somebody needs you."


def declare():
    """Called once, when the room opens."""
    register_banner(Permission.CONCERN_READ, urgent_banner)


def urgent_banner(user):
    """One small query on the pages of those who may be called; more only when there is something to say."""
    now = timezone.now()
    ids = set(_called_to(user, now))
    if not ids:
        return None
    notes = HandOver.objects.filter(to=user, taken_at=None)
    waiting = list(Episode.objects.filter(pk__in=ids).waiting_for(user, now).order_by("opened_at")[:2])
    if len(waiting) == 1:
        address = reverse("concerns:acknowledge_urgent", args=[waiting[0].public_id])
        return Banner(NEEDED, address, "I am coming", waiting[0].get_absolute_url())
    if waiting:
        return Banner(NEEDED, "", "", reverse("concerns:urgent"))
    note = notes.filter(episode__in=Episode.objects.all().by_role(user)).select_related("episode").first()
    if note is None:
        return None
    open_url = f"{note.episode.get_absolute_url()}#hand-over"
    return Banner("Something urgent is handed over to you.", "", "", open_url, calm=True)


@kept
def _called_to(user, now):
    called = Alert.objects.filter(user=user, due_at__lte=now, episode__state="live", round=F("episode__round"))
    notes = HandOver.objects.filter(to=user, taken_at=None)
    return called.values_list("episode", flat=True).union(notes.values_list("episode", flat=True))
