"""Records closed to most people: naming who reads one, opening one with a reason, carrying its words over."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render

from concerns import carrying
from concerns.actions import naming
from concerns.forms import CarryForm, GlassForm, NamePeopleForm
from concerns.models import BrokenGlass, Concern, Keeping, reads_closed_records
from concerns.models.levels import CLOSED
from concerns.showing import files as showing_file
from concerns.showing.records import files_of, marks_of, story_of, words_of
from concerns.views.record import enter, fetch, heading
from pupils.models import Pupil
from school.models import School
from staff import second_factor
from staff.access import rule
from staff.permitted import get_permitted_or_404
from staff.policy import Permission

KEEP, READ, TRIAGE = Permission.SAFEGUARDING_KEEP, Permission.CONCERN_READ, Permission.CONCERN_TRIAGE


@rule(KEEP)
def name_people(request, concern):
    """Who reads this record from now on: these people and the lead, and nobody else."""
    found = fetch(request, concern, TRIAGE)
    people = naming.may_be_named(found)
    form = NamePeopleForm(request.POST or None, by=request.user, concern=found, people=people)
    if request.method == "POST" and form.is_valid():
        answers = {"people": list(form.cleaned_data["people"]), "reason": form.cleaned_data["reason"]}
        if form.once(naming.name_people, by=request.user, concern=found, **answers):
            messages.success(request, "Only they read it now, and the safeguarding lead.")
            return redirect("concerns:read", found.public_id)
    lead = Keeping.current().lead
    return render(request, "concerns/name_people.html", {"concern": found, "form": form, "lead": lead})


@rule(READ)
def break_glass(request, pupil):
    """Open for an hour what is closed to me about one child. The page is the same whether anything is closed."""
    if not reads_closed_records(request.user):
        raise Http404("There is nothing here for you to see.")
    child = get_permitted_or_404(Pupil.objects.with_class, request.user, Permission.PUPIL_READ, public_id=pupil)
    if not second_factor.recent(request) and request.method == "GET":
        return second_factor.ask_again(request)
    form = GlassForm(request.POST or None, by=request.user, pupil=child)
    if request.method == "POST" and form.is_valid():
        words = form.cleaned_data["reason"]
        if form.once(naming.break_glass, by=request.user, pupil=child, reason=words):
            return redirect("concerns:break_glass", child.public_id)
    glass = BrokenGlass.objects.broken_by(request.user).still_open().filter(pupil=child).first()
    context = {"pupil": child, "form": form, "glass": glass, "school": School.current()}
    if glass is not None:
        closed = Concern.objects.permitted(request.user, READ).of(child).filter(level__in=[str(one) for one in CLOSED])
        context["concerns"] = list(closed.newest_first()[:50])
        context["opens"] = showing_file.open_to(request.user).filter(pk=child.pk).exists()
    return render(request, "concerns/break_glass.html", context)


@rule(KEEP)
def carry_over(request, concern):
    """The words to copy into the other system, and then their reference there. Only then do they leave this one."""
    found = fetch(request, concern, TRIAGE)
    if not carrying.waits(found):
        return redirect("concerns:read", found.public_id)
    if not second_factor.recent(request):
        return second_factor.ask_again(request)
    form = CarryForm(request.POST or None, by=request.user)
    if request.method == "POST" and form.is_valid():
        answers = {"reference": form.cleaned_data["reference"], "copied": form.cleaned_data["copied"]}
        if form.once(carrying.carry_over, by=request.user, concern=found, **answers):
            messages.success(request, "The words have left this system. Their reference stays.")
            return redirect("concerns:read", found.public_id)
    enter(request.user, found, "concern.text_read")
    context = {
        "concern": found,
        "form": form,
        "kept_in": Keeping.current().kept_in,
        "files": files_of(found),
        "also": carrying.also_about(found),
        "papers": list(carrying.papers_of(found).order_by("pk")),
        **heading(request.user, found),
        "words": words_of(found.text),
        "marks": marks_of(found),
        "story": story_of(found, with_words=True, thresholds=True),
    }
    return render(request, "concerns/carry_over.html", context)
