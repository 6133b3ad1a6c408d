"""The "I wish my teacher knew" boxes: a class's slips, typing one in, its scan, and passing it on."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from audit.actions import record_read
from concerns.actions import slips as acts
from concerns.forms.slips import PassOnForm, SlipForm
from concerns.models import Concern, Slip, UrgentTrigger, classes_of
from concerns.paging import page_of
from documents.models import Attachment
from documents.serving import serve_attachment
from pupils.models import Pupil
from staff.access import rule
from staff.permitted import get_permitted_or_404
from staff.policy import Permission

READ = Permission.CONCERN_READ


@rule(Permission.PUPIL_READ)
@require_safe
def boxes(request):
    """Whose box? Somebody with one class is there at once."""
    mine = list(classes_of(request.user).current())
    if len(mine) == 1:
        return redirect("concerns:slips", mine[0].public_id)
    return render(request, "concerns/boxes.html", {"classes": mine})


@rule(Permission.PUPIL_READ)
@require_safe
def slips(request, school_class):
    """A class's slips, newest first, in the children's own words."""
    found = get_object_or_404(classes_of(request.user), public_id=school_class)
    return _box(request, found)


def _box(request, school_class, **more):
    rows = Slip.objects.permitted(request.user, READ).of(school_class)
    rows = rows.select_related("pupil", "typed_by", "concern", "report")
    found, after = page_of(rows, request.GET.get("after"), order=("-written_on", "-pk"), size=20)
    record_read(request.user, school_class, "slips.read")
    context = {"school_class": school_class, "lines": _lines(request.user, found), "after": after, **more}
    return render(request, "concerns/slips.html", context)


def _lines(user, found):
    """Each slip with its scans. Once it is a concern, its words are for those who read that, and for its typist."""
    scans = {}
    for scan in Attachment.objects.filter(owner_type=Slip._meta.label_lower, owner_id__in=[slip.pk for slip in found]):
        scans.setdefault(scan.owner_id, []).append(scan)
    open_to = set(
        Concern.objects.permitted(user, READ)
        .filter(pk__in=[slip.concern_id for slip in found if slip.concern_id])
        .values_list("pk", flat=True)
    )
    lines, school_list = [], list(UrgentTrigger.objects.current())
    for slip in found:
        reads = not slip.is_passed_on or slip.typed_by_id == user.pk or slip.concern_id in open_to
        lines.append(
            {
                "slip": slip,
                "reads": reads,
                "concern": slip.concern if slip.concern_id in open_to else None,
                "scans": scans.get(slip.pk, []) if reads else [],
                "harm": not slip.is_passed_on and acts.must_not_wait(slip.words, slip.danger, school_list),
                "form": None if slip.is_passed_on else PassOnForm(by=user, auto_id=f"pass_on_{slip.pk}_%s"),
            }
        )
    return lines


@rule(Permission.PUPIL_READ)
def add_slip(request, school_class):
    """Word for word, and a scan if there is one. "Keep it and make it a concern" is one press too; where the words
    must not wait it is a concern either way."""
    found = get_object_or_404(classes_of(request.user).current(), public_id=school_class)
    children = Pupil.objects.permitted(request.user, Permission.PUPIL_READ).open().in_class(found)
    form = SlipForm(
        request.POST or None,
        request.FILES or None,
        by=request.user,
        children=children,
        draft_about=found.public_id,
    )
    if request.method == "POST" and form.is_valid():
        slip = form.once(
            acts.add_slip,
            by=request.user,
            school_class=found,
            files=form.cleaned_data["files"],
            pass_on="pass_on" in request.POST,
            **form.answers(),
        )
        if slip and slip.is_passed_on:
            if "pass_on" not in request.POST:
                messages.warning(
                    request, "Words like these do not wait in a box: the safeguarding leads have the slip."
                )
            return _passed_on(request, slip)
        if slip:
            messages.success(request, "The slip is in the box.")
            return redirect("concerns:slips", found.public_id)
    return render(request, "concerns/add_slip.html", {"form": form, "school_class": found})


@rule(READ)
@require_POST
def make_slip_a_concern(request, slip):
    found = get_permitted_or_404(Slip, request.user, READ, beside=("school_class",), public_id=slip)
    form = PassOnForm(request.POST, by=request.user)
    if form.is_valid():
        made = form.once(acts.make_slip_a_concern, by=request.user, slip=found)
        if made:
            return _passed_on(request, made)
    for error in form.non_field_errors():
        messages.error(request, error)
    return redirect("concerns:slips", found.school_class.public_id)


def _passed_on(request, slip):
    if slip.concern_id:
        return redirect("concerns:receipt", slip.concern.public_id)
    return redirect("concerns:report_sent", slip.report.public_id)


@rule(READ)
@require_safe
def slip_scan(request, slip, scan):
    """The scan as it came, for those who may still read the slip's words."""
    found = get_permitted_or_404(Slip, request.user, READ, beside=("concern", "pupil"), public_id=slip)
    line = _lines(request.user, [found])[0]
    kept = get_object_or_404(Attachment.objects.of(found), public_id=scan if line["reads"] else None)
    return serve_attachment(request, kept, pupil=found.pupil)
