"""How help went this year, as far as its reader may open it."""

from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from interventions.models import InformalPlan, Move, ProgrammePlace, Reading
from interventions.this_year import pictures
from staff.access import rule
from staff.policy import Permission


@rule(Permission.PLACEMENT_READ)
@require_safe
def this_year(request):
    """Between the waves, sessions given, what changed and what adults said: pictures of what this reader may open."""
    day, user = timezone.localdate(), request.user
    found = pictures(
        moves=Move.objects.permitted(user, Permission.PLACEMENT_READ),
        places=ProgrammePlace.objects.permitted(user, Permission.PROGRAMME_READ),
        plans=InformalPlan.objects.permitted(user, Permission.PLACEMENT_READ),
        readings=Reading.objects.permitted(user, Permission.PLACEMENT_READ).that_count(),
        day=day,
    )
    return render(request, "interventions/this_year.html", {"pictures": found})
