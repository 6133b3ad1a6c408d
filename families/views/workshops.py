"""Workshops for families: planned, families asked, invitations let out and sent, who came, what comes next."""

import uuid

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from audit.actions import record_read
from documents.models import Document
from documents.serving import serve
from families.actions import workshops as acts
from families.forms.workshops import FinishForm, InviteForm, SendInvitationsForm, WorkshopForm
from families.models import Invitation, Workshop
from pupils.going_home import stays_here
from pupils.models import Contact, Pupil
from pupils.told import careful_with
from school.models import SchoolClass
from staff.access import rule
from staff.permitted import get_permitted_or_404, is_permitted, may
from staff.policy import Permission
from staff.posting import PostingForm

READ, WRITE, APPROVE = Permission.MEETING_READ, Permission.MEETING_WRITE, Permission.APPROVE
A_PAGE = 50


@rule(READ)
@require_safe
def workshops(request):
    """Those to come, the nearest first, and those that were."""
    rows, now = Workshop.objects.permitted(request.user, READ), timezone.now()
    to_come = rows.filter(state=Workshop.State.PLANNED).order_by("held_at", "pk")
    page = Paginator(rows.exclude(state=Workshop.State.PLANNED), A_PAGE).get_page(request.GET.get("page"))
    context = {
        "to_come": to_come[:A_PAGE], "page": page, "now": now, "plans": may(request.user, WRITE),
        "newer_url": f"?page={page.previous_page_number()}" if page.has_previous() else "",
        "older_url": f"?page={page.next_page_number()}" if page.has_next() else "",
    }  # fmt: skip
    return render(request, "families/workshops.html", context)


@rule(WRITE)
def plan_workshop(request):
    form = WorkshopForm(request.POST or None, by=request.user)
    if request.method == "POST" and form.is_valid():
        made = form.once(acts.plan_workshop, by=request.user, **form.facts)
        if made:
            return redirect(made)
    return render(request, "families/plan_workshop.html", {"form": form, "workshop": None})


@rule(WRITE)
def change_workshop(request, workshop):
    found = _fetch(request, WRITE, workshop)
    form = WorkshopForm(request.POST or None, by=request.user, instance=found)
    if request.method == "POST" and form.is_valid():
        kept = {"version": form.cleaned_data["version"], **form.facts}
        if form.once(acts.change_workshop, by=request.user, workshop=found, **kept):
            return redirect(found)
    return render(request, "families/plan_workshop.html", {"form": form, "workshop": found})


def _fetch(request, permission, workshop):
    return get_permitted_or_404(Workshop, request.user, permission, beside=("planned_by",), public_id=workshop)


def _invited(request, found, permission=READ):
    rows = Invitation.objects.permitted(request.user, permission).filter(workshop=found)
    return rows.select_related("pupil", "contact").order_by("pupil__sort_name", "pk")


@rule(READ)
@require_safe
def workshop(request, workshop):
    """What it is, whom of the families this reader may know of were asked, and the next step."""
    found = _fetch(request, READ, workshop)
    rows = list(_invited(request, found))
    if rows:
        record_read(request.user, found, "workshop.opened")
    states, planned = Invitation.State, found.state == Workshop.State.PLANNED
    writes = is_permitted(request.user, WRITE, found)
    context = {
        "workshop": found,
        "invited": rows,
        "came": sum(row.came for row in rows),
        "places": found.places_for(request.user),
        "ready": sum(row.state == states.APPROVED and not stays_here(row.pupil, row.contact) for row in rows),
        "waiting": sum(row.state == states.WAITING for row in rows),
        "may": {
            "write": writes and planned,
            "change": writes and planned and all(row.state == states.WAITING for row in rows),
            "finish": writes and found.state != Workshop.State.CANCELLED and found.held_at <= timezone.now(),
            "approve": Invitation.objects.to_approve(request.user).filter(workshop=found).exists(),
        },
    }
    return render(request, "families/workshop.html", context)


@rule(WRITE)
def invite(request, workshop):
    """Whom of one class to ask; the class is chosen first."""
    found = _fetch(request, WRITE, workshop)
    mine = Pupil.objects.open().permitted(request.user, Permission.PUPIL_READ)
    chosen = _class_asked(request, mine)
    contacts = Contact.objects.none()
    if chosen:
        contacts = Contact.objects.filter(
            pupil__in=mine.in_class(chosen).values("pk"), receives_information=True, may_attend=True
        ).exclude(pk__in=found.invitations.values("contact"))
    contacts = contacts.select_related("pupil").order_by("pupil__sort_name", "priority", "pk")
    form = InviteForm(request.POST or None, by=request.user, contacts=contacts)
    if request.method == "POST" and form.is_valid():
        asked = list(form.cleaned_data["contacts"])
        if form.once(acts.invite_families, by=request.user, workshop=found, contacts=asked):
            messages.success(request, "They wait for a second person now. Nothing has gone home yet.")
            return redirect(found)
    classes = SchoolClass.objects.filter(memberships__pupil__in=mine.values("pk")).distinct()
    context = {"form": form, "workshop": found, "classes": classes, "chosen": chosen, "there": contacts.exists()}
    context["places"] = found.places_for(request.user)
    return render(request, "families/invite.html", context)


def _class_asked(request, pupils):
    try:
        asked = uuid.UUID(request.GET.get("class", ""))
    except ValueError:
        return None
    return SchoolClass.objects.filter(public_id=asked).first()


@rule(APPROVE)
def approve_invitations(request, workshop):
    """The second pair of eyes: the words as families get them, and who they go to."""
    found = _fetch(request, APPROVE, workshop)
    rows = list(Invitation.objects.to_approve(request.user).filter(workshop=found).select_related("pupil", "contact"))
    if not rows:
        raise Http404("There is nothing here for you to see.")
    for one in rows:
        one.careful = list(careful_with(one.contact, timezone.localdate()))
    record_read(request.user, found, "workshop.opened")
    form = PostingForm(request.POST or None, by=request.user)
    sent = request.method == "POST" and form.is_valid()
    if sent and form.once(acts.approve_invitations, by=request.user, workshop=found):
        messages.success(request, "They may go home now.")
        return redirect(found)
    context = {"form": form, "workshop": found, "rows": rows}
    return render(request, "families/approve_invitations.html", context)


@rule(WRITE)
def send_invitations(request, workshop):
    found = _fetch(request, WRITE, workshop)
    ready = _invited(request, found, WRITE).to_send()
    form = SendInvitationsForm(request.POST or None, by=request.user)
    if request.method == "POST" and form.is_valid():
        how = form.cleaned_data["how"]
        if form.once(acts.send_invitations, by=request.user, workshop=found, how=how):
            messages.success(request, "Written down for each of them.")
            return redirect(found)
    return render(request, "families/send_invitations.html", {"form": form, "workshop": found, "rows": ready})


@rule(WRITE)
def finish_workshop(request, workshop):
    """Who came, and what comes next."""
    found = _fetch(request, WRITE, workshop)
    sent = _invited(request, found, WRITE).filter(state=Invitation.State.SENT)
    form = FinishForm(request.POST or None, by=request.user, instance=found, invited=sent)
    if request.method == "POST" and form.is_valid():
        kept = {name: form.cleaned_data[name] for name in ("version", "follow_up")}
        came = list(form.cleaned_data["came"])
        found.refresh_from_db()
        if form.once(acts.finish_workshop, by=request.user, workshop=found, came=came, **kept):
            return redirect(found)
    return render(request, "families/finish_workshop.html", {"form": form, "workshop": found})


@rule(WRITE)
def cancel_workshop(request, workshop):
    found = _fetch(request, WRITE, workshop)
    form = PostingForm(request.POST or None, by=request.user)
    pressed = request.method == "POST" and form.is_valid()
    if pressed and form.once(acts.cancel_workshop, by=request.user, workshop=found):
        return redirect(found)
    sent = found.invitations.filter(state=Invitation.State.SENT).exists()
    return render(request, "families/cancel_workshop.html", {"form": form, "workshop": found, "sent": sent})


@rule(READ)
@require_safe
def download_invitation(request, invitation):
    """One adult's paper, as it was let out. Each download is an entry of its own."""
    beside = ("pupil", "contact", "workshop")
    found = get_permitted_or_404(Invitation, request.user, READ, beside=beside, public_id=invitation)
    paper = get_object_or_404(Document.objects.of(found))
    if why := stays_here(found.pupil, found.contact):
        messages.error(request, why)
        return redirect(found.workshop)
    return serve(request, paper, pupil=found.pupil)
