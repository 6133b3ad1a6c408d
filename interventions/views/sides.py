"""The map from its sides, and as it was at the end of each term."""

from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from interventions import looked_at, snapshots
from interventions.models import MapSnapshot
from interventions.on_the_map import reads_every_child
from staff.access import rule
from staff.policy import Permission

MOST = 60  # terms: twenty years


@rule(Permission.PLACEMENT_READ)
@require_safe
def map_sides(request):
    """Who has help: by child, class, need, adult, and what it costs. One page, one side at a time."""
    sides = looked_at.sides_for(request.user)
    side = request.GET.get("by") if request.GET.get("by") in sides else "child"
    rows, after = looked_at.FROM[side](request.user, timezone.localdate(), request.GET.get("after"))
    context = {
        "sides": sides.items(), "side": side, "template": f"interventions/_by_{side}.html", "rows": rows,
        "after": after, "every": reads_every_child(request.user),
    }  # fmt: skip
    return render(request, "interventions/map_sides.html", context)


@rule(Permission.COUNTS_READ)
@require_safe
def map_snapshots(request):
    """The end of each term, newest first."""
    return render(request, "interventions/map_snapshots.html", {"snapshots": MapSnapshot.objects.all()[:MOST]})


@rule(Permission.COUNTS_READ)
@require_safe
def snapshot(request, snapshot):
    """One term's end, in numbers; beside another term where one is chosen."""
    found = get_object_or_404(MapSnapshot, public_id=snapshot)
    exact = not snapshots.sees_counts_only(request.user)
    others = list(MapSnapshot.objects.exclude(pk=found.pk)[:MOST])
    beside = next((one for one in others if str(one.public_id) == request.GET.get("beside")), None)
    shown = snapshots.side_by_side(found, beside, exact=exact) if beside else snapshots.tables(found, exact=exact)
    context = {"snapshot": found, "tables": shown, "exact": exact, "others": others, "beside": beside}
    return render(request, "interventions/snapshot.html", context)
