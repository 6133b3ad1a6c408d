"""A practitioner's day: today's sessions on one screen, and writing one down in seconds."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.views.decorators.http import require_POST, require_safe

from interventions.actions import sessions as acts
from interventions.forms.sessions import SessionForm
from interventions.models import Programme, ProgrammePlace, Session
from interventions.practice import supervisions_of
from interventions.timetable import Day
from staff.access import rule
from staff.permitted import get_permitted_or_404
from staff.policy import Permission
from staff.posting import PostingForm

KEEP = Permission.SESSION_KEEP


def day_asked(request):
    """The day in the address, today where there is none or one that makes no sense."""
    today = timezone.localdate()
    try:
        asked = parse_date(request.GET.get("on", "")[:10])
    except ValueError:
        asked = None
    return asked if asked and abs((asked - today).days) < 400 else today


@rule(KEEP)
@require_safe
def today(request):
    """My sessions of a day, in order; beside each child, to write it down and to pass something on."""
    day = Day(request.user, day_asked(request))
    return render(
        request,
        "interventions/today.html",
        {
            "day": day,
            "is_today": day.on == timezone.localdate(),
            "is_to_come": day.on > timezone.localdate(),
            "supervisions": [(one, one.is_overdue(timezone.localdate())) for one in supervisions_of(request.user)],
        },
    )


@rule(KEEP)
def log_sessions(request, programme):
    """Write one session down: came or why not, 0 to 10, one line; for a group all children on one page."""
    found = get_permitted_or_404(Programme, request.user, KEEP, beside=("offering__provision", "lead"), public_id=programme)  # fmt: skip
    places = ProgrammePlace.objects.permitted(request.user, KEEP).active().filter(programme=found)
    places = list(places.select_related("pupil").order_by("pupil__sort_name", "pk"))
    if not places:
        raise Http404("There is nothing here for you to see.")
    on = min(day_asked(request), timezone.localdate())
    written = Session.objects.standing().filter(place__in=places, on=on).values_list("place", flat=True)
    last = Session.objects.standing().came().filter(place__in=places).first()
    form = SessionForm(
        request.POST or None, by=request.user, programme=found, places=places, on=on,
        objective=last.objective if last else "", written=written if len(places) > 1 else (),
    )  # fmt: skip
    if request.method == "POST" and form.is_valid():
        rows = list(form.rows())
        made = form.once(
            acts.log_sessions, by=request.user, programme=found, on=form.cleaned_data["on"], rows=rows, **form.shared()
        )
        if made:
            messages.success(request, "Written down.")
            return _next_page(rows)
    return render(
        request,
        "interventions/log_sessions.html",
        {"programme": found, "form": form, "places": places, "alone": places[0] if len(places) == 1 else None},
    )


def _next_page(rows):
    """Where something was passed on, the concern about that child comes next."""
    for row in rows:
        if row.get("passed_on"):
            return redirect("concerns:log_about", row["place"].pupil.public_id)
    return redirect("interventions:today")


@rule(KEEP)
@require_POST
def strike_out(request, session):
    """It was a slip of the finger: struck out, and the day can be written again."""
    found = get_permitted_or_404(Session, request.user, KEEP, beside=("place__pupil",), public_id=session)
    form = PostingForm(request.POST, by=request.user)
    if form.is_valid() and form.once(acts.strike_out, by=request.user, session=found):
        messages.success(request, "Struck out. You can write that day again.")
    return redirect(found.place)
