"""A meeting is prepared: a sheet of facts a family may hear, and what child and family say, asked for beforehand."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from audit.actions import record_read
from concerns.models import Concern
from documents.models import Document
from documents.serving import serve
from families import actions
from families.forms.views_asked import AskForm, GiveViewForm, PrintSheetForm
from families.models import Meeting, View
from families.often_enough import behind
from families.preparing import sheet_of
from families.views import fetch, one_step
from pupils.going_home import stays_here
from pupils.told import adults_of
from staff.access import rule
from staff.permitted import is_permitted
from staff.policy import Permission

READ, WRITE = Permission.MEETING_READ, Permission.MEETING_WRITE
SHEET = "meeting sheet"


@rule(READ)
def prepare(request, meeting):
    """The sheet on screen; a press makes it a PDF for the table."""
    found = fetch(request, READ, meeting)
    record_read(request.user, found, "meeting.prepared", pupil=found.pupil)
    form = PrintSheetForm(request.POST or None, by=request.user)
    return one_step(
        request, found, form, actions.print_sheet, "families/prepare.html",
        sheet=sheet_of(found, request.user), adults=adults_of(found.pupil, timezone.localdate()),
        paper=Document.objects.of(found).filter(kind=SHEET, made_by=request.user).first(),
        writes=_writes(request, found), waiting=list(found.views.filter(answered_at=None).select_related("asked_of")),
        then="families:prepare", stays=stays_here(found.pupil),
    )  # fmt: skip


def _writes(request, found):
    planned = found.state == Meeting.State.PLANNED
    return planned and is_permitted(request.user, WRITE, found)


@rule(READ)
@require_safe
def download_sheet(request, meeting):
    """The sheet as one printed it oneself."""
    found = fetch(request, READ, meeting)
    paper = Document.objects.of(found).filter(kind=SHEET, made_by=request.user).first()
    if paper is None:
        raise Http404("There is nothing here for you to see.")
    if why := stays_here(found.pupil):
        messages.error(request, why)
        return redirect("families:prepare", meeting=found.public_id)
    return serve(request, paper, pupil=found.pupil)


@rule(WRITE)
def ask_for_view(request, meeting):
    """Ask a colleague who knows them for what the child, or the family, says."""
    found = fetch(request, WRITE, meeting)
    form = AskForm(request.POST or None, by=request.user, pupil=found.pupil)
    return one_step(request, found, form, actions.ask_for_view, "families/ask_for_view.html", then="families:prepare")


@rule(Permission.PUPIL_READ)
@require_safe
def views_asked(request):
    """What colleagues ask me to bring to their meetings."""
    rows = View.objects.asked_of(request.user).to_do().select_related("meeting__pupil", "asked_by")
    return render(request, "families/views_asked.html", {"rows": rows.order_by("meeting__planned_at", "pk")[:100]})


@rule(Permission.PUPIL_READ)
def give_view(request, view):
    """Bring what they said. Whoever is asked needs no other right than to have been asked."""
    rows = View.objects.asked_of(request.user).to_do().select_related("meeting__pupil", "asked_by")
    found = get_object_or_404(rows, public_id=view)
    form = GiveViewForm(request.POST or None, by=request.user, draft_about=found.public_id)
    sent = request.method == "POST" and form.is_valid()
    if sent and form.once(actions.give_view, by=request.user, view=found, words=form.cleaned_data["words"]):
        messages.success(request, "Thank you. It goes with them into the meeting.")
        return redirect("families:views_asked")
    form.held_source = Concern.Source.CHILD_TOLD if found.whose == View.Whose.CHILD else Concern.Source.PARENT_TOLD
    return render(request, "families/give_view.html", {"form": form, "view": found, "pupil": found.meeting.pupil})


@rule(Permission.REFERRAL_READ)
@require_safe
def behind_on_meetings(request):
    """Families of children on the SEN register who were met less often than once a term."""
    rows, wanted = behind(request.user, timezone.localdate())
    return render(request, "families/behind_on_meetings.html", {"rows": rows, "wanted": wanted})
