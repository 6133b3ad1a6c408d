"""Pages beside the letter: the answers for an agency's own form, the call sheet and its log, a place inside school, what came back."""

from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_safe

from audit.actions import record_read
from documents.models import Attachment
from documents.serving import serve_attachment
from interventions.models import Placement
from referrals.actions import outcome
from referrals.agreed import held_by_the_family, in_the_way, says_no
from referrals.forms.outcome import AdviceTargetForm, AskInsideForm, CallForm, ReplyForm
from referrals.letters import answers_of
from referrals.models import UNSENT, Referral, Reply
from referrals.views import fetch
from referrals.views.drafting import page
from school.models import Agency
from staff.access import rule
from staff.permitted import get_permitted_or_404, may
from staff.policy import Permission

READ, WRITE = Permission.REFERRAL_READ, Permission.REFERRAL_WRITE


@rule(READ)
def pack(request, referral):
    """The answers in the agency's own order; the page prints. Each has a button that copies it, once somebody else has
    read them, while the family lets them go, and always where it cannot wait."""
    found = fetch(request, READ, referral)
    letter = getattr(found, "letter", None)
    if letter is None:
        return redirect(found)
    record_read(request.user, found, "referral.pack_opened", pupil=found.pupil)
    rows = [(f"answer-{n}", question, words) for n, (question, words) in enumerate(answers_of(letter, found), 1)]
    must_go_with = [line for line in found.agency.attachments.splitlines() if line.strip()]
    approved = found.approved_at is not None or letter.urgent
    held = found.state in UNSENT and held_by_the_family(found)
    return page(
        request, "pack", found, None,
        rows=rows, must_go_with=must_go_with, approved=approved, held=held, may_copy=approved and not held,
    )  # fmt: skip


@rule(WRITE)
def calls(request, referral):
    """What to say on the telephone, the calls so far, and a form for the next one."""
    found = fetch(request, WRITE, referral)
    record_read(request.user, found, "referral.calls_opened", pupil=found.pupil)
    form = CallForm(request.POST or None, by=request.user, draft_about=found.public_id)
    if request.method == "POST" and form.is_valid():
        names = ("called_at", "spoke_to", "asked", "advice", "follows", "their_reference")
        words = {name: form.cleaned_data[name] for name in names}
        if form.once(outcome.log_call, by=request.user, referral=found, **words):
            return redirect(found)
    letter = getattr(found, "letter", None)
    by_phone = found.agency.route == Agency.Route.TELEPHONE
    return page(
        request, "calls", found, form,
        to_say=answers_of(letter, found) if letter and by_phone else [],
        may_begin=by_phone and letter is None and found.may_become(Referral.State.DRAFTING),
        made=found.calls.select_related("logged_by"),
        in_the_way=[] if found.has_ended else in_the_way(found),
    )  # fmt: skip


@rule(WRITE)
def ask_inside(request, referral):
    """Ask for a place on a programme of the school's own."""
    found = fetch(request, WRITE, referral)
    if found.agency.route != Agency.Route.INTERNAL or not found.may_become(Referral.State.SENT) or says_no(found):
        return redirect(found)
    form = AskInsideForm(request.POST or None, by=request.user, referral=found)
    if request.method == "POST" and form.is_valid():
        words = {name: form.cleaned_data[name] for name in ("offering", "why")}
        if form.once(outcome.ask_inside, by=request.user, referral=found, **words):
            return redirect(found)
    return page(request, "ask_inside", found, form)


@rule(WRITE)
def file_reply(request, referral):
    """What came back from them, with its papers."""
    found = fetch(request, WRITE, referral)
    form = ReplyForm(request.POST or None, request.FILES or None, by=request.user, draft_about=found.public_id)
    if request.method == "POST" and form.is_valid():
        names = ("kind", "received_on", "sender", "words", "appointment_at", "files")
        words = {name: form.cleaned_data[name] for name in names}
        if form.once(outcome.file_reply, by=request.user, referral=found, **words):
            return redirect(found)
    return page(request, "file_reply", found, form)


def _reply(request, permission, reply):
    return get_permitted_or_404(
        Reply, request.user, permission, beside=("referral__pupil", "referral__agency"), public_id=reply
    )


@rule(READ)
@require_safe
def reply_file(request, reply, attachment):
    """A paper that came back, exactly as it came."""
    found = _reply(request, READ, reply)
    kept = get_object_or_404(Attachment.objects.of(found), public_id=attachment)
    return serve_attachment(request, kept, pupil=found.referral.pupil)


@rule(WRITE)
def follow_advice(request, reply):
    """Make advice that came back a target of the child's help."""
    found = _reply(request, WRITE, reply)
    if not may(request.user, Permission.PLACEMENT_DECIDE):
        raise Http404("There is nothing here for you to see.")
    helps = Placement.objects.open().permitted(request.user, Permission.PLACEMENT_DECIDE)
    helps = list(helps.filter(pupil=found.referral.pupil).select_related("area", "pupil").order_by("opened_on", "pk"))
    asked = request.GET.get("help", "")
    placement = next((one for one in helps if str(one.public_id) == asked), helps[0] if len(helps) == 1 else None)
    form = None
    if placement:
        form = AdviceTargetForm(request.POST or None, by=request.user, placement=placement)
        if request.method == "POST" and form.is_valid():
            made = form.once(
                outcome.follow_advice, by=request.user, reply=found, placement=placement, **form.cleaned_data
            )
            if made:
                return redirect(found.referral)
    return page(request, "follow_advice", found.referral, form, reply=found, helps=helps, placement=placement)
