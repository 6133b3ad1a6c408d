"""The review board: what is late, due and coming, for whoever may read it."""

from django.shortcuts import render
from django.utils import timezone

from interventions.board import Board
from interventions.models import Placement
from interventions.waiting import rows_waiting
from staff.access import rule
from staff.permitted import may
from staff.policy import Permission


@rule(Permission.PLACEMENT_READ)
def board(request):
    """Open placements by review day, the latest first owed at the top."""
    rows = Placement.objects.open().permitted(request.user, Permission.PLACEMENT_READ)
    decides = may(request.user, Permission.PLACEMENT_DECIDE)
    return render(
        request,
        "interventions/board.html",
        {
            "board": Board(rows, on=timezone.localdate(), after=request.GET.get("after", "")),
            "waiting": rows_waiting(request.user) if decides else [],
            "may_review": decides,
        },
    )
