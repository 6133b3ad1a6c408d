"""Pages of the staff room: errors in plain words, drafts, notices."""

from django.http import JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from staff import drafts
from staff.access import signed_in
from staff.models import Notice
from staff.notices import KINDS, is_still_owed


def _error(request, status, title, sentence):
    return render(request, "staff/error.html", {"title": title, "sentence": sentence}, status=status)


def bad_request(request, exception=None):
    return _error(
        request,
        400,
        "That did not work",
        "Something in what was sent could not be read. Please go back and try again.",
    )


def forbidden(request, exception=None):
    return _error(
        request,
        403,
        "Not part of your account",
        "Your account does not include this page. If you think it should, ask the office.",
    )


def not_found(request, exception=None):
    return _error(request, 404, "Nothing here", "There is nothing here for you to see.")


def broken(request):
    return _error(
        request,
        500,
        "Something broke",
        "This is our fault, not yours. What you typed is kept if the page said it was saved. "
        "If a child may be in danger, tell a safeguarding lead in person now.",
    )


def stale_page(request, reason=""):
    """A form posted from a page that was open too long, or after signing out: keep the words."""
    if request.user.is_authenticated:
        drafts.keep_before_sign_out(request)
    return _error(
        request,
        403,
        "This page was open too long",
        "Please go back, open the page again and send it once more. A saved draft will be offered to you.",
    )


@signed_in
@require_POST
def save_draft(request):
    """Keep what is typed so far in one of the person's own forms. Answers with the time of day."""
    form = request.POST.get("draft_form", "")
    kept = form and drafts.keep(request.user, form, request.POST.get("draft_about", ""), request.POST)
    saved = timezone.localtime(kept.saved_at).strftime("%H:%M") if kept else ""
    return JsonResponse({"saved": saved})


@signed_in
@require_POST
def discard_draft(request):
    """Throw away one's own draft."""
    drafts.discard(request.user, request.POST.get("draft_form", ""), request.POST.get("draft_about", ""))
    return redirect(request.POST.get("back") if request.POST.get("back", "").startswith("/") else "dashboard:home")


@signed_in
@require_GET
def notices(request):
    """What I am owed: newest first, the ones no longer owed left out."""
    mine = [
        {
            "id": n.public_id,
            "sentence": KINDS[n.kind].sentence,
            "url": reverse(KINDS[n.kind].url_name),
            "at": n.made_at,
            "unread": n.read_at is None,
        }
        for n in Notice.objects.of(request.user).filter(settled_at=None).select_related("user")[:100]
        if n.kind in KINDS
    ]
    return render(request, "staff/notices.html", {"notices": mine})


@signed_in
@require_POST
def open_notice(request, notice):
    """Mark one of my notices read and go to the page it speaks of."""
    found = get_object_or_404(Notice.objects.of(request.user), public_id=notice)
    if found.read_at is None:
        found.read_at = timezone.now()
        found.save(update_fields=["read_at"])
    if not is_still_owed(found):
        Notice.objects.filter(pk=found.pk).update(settled_at=timezone.now())
    return redirect(KINDS[found.kind].url_name)
