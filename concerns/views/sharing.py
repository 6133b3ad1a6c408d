"""Sharing a few words by name, and reading what was shared with oneself."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from audit.actions import record_read
from concerns.actions import sharing
from concerns.forms import PressForm, ShareForm
from concerns.models import Concern, NamedReader, Share
from concerns.showing.files import whom_to_ask
from concerns.showing.records import names_in
from concerns.views.file import keeper_of, kept_elsewhere, step
from staff import second_factor
from staff.access import rule
from staff.permitted import get_permitted_or_404
from staff.policy import Level, Permission

KEEP, RAISE, READ = Permission.SAFEGUARDING_KEEP, Permission.CONCERN_RAISE, Permission.CONCERN_READ


@rule(KEEP)
def share_words(request, pupil):
    child = keeper_of(request, pupil)
    if (back := kept_elsewhere(request, child)) is not None:
        return back
    form = ShareForm(request.POST or None, by=request.user, pupil=child, people=sharing.may_share_with(child))
    words = {"heading": "Share by name", "button": "Share these words"}
    return step(request, child, form, sharing.share_words, "Shared. They are told.", answers={"pupil": child}, **words)


@rule(KEEP)
def withdraw_share(request, share):
    found = get_permitted_or_404(Share, request.user, KEEP, beside=("pupil",), public_id=share)
    form = PressForm(request.POST or None, by=request.user)
    words = {"heading": "Withdraw what was shared", "button": "Nobody reads it from now on"}
    said, answers = "Withdrawn.", {"share": found}
    return step(request, found.pupil, form, sharing.withdraw_share, said, answers=answers, **words)


@rule(RAISE)
@require_safe
def shared(request):
    """What was shared with me by name, and the records I am named on: no words, only where they are."""
    user = request.user
    shares = Share.objects.all().to(user).select_related("pupil", "written_by").prefetch_related("readers")
    named = NamedReader.objects.current().filter(user=user).values("concern")
    records = list(Concern.objects.permitted(user, READ).filter(level=Level.NAMED, pk__in=named).newest_first()[:50])
    names = names_in([one.pk for one in records])
    context = {
        "shares": [{"share": s, "read_at": _mine(s, user).read_at} for s in shares],
        "records": [{"concern": one, "names": ", ".join(names[one.pk])} for one in records],
    }
    return render(request, "concerns/shared.html", context)


def _mine(share, user):
    return next(reader for reader in share.readers.all() if reader.user_id == user.pk)


def _shared_with(request, public_id):
    rows = Share.objects.all().to(request.user).select_related("pupil", "written_by", "text")
    return get_object_or_404(rows, public_id=public_id)


def _whom_to_ask(sharer):
    """Whoever shared it, with their telephone; once they have left, the safeguarding lead."""
    if not sharer.is_active:
        return whom_to_ask()
    return f"{sharer} ({sharer.phone})" if sharer.phone else str(sharer)


@rule(RAISE)
@require_safe
def shared_words(request, share):
    """The words, by a request of their own, entered in the log. To open them is not to say that one read them."""
    found = _shared_with(request, share)
    if not second_factor.recent(request):
        return second_factor.ask_again(request)
    record_read(request.user, found, "safeguarding.share_opened", pupil=found.pupil)
    context = {
        "share": found,
        "mine": found.readers.get(user=request.user),
        "form": PressForm(by=request.user),
        "ask": _whom_to_ask(found.written_by),
    }
    return render(request, "concerns/shared_words.html", context)


@rule(RAISE)
@require_POST
def say_share_read(request, share):
    found = _shared_with(request, share)
    form = PressForm(request.POST, by=request.user)
    if form.is_valid() and form.once(sharing.say_share_read, by=request.user, share=found):
        messages.success(request, "Thank you. The safeguarding leads can see that you have read it.")
    return redirect("concerns:shared")
