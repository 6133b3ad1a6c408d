"""A child's help at Waves 2 and 3: place, read, review."""

from django.contrib import messages
from django.db.models import Q
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from audit.actions import record_read
from concerns.models import Concern
from concerns.paging import is_id
from interventions.actions import answer_for_review, place_on_wave, record_review
from interventions.asked import asked_of
from interventions.board import Sitting, mark
from interventions.delivered import attended
from interventions.forms import AnswerForm, BoardFilter, PlaceForm, ReviewForm
from interventions.measuring import measured
from interventions.models import Answer, Citation, InformalPlan, Move, Placement, ProgrammePlace
from interventions.reflecting import running_for
from interventions.story.placements import happened_since
from pupils.models import Pupil
from staff.access import rule
from staff.kept import kept
from staff.permitted import get_permitted_or_404, is_permitted
from staff.policy import Permission

A_FEW = 10  # forms on one page; the next ones follow when these are answered


@rule(Permission.PLACEMENT_DECIDE)
def place(request, pupil):
    """Put a child on Wave 2 or 3."""
    pupil = get_permitted_or_404(Pupil.objects.open, request.user, Permission.PUPIL_READ, public_id=pupil)
    asked = {"concerns": request.GET.getlist("concern"), "wave": request.GET.get("wave")}
    form = PlaceForm(request.POST or None, by=request.user, pupil=pupil, initial=asked)
    if request.method == "POST" and form.is_valid():
        placement = form.once(place_on_wave, by=request.user, pupil=pupil, **form.cleaned_data)
        if placement:
            return redirect(placement)
    context = {"form": form, "pupil": pupil, "back": _came_from(request, pupil)}
    return render(request, "interventions/place.html", context)


def _came_from(request, pupil):
    """Where somebody who thinks better of it goes back to: the concern they came from, as far as they may open it."""
    asked = {one for one in request.GET.getlist("concern") if is_id(one)}
    if len(asked) != 1:
        return pupil.get_absolute_url()
    rows = Concern.objects.permitted(request.user, Permission.CONCERN_READ).of(pupil).filter(public_id__in=asked)
    return next((concern.get_absolute_url() for concern in rows), pupil.get_absolute_url())


@rule(Permission.PLACEMENT_READ)
def placement(request, placement):
    """One placement: why, what for, and every move since."""
    found = _fetch(request, placement, Permission.PLACEMENT_READ)
    record_read(request.user, found, "placement.opened", pupil=found.pupil)
    decides = is_permitted(request.user, Permission.PLACEMENT_DECIDE, found)
    during = found, found.pupil_id, found.opened_on, found.ended_on
    cited = Citation.objects.filter(move__placement=found).values("concern")
    concerns = Concern.objects.permitted(request.user, Permission.CONCERN_READ).of(found.pupil).filter(pk__in=cited)
    return render(
        request,
        "interventions/placement.html",
        {
            "placement": found,
            "pupil": found.pupil,
            "moves": list(found.moves.select_related("decided_by").order_by("-number")),
            "concerns": concerns.newest_first(),
            "answers": _answers(found, found.review_on),
            "measured": measured(found),
            "places": _places_of(request.user, *during),
            "plans": _plans_of(request.user, *during),
            "decides": decides,
            "may_review": decides and not found.has_ended,
            "may_propose": not decides and not found.has_ended and _may_plan(request.user, found),
            "proposals": found.proposals.filter(answered_at=None).select_related("proposed_by"),
        },
    )


@kept
def _places_of(user, placement, *during):
    """The places on programmes that this help is given by or waits for; those of no help, while it went on, too."""
    rows = ProgrammePlace.objects.permitted(user, Permission.PROGRAMME_READ).filter(
        _of(placement, *during, began="wait_from")
    )
    return rows.select_related("offering__provision", "programme__lead").order_by("-pk")


@kept
def _plans_of(user, placement, *during):
    rows = InformalPlan.objects.permitted(user, Permission.PLACEMENT_READ).filter(
        _of(placement, *during, began="started_on")
    )
    return rows.select_related("owner").order_by("-pk")


def _of(placement, pupil, opened_on, ended_on, *, began):
    """Q of what belongs to this help, and of what belongs to none and went on beside it, as a review shows it."""
    beside = Q(placement=None, pupil=pupil) & (Q(ended_on=None) | Q(ended_on__gte=opened_on))
    if ended_on is not None:
        beside &= Q(**{f"{began}__lte": ended_on})
    return Q(placement=placement) | beside


def _may_plan(user, placement):
    rows = Placement.objects.permitted(user, Permission.PLAN_WRITE).filter(pk=placement.pk)
    return rows.exists() and not placement.pupil.has_left(timezone.localdate())


@rule(Permission.PLACEMENT_DECIDE)
def review(request, placement):
    """Look again and decide: alone, or as one of a sitting."""
    found = _fetch(request, placement, Permission.PLACEMENT_DECIDE)
    record_read(request.user, found, "placement.opened", pupil=found.pupil)
    had = attended(request.user, found, timezone.localdate())
    last = next(iter(_last_move(found)), None)
    ends = max((row["dose"].last_on for row in had if _belongs(row, found)), default=_still_planned(last))
    form = ReviewForm(request.POST or None, by=request.user, placement=found, planned_end=ends)
    sitting = _sitting(request, found)
    if request.method == "POST" and form.is_valid():
        reviewed = form.once(record_review, by=request.user, placement=found, **form.cleaned_data)
        if reviewed:
            return redirect(sitting["next_url"] if sitting else reviewed)
    return render(
        request,
        "interventions/review.html",
        {
            "form": form,
            "placement": found,
            "pupil": found.pupil,
            "last": last,
            "since": happened_since(request.user, found.pupil, last),
            "answers": _answers(found, found.review_on),
            "measured": [one for one in measured(found) if one.target is None or one.target.is_live],
            "charts": running_for(request.user, found.pupil),
            "attended": had,
            "sitting": sitting,
        },
    )


@kept
def _last_move(placement):
    return Move.objects.filter(placement=placement).select_related("decided_by").order_by("-number")[:1]


@kept
def _answers(placement, review_on):
    return Answer.objects.before(placement, review_on).select_related("answered_by")


def _still_planned(move):
    """The end that was planned last time, while it is still to come."""
    day = move.planned_end_on if move else None
    return day if day and day > timezone.localdate() else None


def _belongs(row, placement):
    """Does this place give this help, and has it a last session still to come?"""
    place = row["place"]
    return place.placement_id == placement.pk and place.ended_on is None and row["dose"].last_on is not None


@rule(Permission.PLACEMENT_READ)
def answer(request, placement):
    """How it goes, before a review: half a minute."""
    found = _fetch(request, placement, Permission.PLACEMENT_READ)
    record_read(request.user, found, "placement.opened", pupil=found.pupil)
    form = AnswerForm(request.POST or None, by=request.user)
    if request.method == "POST" and form.is_valid():
        answered = form.once(answer_for_review, by=request.user, placement=found, **form.cleaned_data)
        if answered:
            messages.success(request, "Thank you. It is kept for the review.")
            return redirect("interventions:asked")
    return render(request, "interventions/answer.html", {"form": form, "placement": found, "pupil": found.pupil})


@rule(Permission.PLACEMENT_READ)
def asked(request):
    """Everything this person is asked before reviews, on one page: a dot and a line for each child."""
    found, count = asked_of(request.user, A_FEW)
    rows = [{"placement": one, "form": AnswerForm(by=request.user, auto_id=f"{one.public_id}_%s")} for one in found]
    return render(request, "interventions/asked.html", {"rows": rows, "count": count})


def _sitting(request, found):
    """How many are left in this sitting, and where it goes on; None for a review on its own."""
    if not request.GET.get("sitting"):
        return None
    today, asked = timezone.localdate(), BoardFilter(request.GET, by=request.user)
    rows = Placement.objects.open().permitted(request.user, Permission.PLACEMENT_DECIDE)
    rows = rows.narrowed(today, by=request.user, **asked.values(today))
    onward = reverse("interventions:next_review")
    return {
        "left": Sitting(rows, on=today).left.count(),
        "next_url": f"{onward}?{asked.address(after=request.GET.get('after', ''))}",
        "skip_url": f"{onward}?{asked.address(after=mark(found.review_on, found.pk))}",
        "board_url": f"{reverse('interventions:board')}?{asked.address()}",
    }


def _fetch(request, public_id, permission):
    return get_permitted_or_404(Placement, request.user, permission, beside=("pupil", "area"), public_id=public_id)
