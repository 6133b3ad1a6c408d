"""Wave 1: noting in seconds what was tried with a child, and what each class has this term."""

from django.contrib import messages
from django.db.models import Count, Q
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from concerns.forms import find_child
from concerns.models import classes_of
from concerns.views.choosing import only_choosing, typed_so_far, whom_context
from interventions.actions import everyday as acts
from interventions.forms.everyday import ClassHelpForm, TriedForm
from interventions.models import ClassHelp
from pupils.models import Pupil
from school import calendar
from staff.access import rule
from staff.permitted import get_permitted_or_404
from staff.policy import Permission

READ, WRITE = Permission.PLACEMENT_READ, Permission.PLAN_WRITE


@rule(READ)
def note_tried(request):
    """What I tried, from the home page: the child is found here."""
    return _note(request)


@rule(READ)
def note_tried_with(request, pupil):
    """What I tried, from the child's page."""
    get_permitted_or_404(Pupil.objects.open, request.user, READ, public_id=pupil)
    child = find_child(request.user, pupil)
    if child is None:
        raise Http404("There is nothing here for you to see.")
    return _note(request, child)


def _note(request, child=None):
    about = {"initial": {"pupil": child.public_id}} if child else {}
    if request.method == "POST" and not only_choosing(request):
        form = TriedForm(request.POST, by=request.user, **about)
        if form.is_valid() and form.once(acts.note_tried, by=request.user, pupil=form.child, **form.answers()):
            messages.success(request, "Noted. It is in the child’s story.")
            return redirect(form.child)
    else:
        form = TriedForm(by=request.user, initial=typed_so_far(request) | about.get("initial", {}))
    return render(request, "interventions/note_tried.html", {"form": form, **whom_context(request, form, child)})


def this_term(today):
    """The term of today, or the next one in the holidays: (its name, first and last day)."""
    calendar_now = calendar.current()
    term = calendar_now.term_of(today) or calendar_now.term_of(calendar_now.half_term_of(today).starts_on)
    return term.name, term.starts_on, term.ends_on


@rule(WRITE)
@require_safe
def class_helps(request):
    """Every class this person may see, and how much of Wave 1 it has this term."""
    name, from_on, _ = this_term(timezone.localdate())
    offered = ClassHelp.objects.of_term(from_on).offered()
    has = Count("class_help", filter=Q(class_help__in=offered.values("pk")))
    classes = list(classes_of(request.user).current().annotate(number=has))
    lines = offered.filter(school_class__in=classes)
    running = {}
    for one in lines.select_related("offering__provision", "school_class"):
        running.setdefault(one.offering, []).append(one)
    context = {"classes": classes, "term": name, "running": sorted(running.items(), key=lambda pair: pair[0].order)}
    return render(request, "interventions/class_helps.html", context)


@rule(WRITE)
def set_class_help(request, school_class):
    """Tick what this class has this term, and who leads it. A new term begins with what the last one had."""
    found = get_object_or_404(classes_of(request.user), public_id=school_class)
    name, from_on, until_on = this_term(timezone.localdate())
    there = dict(_standing(found, from_on))
    before = {} if there else dict(_standing(found, _last_term(found, from_on)))
    form = ClassHelpForm(request.POST or None, by=request.user, there=there or before)
    if request.method == "POST" and form.is_valid():
        made = form.once(
            acts.set_class_help, by=request.user, school_class=found, from_on=from_on, until_on=until_on,
            lines=form.lines(),
        )  # fmt: skip
        if made:
            messages.success(request, f"Kept for {found}.")
            return redirect("interventions:class_helps")
    context = {"form": form, "school_class": found, "term": name, "from_last_term": bool(before)}
    return render(request, "interventions/set_class_help.html", context)


def _standing(school_class, from_on):
    return ClassHelp.objects.of_term(from_on).filter(school_class=school_class).values_list("offering", "led_by")


def _last_term(school_class, before):
    rows = ClassHelp.objects.standing().filter(school_class=school_class, from_on__lt=before)
    return rows.order_by("-from_on").values_list("from_on", flat=True).first()
