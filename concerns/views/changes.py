"""What changed in a child's life: telling it, the list of what is still shown, and the school's list of kinds."""

import uuid

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from concerns.actions import changes as acts
from concerns.forms import find_child
from concerns.forms.changes import ChangeForm, ChangeKindForm
from concerns.models import Change, ChangeKind, Concern
from concerns.paging import page_of
from concerns.views.choosing import only_choosing, typed_so_far, whom_context
from staff.access import rule
from staff.permitted import is_permitted
from staff.policy import Permission
from staff.posting import PostingForm

RAISE, READ = Permission.CONCERN_RAISE, Permission.CONCERN_READ
KEEPERS = (Permission.SCHOOL_MANAGE, Permission.CONCERN_TRIAGE)


@rule(RAISE)
@require_safe
def changes(request):
    """What families and colleagues have told us lately, about the children this person is around."""
    rows = Change.objects.permitted(request.user, READ).current().select_related("pupil", "kind", "told_by", "flag")
    found, after = page_of(rows, request.GET.get("after"), order=("-told_at", "-pk"))
    context = {"changes": found, "after": after, "keeps_list": acts.keeps_list(request.user)}
    return render(request, "concerns/changes.html", context)


@rule(RAISE)
def tell_change(request):
    return _tell(request)


@rule(RAISE)
def tell_change_about(request, pupil):
    child = find_child(request.user, pupil)
    if child is None:
        raise Http404("There is nothing here for you to see.")
    return _tell(request, child)


def _tell(request, child=None):
    """One line, its kind, who said so, which day. The child is found on the same page."""
    about = {"initial": {"pupil": child.public_id}} if child else {}
    if request.method == "POST" and not only_choosing(request):
        form = ChangeForm(request.POST, by=request.user, **about)
        if form.is_valid():
            change = form.once(acts.tell_change, by=request.user, pupil=form.child, **form.answers())
            if change:
                messages.success(request, "Noted. The adults around the child can see it.")
                return _next_page(request, form.child)
    else:
        form = ChangeForm(by=request.user, initial=typed_so_far(request) | about.get("initial", {}))
    source = SOURCES.get(form["said_by"].value(), Concern.Source.ELSEWHERE)
    context = {"form": form, "source": source, **whom_context(request, form, child)}
    return render(request, "concerns/tell_change.html", context)


# Where a line that is a concern after all came from.
SOURCES = {
    Change.SaidBy.PARENT: Concern.Source.PARENT_TOLD,
    Change.SaidBy.CHILD: Concern.Source.CHILD_TOLD,
}


def _next_page(request, child):
    readable = is_permitted(request.user, Permission.PUPIL_READ, child)
    return redirect(child) if readable else redirect("concerns:changes")


# The list of kinds


@rule(*KEEPERS)
@require_safe
def change_kinds(request):
    """The school's own list: add, rename, put away. Nothing that was told changes with it."""
    return _kinds(request)


def _kinds(request):
    kinds = [(kind, uuid.uuid4()) for kind in ChangeKind.objects.all()]
    context = {
        "kinds": [kind for kind, _ in kinds if kind.retired_on is None],
        "retired": [(kind, key) for kind, key in kinds if kind.retired_on is not None],
    }
    return render(request, "concerns/change_kinds.html", context)


@rule(*KEEPERS)
def add_change_kind(request):
    form = ChangeKindForm(request.POST or None, by=request.user)
    sent = request.method == "POST" and form.is_valid()
    if sent and form.once(acts.add_change_kind, by=request.user, facts=form.facts):
        return redirect("concerns:change_kinds")
    return render(request, "concerns/edit_change_kind.html", {"form": form, "kind": None})


@rule(*KEEPERS)
def edit_change_kind(request, kind):
    found = get_object_or_404(ChangeKind, public_id=kind)
    form = ChangeKindForm(request.POST or None, instance=found, by=request.user)
    if request.method == "POST" and form.is_valid():
        version = form.cleaned_data["version"]
        if form.once(acts.edit_change_kind, by=request.user, kind=found, version=version, facts=form.facts):
            return redirect("concerns:change_kinds")
    return render(request, "concerns/edit_change_kind.html", {"form": form, "kind": found, "key": uuid.uuid4()})


@rule(*KEEPERS)
@require_POST
def retire_change_kind(request, kind):
    return _put(request, kind, back=False)


@rule(*KEEPERS)
@require_POST
def restore_change_kind(request, kind):
    return _put(request, kind, back=True)


def _put(request, public_id, *, back):
    found = get_object_or_404(ChangeKind, public_id=public_id)
    form = PostingForm(request.POST, by=request.user)
    if form.is_valid() and form.once(acts.retire_change_kind, by=request.user, kind=found, back=back):
        return redirect("concerns:change_kinds")
    for error in form.non_field_errors():
        messages.error(request, error)
    return redirect("concerns:change_kinds")
