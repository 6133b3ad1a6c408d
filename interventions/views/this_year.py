"""How help went this year, as far as its reader may open it."""

from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from interventions.this_year import pictures
from staff.access import rule
from staff.policy import Permission


@rule(Permission.PLACEMENT_READ)
@require_safe
def this_year(request):
    """Between the waves, sessions given, what changed and what adults said: pictures of what this reader may open."""
    found = pictures(request.user, timezone.localdate(), rows_of=_permitted)
    return render(request, "interventions/this_year.html", {"pictures": found})


def _permitted(model, user, permission):
    return model.objects.permitted(user, permission)
