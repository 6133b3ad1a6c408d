"""The page behind it: what failed and why, to try again, and to whom something has long been owed. No child's text.

Beside it two answers for machines, without an account: is this process alive, and are its parts well.
"""

from datetime import timedelta
from uuid import uuid4

from django.contrib import messages
from django.db.models import Q, Window
from django.db.models.functions import RowNumber
from django.http import Http404, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from dashboard import health
from dashboard.actions import EMAILS, send_again
from documents import scanning
from documents.actions import try_again
from documents.models import Document
from school.models import School
from staff.access import public, rule
from staff.models import FOR_A_PERSON, HELD_BACK, Cover, Notice, Outgoing
from staff.notices import KINDS
from staff.permitted import get_permitted_or_404
from staff.policy import Permission
from staff.posting import PostingForm

MOST = 50


class TryAgainForm(PostingForm):
    """One button beside what failed."""


@rule(Permission.SYSTEM_WATCH)
def watch(request):
    """What failed and what waits too long, without a word about any child, or how much is sent about them."""
    parts = health.examine("owed", "worker", "disk")
    waiting = {kind: _waiting(kind) for kind, _ in HELD}
    failed = [(kind, name, waiting[kind].get(Outgoing.Email.FAILED, [])) for kind, name in SORTS]
    held_back = [(kind, name, waiting[kind].get(Outgoing.Email.CANCELLED, [])) for kind, name in HELD]
    context = {
        "documents": Document.objects.permitted(request.user, Permission.SYSTEM_WATCH).failed()[:MOST],
        "failed": failed,
        "some_failed": any(rows for _, _, rows in failed),
        "held_back": [one for one in held_back if one[2]],
        "mornings_off": not School.tells_by_email(),
        "late": not parts["owed"].ok,
        "worker": parts["worker"],
        "disk": parts["disk"],
        "scanner": "none" if not scanning.is_on() else "answers" if scanning.answers() else "silent",
    }
    return render(request, "dashboard/watch.html", context)


SORTS = [
    ("call", "Urgent messages that could not be sent"),
    ("digest", "The mornings’ e-mails that could not be sent"),
    ("notice", "Other e-mails that could not be sent"),
    ("account", "Invitations and links that could not be sent"),
]
SHOWN_FOR = timedelta(days=30)  # after a restore
HELD = [
    ("call", "Urgent messages"),
    ("notice", "E-mails about something urgent, and other single ones"),
    ("digest", "The mornings’ e-mails"),
    ("account", "Invitations and links"),
    ("chair", "Word to the chair of governors"),
]


WHY = {
    "SMTPRecipientsRefused": "The mail server did not take this address",
    "SMTPSenderRefused": "The mail server did not take the school’s own address",
    "SMTPAuthenticationError": "The mail server did not take the school’s password",
    "SMTPDataError": "The mail server refused the message",
    "SMTPServerDisconnected": "The mail server hung up",
    "SMTPConnectError": "The mail server did not answer",
    "ConnectionRefusedError": "The mail server did not answer",
    "TimeoutError": "The mail server did not answer in time",
    "gaierror": "The mail server was not found",
    "SSLCertVerificationError": "The mail server could not prove who it is",
    "NotSent": "The text message service did not take it",
}


def _why(email):
    """What went wrong, for somebody who can see to it; the name of a rare trouble is for whoever they ask."""
    said = WHY.get(email.problem, f"Something went wrong on the way ({email.problem})")
    return f"{said}. Tried {email.attempts} time{'' if email.attempts == 1 else 's'}."


def _waiting(kind):
    """{how it stands: [(e-mail, whom it is to, why it waits, a key for its button)]} of those that wait for a person to send them
    again: what failed, and what a restore held back, the newest of each, by one question for both."""
    held = Q(problem=HELD_BACK, next_at__gt=timezone.now() - SHOWN_FOR)
    which = Q(email_state=Outgoing.Email.FAILED) | held
    which &= Q(settled_at=None) if kind == "notice" else Q()
    place = Window(RowNumber(), partition_by="email_state", order_by="-pk")
    rows = EMAILS[kind].objects.filter(FOR_A_PERSON, which).select_related("user").annotate(place=place)
    found = {}
    for row in rows.filter(place__lte=MOST).order_by("-pk"):
        to = "the chair of governors" if kind == "chair" else row.user.name
        found.setdefault(row.email_state, []).append((row, to, _why(row), uuid4()))
    return found


@rule(Permission.SYSTEM_WATCH)
def make_again(request, document):
    """Put a document that could not be made back in the queue."""
    found = get_permitted_or_404(Document.objects.failed, request.user, Permission.SYSTEM_WATCH, public_id=document)
    form = TryAgainForm(request.POST or None, by=request.user)
    if request.method == "POST" and form.is_valid() and form.once(try_again, by=request.user, document=found):
        return redirect("dashboard:watch")
    return render(request, "dashboard/make_again.html", {"document": found, "form": form})


@rule(Permission.SYSTEM_WATCH)
@require_POST
def send_email_again(request, email_kind, email):
    """Put an e-mail back in the queue that could not be sent, or that a restore held back."""
    if email_kind not in EMAILS:
        raise Http404
    found = get_object_or_404(EMAILS[email_kind], public_id=email)
    form = TryAgainForm(request.POST, by=request.user)
    if form.is_valid() and form.once(send_again, by=request.user, email=found):
        messages.success(request, "It is tried again within half a minute, if it is still owed.")
    else:
        messages.error(request, " ".join(form.non_field_errors()) or "That did not work. Please try again.")
    return redirect("dashboard:watch")


@rule(Permission.SYSTEM_WATCH)
@require_GET
def owed_to(request):
    """What about no child has waited for whom since when, and who stands in.

    That somebody is owed anything else, and since when, would say that there is a record.
    """
    kinds = {name: kind.sentence for name, kind in KINDS.items() if not kind.about_a_child}
    rows = Notice.objects.unread().filter(kind__in=kinds, user__is_active=True).order_by("made_at", "pk")
    covers = Cover.objects.current(timezone.localdate()).select_related("colleague")
    stands_in = {cover.person_id: cover for cover in covers}
    lines = [
        {"who": name, "what": kinds[kind], "at": at, "cover": stands_in.get(person)}
        for person, name, kind, at in rows.values_list("user", "user__name", "kind", "made_at")[:MOST]
    ]
    return render(request, "dashboard/owed_to.html", {"lines": lines})


@public
@require_GET
def healthz(request):
    """This process is alive. It asks nobody else."""
    return JsonResponse({"alive": True})


@public
@require_GET
def readyz(request):
    """Each part, and the number that says whether it is well.

    Only a database that does not answer makes this process unready (503): pages work without the broker, the
    worker and the mail server, so nothing should take it out of service for those. `well` is what to watch.
    """
    parts = health.examine()
    well = all(part.ok for part in parts.values())
    found = {name: {"ok": part.ok, UNITS.get(name, ""): part.number} for name, part in parts.items()}
    for one in found.values():
        one.pop("", None)
    ready = parts["database"].ok
    return JsonResponse({"ready": ready, "well": well, **found}, status=200 if ready else 503)


UNITS = {"owed": "oldest_seconds", "worker": "silent_seconds", "disk": "free_percent"}
