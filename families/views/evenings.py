"""Parents' evening: begun for a class, handed in together, its papers made by the worker and handed out as one file."""

from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from documents.bundling import one_file, zipped
from families import actions
from families.actions.evenings import children_of, may_write
from families.forms.evenings import EveningForm, HandInEveningForm
from families.models import Evening, Meeting
from families.papers import left_out, not_in_it, papers_of, readers_of
from pupils.models import Membership, Pupil
from school.models import SchoolClass
from staff.access import rule
from staff.permitted import get_permitted_or_404
from staff.policy import Permission

READ, WRITE = Permission.MEETING_READ, Permission.MEETING_WRITE
State = Meeting.State


@rule(WRITE)
def start_evening(request, school_class):
    """Begin a summary for every child of a class."""
    found = get_object_or_404(SchoolClass.objects.current(), public_id=school_class)
    children = children_of(request.user, found)
    form = EveningForm(request.POST or None, by=request.user)
    if request.method == "POST" and form.is_valid():
        words = {name: form.cleaned_data[name] for name in ("on", "place")}
        made = form.once(actions.start_evening, by=request.user, school_class=found, **words)
        if made:
            return redirect(made)
    return render(request, "families/start_evening.html", {"form": form, "school_class": found, "many": len(children)})


@rule(READ)
def evening(request, evening):
    """How far each summary of the evening is, whose paper could not be made, and the file for all of them."""
    found = get_permitted_or_404(Evening, request.user, READ, beside=("school_class",), public_id=evening)
    form = HandInEveningForm(request.POST or None, by=request.user)
    sent = request.method == "POST" and form.is_valid()
    if sent and form.once(actions.hand_in_evening, by=request.user, evening=found):
        return redirect(found)
    page = {"evening": found, "form": form, **_how_far(request.user, found)}
    if request.htmx:
        return render(request, "families/_evening.html", page)
    return render(request, "families/evening.html", page)


def _how_far(user, evening):
    meetings = list(
        Meeting.objects.permitted(user, READ)
        .filter(evening=evening)
        .select_related("pupil")
        .order_by("pupil__sort_name")
    )
    papers, read = papers_of(meetings), readers_of(meetings)
    rows, whose = [], {}
    for meeting in meetings:
        mine = papers.get(meeting.pk, [])
        begun, others = read[meeting.pk]
        needs, without = _needs(meeting, begun, others), others if meeting.state == State.HELD else []
        rows.append({"meeting": meeting, "papers": mine, "needs": needs, "without": without})
        whose |= {paper.pk: meeting.pupil.name for paper in mine if paper.is_failed}
    every = [paper for row in rows for paper in row["papers"]]
    ready, failed = sum(p.is_ready for p in every), [(whose[p.pk], p.problem) for p in every if p.is_failed]
    states = [meeting.state for meeting in meetings]
    return {
        "rows": rows, "total": len(every), "ready": ready, "failed": failed,
        "making": len(every) - ready - len(failed),
        "to_take": sum(p.is_ready and p.goes for p in every), "left_out": left_out(papers),
        "to_write": states.count(State.HELD), "waiting": states.count(State.WAITING),
        "may_hand_in": State.HELD in states and may_write(user, evening),
    }  # fmt: skip


def _needs(meeting, begun, others):
    """What one being written still needs before it can be handed in, as far as a list can say."""
    if meeting.state != State.HELD:
        return ""
    if not meeting.strengths:
        return "say what goes well"
    if not begun:
        return "choose who reads it" if others else "the office knows of nobody at home who may be told"
    return ""


@rule(READ)
@require_safe
def download_evening(request, evening):
    """Every paper that is made and may go home: as one ZIP or as one file for the printer.

    Each says how many stay here or are not made, and each paper is entered as a download.
    """
    found = get_permitted_or_404(Evening, request.user, READ, public_id=evening)
    rows = Meeting.objects.permitted(request.user, READ).filter(evening=found)
    meetings = list(rows.select_related("pupil").order_by("pupil__sort_name"))
    papers, pupils = papers_of(meetings), {meeting.pk: meeting.pupil for meeting in meetings}
    made = [(paper, pupils[pk]) for pk in pupils for paper in papers.get(pk, []) if paper.is_ready and paper.goes]
    if not made:
        raise Http404("There is nothing here for you to see.")
    name = f"summaries-{timezone.localdate():%Y-%m-%d}"
    pack = one_file if request.GET.get("as") == "print" else zipped
    return pack(request, made, name, note=not_in_it(meetings, papers))


@rule(READ)
@require_safe
def evenings(request):
    """Every parents' evening I may know of, and my classes to begin one for."""
    mine = Evening.objects.permitted(request.user, READ).select_related("school_class", "made_by")[:50]
    children = Pupil.objects.permitted(request.user, WRITE).values("pk")
    taught = Membership.objects.current().filter(pupil__in=children).values("school_class")
    classes = SchoolClass.objects.current().filter(pk__in=taught)
    return render(request, "families/evenings.html", {"evenings": mine, "classes": classes})
