"""One referral from its first thought: considering it, and its page."""

from django.shortcuts import redirect, render
from django.utils import timezone

from audit.actions import record_read
from documents.models import Document
from pupils.models import Pupil
from referrals import actions
from referrals.agreed import held_by_the_family, in_the_way
from referrals.earlier import declined_before
from referrals.forms.considering import ConsiderForm
from referrals.letters import problems_with
from referrals.models import UNSENT, Referral
from referrals.papers import with_pages
from referrals.views import fetch
from referrals.views.answers import ways_for
from referrals.views.outputs import outputs_of
from school.models import Agency
from staff.access import rule
from staff.permitted import get_permitted_or_404, is_permitted
from staff.policy import Permission

READ, WRITE = Permission.REFERRAL_READ, Permission.REFERRAL_WRITE
State = Referral.State
WRITTEN = (Agency.Route.LETTER, Agency.Route.PORTAL)


@rule(WRITE)
def consider(request, pupil):
    """Which agency, and why: the first thought of a referral."""
    child = get_permitted_or_404(Pupil.objects.open, request.user, Permission.PUPIL_READ, public_id=pupil)
    form = ConsiderForm(request.POST or None, by=request.user, draft_about=child.public_id)
    if request.method == "POST" and form.is_valid():
        words = form.cleaned_data
        made = form.once(
            actions.consider_referral, by=request.user, pupil=child, agency=words["agency"], why=words["why"]
        )
        if made:
            return redirect(made)
    return render(request, "referrals/consider.html", {"form": form, "pupil": child})


@rule(READ)
def referral(request, referral):
    """One referral: where it stands, what is next, every step so far."""
    found = fetch(request, READ, referral)
    record_read(request.user, found, "referral.opened", pupil=found.pupil)
    today, letter = timezone.localdate(), getattr(found, "letter", None)
    held = found.state == State.APPROVED and held_by_the_family(found, today)
    steps = list(found.steps.select_related("made_by"))
    writes = is_permitted(request.user, WRITE, found)
    approves = is_permitted(request.user, Permission.APPROVE, found)
    wrote = request.user.pk in (found.raised_by_id, found.led_by_id, letter.written_by_id if letter else None)
    return render(
        request,
        "referrals/referral.html",
        {
            "referral": found,
            "pupil": found.pupil,
            "agency_stale": found.agency.stale(today),
            "weeks": found.weeks_waited(today),
            "letter": letter,
            "said": with_pages(found.consents.select_related("contact", "recorded_by"), lambda said: writes),
            "in_the_way": [] if found.has_ended else in_the_way(found, today),
            "declined": declined_before(request.user, found) if found.state in UNSENT else [],
            "chases": found.chases.select_related("made_by"),
            "chase_on": found.chase_on,
            "held": held,
            "steps": steps,
            "ended_by": steps[-1] if found.has_ended and steps else None,
            "problems": problems_with(letter, found) if letter and found.state == State.DRAFTING else [],
            "document": Document.objects.of(found).first(),
            "outputs": outputs_of(request.user, found, writes=writes),
            "ways": ways_for(request.user, found) if writes else {},
            "may": {
                "begin": writes and found.state in (State.CONSIDERING, State.CONSENT) and found.agency.route in WRITTEN,
                "edit": writes and found.state == State.DRAFTING,
                "approve": approves and not wrote and found.state == State.WAITING,
                "send": writes and found.state == State.APPROVED and not held,
                "ask_others": writes
                and found.state in (State.DECLINED, State.WITHDRAWN)
                and not found.pupil.has_left(today),
                "hand_over": writes and not found.has_ended,
            },
        },
    )
