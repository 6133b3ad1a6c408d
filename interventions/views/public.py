"""The map for anybody: the catalogue in words for parents. Nothing about any child."""

from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from documents.serving import serve_public
from interventions import for_parents
from school.models import School
from staff.access import public_page


@public_page
@require_safe
def provision_map(request):
    """What the school offers, as parents read it."""
    waves, urgent = for_parents.columns()
    context = {"waves": waves, "urgent": urgent, "school": School.current(), "paper": for_parents.paper()}
    return render(request, "interventions/public_map.html", context)


@public_page
@require_safe
def provision_map_paper(request):
    """The same to print; until somebody has made it, the page."""
    paper = for_parents.paper()
    return serve_public(paper) if paper else redirect("public:provision_map")
