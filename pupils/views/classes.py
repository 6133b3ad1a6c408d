"""Classes, and who works with each of them."""

import uuid

from django.contrib import messages
from django.db.models import Count
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from pupils import actions
from pupils.forms import ButtonForm, ClassStaffForm
from pupils.models import ClassStaff, Membership, Pupil
from school.models import SchoolClass
from staff.access import rule
from staff.models import User
from staff.policy import Permission


@rule(Permission.PUPIL_MANAGE)
@require_GET
def classes(request):
    """Every class with its people and how many children."""
    here = Pupil.objects.permitted(request.user, Permission.PUPIL_MANAGE).open().values("pk")
    counts = dict(
        Membership.objects.current().filter(pupil__in=here).values_list("school_class").annotate(Count("pupil"))
    )
    staff = {}
    for held in ClassStaff.objects.current().select_related("user"):
        staff.setdefault(held.school_class_id, []).append({"user": held.user, "key": uuid.uuid4()})
    rows = [
        {"school_class": c, "staff": staff.get(c.pk, []), "how_many": counts.get(c.pk, 0)}
        for c in SchoolClass.objects.current()
    ]
    return render(request, "pupils/classes.html", {"rows": rows})


@rule(Permission.PUPIL_MANAGE)
def set_class_staff(request, school_class):
    """Add somebody to a class's people."""
    school_class = get_object_or_404(SchoolClass.objects.current(), public_id=school_class)
    form = ClassStaffForm(request.POST or None, by=request.user)
    if request.method == "POST" and form.is_valid():
        done = form.once(
            actions.set_class_staff,
            by=request.user,
            school_class=school_class,
            user=form.cleaned_data["user"],
            from_on=form.cleaned_data["from_on"],
        )
        if done:
            return redirect("pupils:classes")
    return render(request, "pupils/set_class_staff.html", {"form": form, "school_class": school_class})


@rule(Permission.PUPIL_MANAGE)
@require_POST
def end_class_staff(request, school_class, person):
    """Somebody no longer works with a class, from today."""
    school_class = get_object_or_404(SchoolClass, public_id=school_class)
    user = get_object_or_404(User, public_id=person)
    form = ButtonForm(request.POST, by=request.user)
    if form.is_valid() and form.once(actions.end_class_staff, by=request.user, user=user, school_class=school_class):
        messages.success(request, "Saved. The children of that class are closed to them from today.")
    return redirect("pupils:classes")
