"""Resources: the page for anybody, and keeping it."""

import uuid

from django.conf import settings
from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from documents.serving import serve_public, serve_public_file
from families import for_anybody
from families.actions import resources as acts
from families.forms.resources import ResourceForm
from families.models import Resource
from school.models import School
from staff.access import public_page, rule
from staff.posting import PostingForm

ARRANGE = acts.ARRANGE


@public_page
@require_safe
def resources(request):
    """Help for families, by topic. The same for everybody who asks."""
    context = {"topics": for_anybody.by_topic(), "school": School.current(), "paper": for_anybody.paper()}
    return render(request, "families/resources.html", context)


@public_page
@require_safe
def resources_paper(request):
    """The list to print; until somebody has made it, the page."""
    paper = for_anybody.paper()
    return serve_public(paper) if paper else redirect("resources:resources")


@public_page
@require_safe
def resource_sheet(request, resource):
    """The newest sheet of something that is on the page."""
    found = Resource.objects.in_use().filter(public_id=resource).with_sheets()
    if not found or found[0].sheet is None:
        raise Http404("There is nothing here for you to see.")
    return serve_public_file(found[0].sheet)


@rule(ARRANGE)
@require_safe
def keep_resources(request):
    """Everything on the page and what has left it, to change."""
    rows = Resource.objects.by_topic().with_sheets()
    address = settings.BASE_URL + reverse("resources:resources")
    title = for_anybody.TITLE
    context = {
        "here": [row for row in rows if not row.retired_on], "gone": [row for row in rows if row.retired_on],
        "address": address, "websites": settings.PUBLIC_FRAME_ANCESTORS,
        "website_line": f'<iframe src="{address}" title="{title}" width="100%" height="800" loading="lazy"></iframe>',
    }  # fmt: skip
    return render(request, "families/keep_resources.html", context)


@rule(ARRANGE)
def add_resource(request):
    """Something more for families."""
    form = ResourceForm(request.POST or None, request.FILES or None, by=request.user)
    if request.method == "POST" and form.is_valid() and form.once(acts.add_resource, by=request.user, **form.facts):
        messages.success(request, "It is on the page.")
        return redirect("families:keep_resources")
    return _shown(request, form)


@rule(ARRANGE)
def edit_resource(request, resource):
    """Say it differently, or give it another sheet."""
    found = get_object_or_404(Resource, public_id=resource)
    form = ResourceForm(request.POST or None, request.FILES or None, by=request.user, instance=found)
    if request.method == "POST" and form.is_valid():
        kept = {"version": form.cleaned_data["version"], **form.facts}
        if form.once(acts.edit_resource, by=request.user, resource=found, **kept):
            messages.success(request, "Saved.")
            return redirect("families:keep_resources")
    return _shown(request, form, found)


def _shown(request, form, resource=None):
    topics = sorted(set(Resource.objects.order_by().values_list("topic", flat=True).distinct()))
    context = {"form": form, "resource": resource, "topics": topics, "key": uuid.uuid4()}
    return render(request, "families/edit_resource.html", context)


@rule(ARRANGE)
@require_POST
def retire_resource(request, resource):
    """Off the page, or back on it."""
    found = get_object_or_404(Resource, public_id=resource)
    form = PostingForm(request.POST, by=request.user)
    if form.is_valid() and (made := form.once(acts.retire_resource, by=request.user, resource=found)):
        messages.success(request, "It has left the page." if made.retired_on else "It is on the page again.")
    return redirect("families:keep_resources")


@rule(ARRANGE)
def print_resources(request):
    """The list to print: when it was made, whether the page has changed since, and making it anew."""
    form = PostingForm(request.POST or None, by=request.user)
    if request.method == "POST" and form.is_valid() and (made := form.once(acts.print_resources, by=request.user)):
        then = reverse("resources:resources_paper")
        return redirect(f"{reverse('documents:progress', args=[made.public_id])}?then={then}")
    context = {"form": form, "paper": for_anybody.paper(), "is_old": for_anybody.is_older_than_the_page()}
    return render(request, "families/print_resources.html", context)
