"""Pages about the school itself: its settings, its year, its classes, whom to ask and who is on duty."""

import uuid
from datetime import timedelta
from itertools import groupby

from django.contrib import messages
from django.db.models import Q
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from school import actions, calendar, duty
from school.forms import (
    AgencyForm,
    ClassForm,
    ClosureForm,
    HoursForm,
    LineForm,
    NewOnDutyForm,
    OnDutyForm,
    SchoolForm,
    TermForm,
)
from school.missing import what_is_missing
from school.models import Agency, Closure, FallbackLine, OnDuty, School, SchoolClass, StaffedHours, Term
from staff.access import rule, signed_in
from staff.kept import counted
from staff.permitted import get_permitted_or_404, may
from staff.policy import Permission
from staff.posting import PostingForm

SHELVES = ["In a crisis", *reversed(Agency.Wave.labels), "Other"]
A_YEAR = timedelta(days=365)
MANAGE, REFER = Permission.SCHOOL_MANAGE, Permission.REFERRAL_WRITE


def _saved(request, form, act, words, **kwargs):
    """Posted, valid and done? Then the next page says so."""
    if request.method != "POST" or not form.is_valid():
        return None
    if getattr(form, "instance", None) is not None and form.instance.pk:
        kwargs["version"] = form.cleaned_data["version"]
    made = form.once(act, by=request.user, facts=form.facts, **kwargs)
    if made is not None:
        messages.success(request, words)
    return made


def _pressed(request, act, words, **kwargs):
    """A button that posts and asks for nothing else: done, or refused in a sentence on the next page."""
    form = PostingForm(request.POST, by=request.user)
    if form.is_valid():
        form.once(act, by=request.user, **kwargs)
    refusals = [error for errors in form.errors.values() for error in errors]
    if refusals:
        messages.error(request, refusals[0])
    else:
        messages.success(request, words)


def _with_keys(rows):
    """Each row with a fresh idempotency key for its button."""
    return [(row, uuid.uuid4()) for row in rows]


# The school


@rule(MANAGE)
def settings(request):
    """One page from which every fact about the school is reached, and what is missing said first."""
    today, terms = timezone.localdate(), calendar.current()
    there_are = dict(_how_many(today))
    context = {
        "school": School.current(),
        "hours": [
            (list(days), times) for times, days in groupby(StaffedHours.objects.all(), key=lambda row: row.times)
        ],
        "classes": there_are[1],
        "known_until": terms.known[-1].ends_on if terms.known else None,
        "agencies": there_are[2],
        "stale": there_are[3],
        "rota": OnDuty.objects.active(),
        "missing": [line for line in what_is_missing(today) if line[2] != "school:agencies"],
        "lines": there_are[4],
    }
    return render(request, "school/settings.html", context)


def _how_many(today):
    return counted(
        {
            1: SchoolClass.objects.current(),
            2: Agency.objects.current(),
            3: Agency.objects.stale(today),
            4: FallbackLine.objects.current(),
        }
    )


@rule(MANAGE)
def edit_school(request):
    school = School.objects.first()
    form = SchoolForm(request.POST or None, instance=school, by=request.user)
    if _saved(request, form, actions.edit_school, "Saved."):
        return redirect("school:settings")
    return render(request, "school/edit_school.html", {"form": form})


@rule(MANAGE)
def set_hours(request):
    school = School.current()
    form = HoursForm(request.POST or None, school=school, by=request.user)
    if request.method == "POST" and form.is_valid():
        version = form.cleaned_data["version"]
        if form.once(actions.set_hours, by=request.user, hours=form.hours, version=version):
            messages.success(request, "The staffed hours are saved.")
            return redirect("school:settings")
    return render(request, "school/set_hours.html", {"form": form})


# Terms and closures


@signed_in
def terms(request):
    """The school's year, for everybody; those who manage it can change it here."""
    today = timezone.localdate()
    since, half = today - A_YEAR, calendar.half_term_of(today)
    shown = [
        {"term": term, "days": calendar.school_days_between(term.starts_on - calendar.DAY, term.ends_on)}
        for term in Term.objects.filter(ends_on__gte=since)
    ]
    context = {
        "terms": shown,
        "closures": Closure.objects.filter(on__gte=since),
        "today": today,
        "is_school_day": calendar.is_school_day(today),
        "half": half.name,
        "half_from": calendar.next_school_day(half.starts_on),
        "half_until": calendar.last_school_day(half.ends_on),
        "assumed": calendar.is_assumed(today),
        "may_manage": may(request.user, MANAGE),
    }
    return render(request, "school/terms.html", context)


@rule(MANAGE)
def add_term(request):
    form = TermForm(request.POST or None, by=request.user)
    if _saved(request, form, actions.add_term, "The term is in the calendar."):
        return redirect("school:terms")
    return render(request, "school/add_term.html", {"form": form})


@rule(MANAGE)
def edit_term(request, term):
    found = get_permitted_or_404(Term, request.user, MANAGE, public_id=term)
    form = TermForm(request.POST or None, instance=found, by=request.user)
    if _saved(request, form, actions.edit_term, "The term is saved.", term=found):
        return redirect("school:terms")
    return render(request, "school/edit_term.html", {"form": form, "term": found, "key": uuid.uuid4()})


@rule(MANAGE)
@require_POST
def remove_term(request, term):
    found = get_permitted_or_404(Term, request.user, MANAGE, public_id=term)
    _pressed(request, actions.remove_term, "The term is taken out.", term=found)
    return redirect("school:terms")


@rule(MANAGE)
def add_closure(request):
    form = ClosureForm(request.POST or None, by=request.user)
    if _saved(request, form, actions.add_closure, "The day is in the calendar."):
        return redirect("school:terms")
    return render(request, "school/add_closure.html", {"form": form})


@rule(MANAGE)
def edit_closure(request, closure):
    found = get_permitted_or_404(Closure, request.user, MANAGE, public_id=closure)
    form = ClosureForm(request.POST or None, instance=found, by=request.user)
    if _saved(request, form, actions.edit_closure, "The day is saved.", closure=found):
        return redirect("school:terms")
    return render(request, "school/edit_closure.html", {"form": form, "closure": found, "key": uuid.uuid4()})


@rule(MANAGE)
@require_POST
def remove_closure(request, closure):
    found = get_permitted_or_404(Closure, request.user, MANAGE, public_id=closure)
    _pressed(request, actions.remove_closure, "The day is an ordinary day again.", closure=found)
    return redirect("school:terms")


# Classes


@rule(MANAGE)
def classes(request):
    context = {
        "classes": SchoolClass.objects.current(),
        "retired": _with_keys(SchoolClass.objects.retired().order_by("-retired_on")[:50]),
    }
    return render(request, "school/classes.html", context)


@rule(MANAGE)
def add_class(request):
    form = ClassForm(request.POST or None, by=request.user)
    if _saved(request, form, actions.add_class, "The class is added."):
        return redirect("school:classes")
    return render(request, "school/add_class.html", {"form": form})


@rule(MANAGE)
def edit_class(request, school_class):
    found = get_permitted_or_404(SchoolClass, request.user, MANAGE, public_id=school_class)
    form = ClassForm(request.POST or None, instance=found, by=request.user)
    if _saved(request, form, actions.edit_class, "The class is saved.", school_class=found):
        return redirect("school:classes")
    return render(request, "school/edit_class.html", {"form": form, "school_class": found, "key": uuid.uuid4()})


@rule(MANAGE)
@require_POST
def retire_class(request, school_class):
    found = get_permitted_or_404(SchoolClass, request.user, MANAGE, public_id=school_class)
    _pressed(request, actions.retire_class, "The class is put away. Its history is kept.", school_class=found)
    return redirect("school:classes")


@rule(MANAGE)
@require_POST
def restore_class(request, school_class):
    found = get_permitted_or_404(SchoolClass, request.user, MANAGE, public_id=school_class)
    _pressed(request, actions.restore_class, "The class is back.", school_class=found)
    return redirect("school:classes")


# The directory of agencies: everybody may look something up


@signed_in
def agencies(request):
    """Everybody the school can ask for help, by wave, found by any of their names."""
    wanted = request.GET.get("q", "").replace("\x00", "")[:80].strip()
    found = Agency.objects.current()
    if wanted:
        found = found.filter(Q(name__icontains=wanted) | Q(aliases__icontains=wanted) | Q(purpose__icontains=wanted))
    today, keeper = timezone.localdate(), may(request.user, MANAGE) or may(request.user, REFER)
    rows = sorted(((one, one.stale(today)) for one in found), key=lambda row: SHELVES.index(row[0].shelf))
    context = {
        "groups": [(shelf, list(group)) for shelf, group in groupby(rows, key=lambda row: row[0].shelf)],
        "found": len(rows),
        "stale": sum(stale for _, stale in rows),
        "wanted": wanted,
        "may_keep": keeper,
        "retired": _with_keys(Agency.objects.retired()[:50]) if keeper else [],
    }
    return render(request, "school/agencies.html", context)


@signed_in
def agency(request, agency):
    """All the school knows about asking one agency."""
    found = get_object_or_404(Agency.objects.select_related("last_verified_by"), public_id=agency)
    context = {
        "agency": found,
        "stale": found.stale(timezone.localdate()),
        "may_keep": may(request.user, MANAGE) or may(request.user, REFER),
        "key": uuid.uuid4(),
        "crumbs": [{"url": reverse("school:agencies"), "words": "Whom to ask"}],
    }
    return render(request, "school/agency.html", context)


@rule(MANAGE, REFER)
def add_agency(request):
    form = AgencyForm(request.POST or None, by=request.user)
    made = _saved(request, form, actions.add_agency, "The agency is in the directory.")
    if made:
        return redirect(made)
    return render(request, "school/add_agency.html", {"form": form})


@rule(MANAGE, REFER)
def edit_agency(request, agency):
    found = get_object_or_404(Agency, public_id=agency)
    form = AgencyForm(request.POST or None, instance=found, by=request.user, draft_about=found.public_id)
    if _saved(request, form, actions.edit_agency, "Saved. Press “right today” if you checked it too.", agency=found):
        return redirect(found)
    return render(request, "school/edit_agency.html", {"form": form, "agency": found, "key": uuid.uuid4()})


@rule(MANAGE, REFER)
@require_POST
def verify_agency(request, agency):
    found = get_object_or_404(Agency, public_id=agency)
    _pressed(request, actions.verify_agency, "Thank you: marked as checked today.", agency=found)
    return redirect(found)


@rule(MANAGE, REFER)
@require_POST
def retire_agency(request, agency):
    found = get_object_or_404(Agency, public_id=agency)
    _pressed(request, actions.retire_agency, "The agency is put away. Referrals to it are kept.", agency=found)
    return redirect("school:agencies")


@rule(MANAGE, REFER)
@require_POST
def restore_agency(request, agency):
    found = get_object_or_404(Agency, public_id=agency)
    _pressed(request, actions.restore_agency, "The agency is back.", agency=found)
    return redirect(found)


# Who is on duty, and the lines for when nobody is


@signed_in
def rota(request):
    """Who to tell when it is urgent, and when nobody is at school whom to ring. For everybody."""
    rota = OnDuty.objects.active()
    context = {
        "duty": duty.on_duty(),
        "rota": rota,
        "today": timezone.localdate(),
        "unmanned": duty.unmanned_weekdays(StaffedHours.objects.all(), rota),
        "may_manage": may(request.user, MANAGE),
    }
    return render(request, "school/rota.html", context)


@rule(MANAGE)
def add_on_duty(request):
    form = NewOnDutyForm(request.POST or None, by=request.user)
    if request.method == "POST" and form.is_valid():
        person = form.cleaned_data["person"]
        if _saved(request, form, actions.set_on_duty, "The rota is saved.", person=person):
            return redirect("school:rota")
    return render(request, "school/add_on_duty.html", {"form": form})


@rule(MANAGE)
def edit_on_duty(request, on_duty):
    found = get_permitted_or_404(OnDuty, request.user, MANAGE, beside=("person",), public_id=on_duty)
    form = OnDutyForm(request.POST or None, instance=found, by=request.user)
    if _saved(request, form, actions.set_on_duty, "The rota is saved.", person=found.person):
        return redirect("school:rota")
    return render(request, "school/edit_on_duty.html", {"form": form, "on_duty": found, "key": uuid.uuid4()})


@rule(MANAGE)
@require_POST
def take_off_duty(request, on_duty):
    found = get_permitted_or_404(OnDuty, request.user, MANAGE, beside=("person",), public_id=on_duty)
    _pressed(request, actions.take_off_duty, "The rota is saved.", on_duty=found)
    return redirect("school:rota")


@rule(MANAGE)
def add_line(request):
    form = LineForm(request.POST or None, by=request.user)
    if _saved(request, form, actions.add_line, "The line is added."):
        return redirect("school:rota")
    return render(request, "school/add_line.html", {"form": form})


@rule(MANAGE)
def edit_line(request, line):
    found = get_permitted_or_404(FallbackLine.objects.current, request.user, MANAGE, public_id=line)
    form = LineForm(request.POST or None, instance=found, by=request.user)
    if _saved(request, form, actions.edit_line, "The line is saved.", line=found):
        return redirect("school:rota")
    return render(request, "school/edit_line.html", {"form": form, "line": found, "key": uuid.uuid4()})


@rule(MANAGE)
@require_POST
def retire_line(request, line):
    found = get_permitted_or_404(FallbackLine, request.user, MANAGE, public_id=line)
    _pressed(request, actions.retire_line, "The line is put away.", line=found)
    return redirect("school:rota")
