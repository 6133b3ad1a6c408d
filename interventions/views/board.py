"""The review board, and sitting down to one review after another."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from interventions import actions
from interventions.board import Board, Sitting, Together
from interventions.forms import BoardFilter, ReviewTogetherForm
from interventions.models import Placement
from interventions.waiting import rows_waiting
from staff.access import rule
from staff.permitted import may
from staff.policy import Permission


@rule(Permission.PLACEMENT_READ)
def board(request):
    """Open placements by review day, those longest due at the top."""
    today = timezone.localdate()
    asked = BoardFilter(request.GET, by=request.user)
    found = Board(request.user, on=today, asked=asked.values(today), after=request.GET.get("after", ""))
    decides = may(request.user, Permission.PLACEMENT_DECIDE)
    return render(
        request,
        "interventions/board.html",
        {
            "board": found,
            "asked": asked,
            "filtered": bool(asked.address()),
            "more_url": f"?{asked.address(after=found.more)}" if found.more else "",
            "sitting_url": f"{reverse('interventions:next_review')}?{asked.address()}",
            "together_url": f"{reverse('interventions:review_together')}?{asked.address()}",
            "waiting": rows_waiting(request.user) if decides else [],
            "may_review": decides,
        },
    )


@rule(Permission.PLACEMENT_DECIDE)
def next_review(request):
    """The next review of this sitting; the board again when there is none."""
    today = timezone.localdate()
    asked = BoardFilter(request.GET, by=request.user)
    rows = Placement.objects.open().permitted(request.user, Permission.PLACEMENT_DECIDE)
    rows = rows.narrowed(today, by=request.user, **asked.values(today))
    sitting = Sitting(rows, on=today, after=request.GET.get("after", ""))
    found = sitting.next()
    if found is None:
        left = sitting.left.count()
        messages.success(request, f"{left} put off for now." if left else "That was the last one.")
        return redirect(f"{reverse('interventions:board')}?{asked.address()}")
    address = asked.address(after=request.GET.get("after", ""), sitting="1")
    return redirect(f"{reverse('interventions:review', args=[found.public_id])}?{address}")


@rule(Permission.PLACEMENT_DECIDE)
def review_together(request):
    """A group looked at in one go; whoever needs more is lifted out and looked at alone."""
    today = timezone.localdate()
    asked = BoardFilter(request.GET, by=request.user)
    rows = Placement.objects.open().permitted(request.user, Permission.PLACEMENT_DECIDE)
    group = Together(rows.narrowed(today, by=request.user, **asked.values(today)), on=today)
    form = ReviewTogetherForm(request.POST or None, by=request.user, shown=group.shown)
    board_url = f"{reverse('interventions:board')}?{asked.address()}"
    if request.method == "POST" and form.is_valid():
        number = len(form.cleaned_data["seen"])
        if form.once(actions.review_together, by=request.user, **form.cleaned_data):
            messages.success(request, f"{number} reviewed together.")
            return redirect(board_url)
    together = {str(one.public_id) for one in group.shown} if asked.address() else set()  # a group was asked for
    ticked = set(form["placements"].value() or ()) if form.is_bound else together
    for row in group.rows:
        row["ticked"] = str(row["placement"].public_id) in ticked
    context = {"group": group, "form": form, "board_url": board_url, "is_group": bool(asked.address())}
    return render(request, "interventions/review_together.html", context)
