"""A child's family as staff meet it: who may be told, what was said so far, and writing down the next word."""

import uuid

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from audit.actions import record_read
from documents.models import Attachment
from pupils import talking
from pupils.forms import ButtonForm, ContactNoteForm
from pupils.models import Contact, ContactNote, Membership, Pupil
from pupils.told import adults_of
from school.duty import on_duty
from staff.access import rule
from staff.notices import met
from staff.permitted import get_permitted_or_404, may
from staff.policy import Permission

READ, MANAGE = Permission.PUPIL_READ, Permission.PUPIL_MANAGE
AT_MOST = 60


def _child(request, public_id, *, here=False):
    """The child, for whoever may open their page, and for the office."""
    rows = Pupil.objects.open if here else Pupil
    for permission in (READ, MANAGE):
        if may(request.user, permission):
            try:
                return get_permitted_or_404(rows, request.user, permission, public_id=public_id)
            except Http404:
                continue
    raise Http404("There is nothing here for you to see.")


def _about(request, child):
    """Who may be told, and which child this is: for the bar of those who read their page, or the office's."""
    place = Membership.objects.current().filter(pupil=child).select_related("school_class").first()
    who = {
        "public_id": child.public_id, "name": child.name, "year_name": child.year_name, "born_on": child.born_on,
        "class_name": place.school_class.name if place else "no class",
    }  # fmt: skip
    today = timezone.localdate()
    return {
        "pupil": child, "who": who, "reads": may(request.user, READ), "adults": adults_of(child, today),
        "here": not child.has_left(today),
    }  # fmt: skip


def _orders(user, child):
    """[(adult, a document of their court order)] for those who open them."""
    opens = next((one for one in (MANAGE, Permission.SAFEGUARDING_KEEP) if may(user, one)), None)
    if opens is None:
        return []
    adults = {adult.pk: adult for adult in Contact.objects.permitted(user, opens).filter(pupil=child)}
    kept = Attachment.objects.filter(owner_type=Contact._meta.label_lower, owner_id__in=list(adults)).order_by("pk")
    return [(adults[one.owner_id], one) for one in kept]


@rule(READ, MANAGE)
@require_safe
def family(request, pupil):
    """The adults at home with who may be told, and every contact with them that this reader may read."""
    child = _child(request, pupil)
    record_read(request.user, child, "family.opened", pupil=child)
    met(request.user, {"contact_changed": child.contacts.values("pk")})
    notes = ContactNote.objects.permitted(request.user, Permission.CONCERN_READ).filter(pupil=child)
    notes = list(notes.select_related("made_by")[: AT_MOST + 1])
    page = {
        "orders": _orders(request.user, child),
        "notes": notes[:AT_MOST],
        "there_are_more": len(notes) > AT_MOST,
        "today": timezone.localdate(),
    }
    return render(request, "pupils/family.html", _about(request, child) | page)


@rule(READ, MANAGE)
def log_contact(request, pupil):
    """Write down a contact in twenty seconds; where it has to be asked, "is it safe to tell them?" comes first."""
    child = _child(request, pupil, here=True)
    first = talking.asks_first(request.user, child)
    safe = request.GET.get("safe", "")
    if first and request.method != "POST" and safe != "yes":
        words = {"not_safe": safe == "no", "duty": on_duty() if safe == "no" else None}
        return render(request, "pupils/ask_first.html", _about(request, child) | words)
    form = ContactNoteForm(
        request.POST or None, by=request.user, pupil=child, first=first, draft_about=child.public_id,
        initial={"safe": safe == "yes"},
    )  # fmt: skip
    sent = request.method == "POST" and form.is_valid()
    if sent and form.once(talking.log_contact, by=request.user, pupil=child, **form.answers()):
        messages.success(request, "Kept. It is in the child’s story.")
        if form.urgent:
            messages.warning(
                request, f"{form.urgent}: that can be urgent here. Tell a person now, or log a concern as well."
            )
        return redirect("pupils:family", pupil=child.public_id)
    return render(request, "pupils/log_contact.html", _about(request, child) | {"form": form})


@rule(Permission.CONCERN_RAISE)
@require_safe
def to_speak_to(request):
    """Families this person said they would speak to again, the earliest first."""
    notes = ContactNote.objects.permitted(request.user, Permission.CONCERN_READ).open().made_by(request.user)
    notes = notes.select_related("pupil").order_by("next_on", "pk")[:AT_MOST]
    rows = [(note, uuid.uuid4()) for note in notes]
    return render(request, "pupils/to_speak_to.html", {"rows": rows, "today": timezone.localdate()})


@rule(Permission.CONCERN_RAISE)
@require_POST
def finish_next_contact(request, contact_note):
    """The author has spoken to them again, or need not."""
    rows = ContactNote.objects.made_by(request.user)
    found = get_permitted_or_404(rows, request.user, Permission.CONCERN_READ, public_id=contact_note)
    form = ButtonForm(request.POST, by=request.user)
    if form.is_valid() and form.once(talking.finish_next_contact, by=request.user, note=found):
        messages.success(request, "Ticked off.")
    return redirect("pupils:to_speak_to")
