"""What waits for those who triage, and where the rest of it is."""

from uuid import UUID

from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from concerns.actions.reports import matches
from concerns.models import Concern
from concerns.paging import columns_of, cut, is_id, rows_after
from concerns.showing.records import ago, names_in
from staff.access import rule
from staff.addresses import addresses
from staff.kept import kept
from staff.policy import Level, Permission

TRIAGE = Permission.CONCERN_TRIAGE
SHOWS = {
    "": ("Waiting to be seen", Concern.Status.SUBMITTED),
    "seen": ("Seen, no decision yet", Concern.Status.ACKNOWLEDGED),
    "open": ("Being followed up", Concern.Status.TRIAGED),
    "closed": ("Closed", Concern.Status.CLOSED),
}


def shown(request):
    """Which of the lists this page is, or was come from: "" is what waits."""
    show = request.GET.get("show", "")
    return show if show in SHOWS else ""


def in_list(user, show):
    """The rows of one list, and their order: danger first where nobody has looked, else as they came."""
    rows = Concern.objects.permitted(user, TRIAGE)
    return rows.filter(status=SHOWS[show][1]) if show else rows.unseen().danger_first(), order_of(show)


def order_of(show):
    if not show:
        return "calm", "recorded_at", "pk"
    return ("recorded_at", "pk") if show == "seen" else ("-recorded_at", "-pk")


@rule(TRIAGE)
@require_safe
def queue(request):
    """What waits for those who triage: danger first, then the longest waiting."""
    show = shown(request)
    after = request.GET.get("after")
    place = _place(request.user, UUID(after), show=show) if is_id(after) else []
    found, after = cut(_waiting(request.user, *place, show=show))
    tabs = [
        {"url": reverse("concerns:queue") + (f"?show={key}" if key else ""), "words": words, "here": key == show}
        for key, (words, _) in SHOWS.items()
    ]
    context = {
        "lines": _lines(found, show),
        "tabs": tabs,
        "show": show,
        "may_match": matches(request.user),
        "title": SHOWS[show][0],
        "after": after,
    }
    return render(request, "concerns/queue.html", context)


@kept
def _waiting(user, last=None, *, show):
    """A page of them, after the row whose values are `last`."""
    rows, order = in_list(user, show)
    return rows_after(rows.values(*LINE), last, order=order)


@kept
def _place(user, public_id, *, show):
    """Where in the order this row stands; nowhere, if it is not this person's to see."""
    rows, order = in_list(user, show)
    return rows.filter(public_id=public_id).values_list(*columns_of(order))


LINE = ("pk", "public_id", "reference", "author_name", "recorded_at", "danger", "level", "look_again_at")


def _lines(concerns, show):
    """The list as plain words, so that the page has nothing left to work out for each of its rows."""
    now, names = timezone.now(), names_in([one["pk"] for one in concerns])
    address, behind = addresses("concerns:read"), f"?show={show}" if show else ""
    return [
        (
            address(one["public_id"]) + behind,
            ", ".join(names[one["pk"]]),
            f"{one['reference']} · from {one['author_name']}",
            *ago(one["recorded_at"], now),
            one["danger"] if one["danger"] != Concern.Danger.NO else "",
            one["level"] in (Level.SAFEGUARDING, Level.NAMED),
            one["look_again_at"] is not None,
        )
        for one in concerns
    ]
