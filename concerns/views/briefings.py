"""Briefings: what one is to read, what one sent and who has read it, what waits to be let out, and writing one."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from audit.actions import record_read, record_reads
from concerns.actions import briefings as acts
from concerns.actions.changes import adults_around
from concerns.forms.briefings import ApproveForm, BriefingForm, ReadForm, WithdrawForm
from concerns.models import Briefing, BriefingReader
from pupils.models import Pupil
from school.calendar import add_school_days
from staff.access import rule
from staff.permitted import get_permitted_or_404
from staff.policy import Permission

READ = Permission.CONCERN_READ
SHOWN = 50
A_FEW_WEEKS = 20  # school days


@rule(READ)
@require_safe
def briefings(request):
    """To read first; then what waits for this person's word, and what they wrote."""
    user, today = request.user, timezone.localdate()
    mine = Briefing.objects.permitted(user, READ).select_related("pupil", "written_by").order_by("-written_at", "-pk")
    unread = list(acts.to_read(user).select_related("pupil", "written_by")[:SHOWN])
    read = mine.live().filter(pk__in=BriefingReader.objects.filter(user=user, read_at__isnull=False).values("briefing"))
    context = {
        "unread": [{"briefing": one, "form": ReadForm(by=user, auto_id=f"read_{one.pk}_%s")} for one in unread],
        "read": list(read[:SHOWN]),
        "proposed": list(mine.proposed().filter(pupil__in=acts.sends_about(user).values("pk"))[:SHOWN]),
        "written": [
            {"briefing": one, "over": one.has_run_out(today)}
            for one in mine.filter(written_by=user).with_receipts()[:SHOWN]
        ],
    }
    record_reads(user, [*unread, *context["read"]], "briefing.opened", pupil_of=lambda one: one.pupil)
    return render(request, "concerns/briefings.html", context)


@rule(Permission.PUPIL_READ)
def brief(request, pupil):
    """Write one about this child: sent at once by those who decide on help, proposed by everybody else."""
    child = get_permitted_or_404(
        Pupil.objects.open().with_class(), request.user, Permission.PUPIL_READ, public_id=pupil
    )
    around = [user.pk for user in adults_around(child)]
    possible = acts.possible_readers(child).exclude(pk=request.user.pk)
    form = BriefingForm(
        request.POST or None,
        by=request.user,
        draft_about=child.public_id,
        near=possible.filter(pk__in=around),
        everybody=possible.exclude(pk__in=around),
        initial={"until_on": add_school_days(timezone.localdate(), A_FEW_WEEKS)},
    )
    sends = acts.sends_at_once(request.user, child)
    if request.method == "POST" and form.is_valid():
        made = form.once(
            acts.write_briefing,
            by=request.user,
            pupil=child,
            words=form.cleaned_data["words"],
            readers=form.people,
            until_on=form.cleaned_data["until_on"],
        )
        if made:
            messages.success(request, "Sent." if sends else "It waits for somebody to let it out. You will see when.")
            return redirect("concerns:briefing", made.public_id)
    return render(request, "concerns/brief.html", {"form": form, "pupil": child, "sends": sends})


def _found(request, public_id):
    beside = ("pupil", "written_by", "decided_by", "ended_by")
    return get_permitted_or_404(Briefing, request.user, READ, beside=beside, public_id=public_id)


@rule(READ)
@require_safe
def briefing(request, briefing):
    """One briefing: its words, and for whoever wrote or sends it, who has read it and who has not."""
    return _page(request, _found(request, briefing))


def _page(request, found, **bound):
    user = request.user
    record_read(user, found, "briefing.opened", pupil=found.pupil)
    sends = acts.sends_at_once(user, found.pupil)
    own = found.written_by_id == user.pk
    reader = found.readers.filter(user=user).first()
    over = found.has_run_out(timezone.localdate())
    may_withdraw = found.state == "sent" and (own or sends) and not over or found.state == "proposed" and own
    context = {
        "briefing": found,
        "over": over,
        "sees_readers": own or sends,
        "readers": list(found.readers.select_related("user")) if own or sends else [],
        "read_form": ReadForm(by=user) if reader and reader.read_at is None and found.state == "sent" else None,
        "reader": reader,
        "approve_form": ApproveForm(by=user) if sends and found.state == "proposed" else None,
        "decline_form": (bound.get("decline") or WithdrawForm(by=user))
        if sends and found.state == "proposed"
        else None,
        "withdraw_form": (bound.get("withdraw") or WithdrawForm(by=user)) if may_withdraw else None,
        "form": next(iter(bound.values()), None),
    }
    return render(request, "concerns/briefing.html", context)


@rule(READ)
@require_POST
def read_briefing(request, briefing):
    """ "I have read this.\""""
    found = _found(request, briefing)
    form = ReadForm(request.POST, by=request.user)
    if form.is_valid() and form.once(acts.read_briefing, by=request.user, briefing=found):
        messages.success(request, "Thank you. Whoever wrote it can see that you have read it.")
    return redirect("concerns:briefings")


@rule(READ)
@require_POST
def approve_briefing(request, briefing):
    found = _found(request, briefing)
    form = ApproveForm(request.POST, by=request.user)
    if form.is_valid() and form.once(acts.approve_briefing, by=request.user, briefing=found):
        messages.success(request, "Sent.")
        return redirect("concerns:briefing", found.public_id)
    for error in form.non_field_errors():
        messages.error(request, error)
    return redirect("concerns:briefing", found.public_id)


@rule(READ)
@require_POST
def decline_briefing(request, briefing):
    return _end(request, briefing, "decline", acts.decline_briefing, "Not sent. Whoever wrote it is told why.")


@rule(READ)
@require_POST
def withdraw_briefing(request, briefing):
    return _end(request, briefing, "withdraw", acts.withdraw_briefing, "Withdrawn. Nobody can read it any more.")


def _end(request, public_id, name, act, said):
    found = _found(request, public_id)
    form = WithdrawForm(request.POST, by=request.user)
    if form.is_valid() and form.once(act, by=request.user, briefing=found, reason=form.cleaned_data["reason"]):
        messages.success(request, said)
        return redirect("concerns:briefing", found.public_id)
    return _page(request, _found(request, public_id), **{name: form})
