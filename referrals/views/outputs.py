"""What a referral's own page shows of the letter's copies, calls and answers, and which of their pages come next."""

from django.urls import reverse

from referrals.agreed import says_no
from referrals.models import UNSENT, Referral
from referrals.papers import pages_of, sealed_of
from school.models import Agency
from staff.permitted import may
from staff.policy import Permission

State = Referral.State
Route = Agency.Route


def outputs_of(user, referral, *, writes):
    """Everything beside the letter itself. The referral is permitted already; `writes` says whether it is theirs to write."""
    letter = getattr(referral, "letter", None)
    return {
        "copies": _copies(referral),
        "calls": referral.calls.select_related("logged_by"),
        "replies": _replies(referral),
        "place": referral.inside.place if hasattr(referral, "inside") else None,
        "print_url": _address("print_request", referral) if writes and hasattr(referral, "inside") else "",
        "pack_url": _address("pack", referral) if letter and referral.agency.route == Route.PORTAL else "",
        "next": _next(referral, letter) if writes and not referral.has_ended else [],
        "may_send_copies": writes and referral.approved_at is not None,
        "may_follow": writes and may(user, Permission.PLACEMENT_DECIDE),
    }


def _address(name, referral):
    return reverse(f"referrals:{name}", args=[referral.public_id])


def _copies(referral):
    copies = list(referral.copies.select_related("contact"))
    sealed = sealed_of(copies)
    return [{"copy": copy, "document": sealed.get(copy.pk)} for copy in copies]


def _replies(referral):
    targets = "followed__target"
    rows = referral.replies.select_related("filed_by").prefetch_related(f"{targets}__measure", f"{targets}__pupil")
    replies = list(rows)
    pages = pages_of(replies)
    return [{"reply": reply, "files": pages.get(reply.pk, [])} for reply in replies]


def _next(referral, letter):
    """[(words, address, is it the one to press?)]"""
    route, found = referral.agency.route, []
    to_ask = referral.may_become(State.SENT) and referral.state in UNSENT and not says_no(referral)
    if route == Route.INTERNAL and to_ask:
        found.append(("Ask for the place", _address("ask_inside", referral), True))
    if route == Route.TELEPHONE and referral.state in UNSENT:
        found.append(("The call: what to say, and its log", _address("calls", referral), True))
    elif route != Route.INTERNAL:
        found.append(("Log a call", _address("calls", referral), False))
    if referral.sent_on is not None:
        found.append(("File what came back", _address("file_reply", referral), False))
    return found
