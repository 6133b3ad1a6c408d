"""Finding the child a form is about, with a script or without: the same partial for every such form."""

from django.shortcuts import render
from django.views.decorators.http import require_POST

from concerns.forms import find_child
from concerns.views.logging import child_context
from staff.access import rule
from staff.policy import Permission

CHOOSING = {"find", "choose", "change"}


@rule(Permission.CONCERN_RAISE)
@require_POST
def whom(request):
    """What a name finds, or the child chosen: the page's own requests."""
    posted = request.POST
    if not CHOOSING & set(posted):
        return render(
            request, "concerns/_whom_found.html", child_context(request.user, None, posted.get("pupil_name", ""))
        )
    chosen = find_child(request.user, posted.get("choose"))
    return render(request, "concerns/_whom.html", child_context(request.user, chosen))


def only_choosing(request):
    """Was a button pressed that only helps to fill the form in? Then nothing is sent yet."""
    return bool(CHOOSING & set(request.POST))


def typed_so_far(request):
    """What is typed already, to fill the form with again."""
    typed = {name: request.POST[name] for name in request.POST if name != "idempotency_key"}
    if "choose" in typed:
        typed["pupil"] = typed["choose"]
    if "change" in typed:
        typed["pupil"] = None
    return typed


def whom_context(request, form, child=None):
    """The child's part of the page. Takes the form, and the child where the address names one."""
    chosen = child or find_child(request.user, form["pupil"].value())
    return {**child_context(request.user, chosen, request.POST.get("pupil_name", "")), "fixed": child is not None}
