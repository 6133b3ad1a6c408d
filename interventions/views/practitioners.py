"""Who gives help: training, supervision, times in their week; and the school's own short lists."""

import uuid

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from interventions import practice
from interventions.actions import practitioners as acts
from interventions.forms.practitioners import (
    CredentialForm,
    HelpItemForm,
    SlotForm,
    StrikeSupervisionForm,
    SupervisionForm,
)
from interventions.models import Booking, Credential, HelpItem, Slot, Supervision
from staff.access import rule
from staff.models import User
from staff.permitted import may
from staff.policy import Permission
from staff.posting import PostingForm

KEEP, ARRANGE = Permission.SESSION_KEEP, Permission.PLACEMENT_DECIDE

# What is written down of a practitioner: the words of the page, what it asks, the act.
WRITTEN = {
    "training": ("Training", CredentialForm, acts.add_credential),
    "supervision": ("A supervision", SupervisionForm, acts.add_supervision),
    "time": ("A time for children", SlotForm, acts.add_slot),
}


@rule(ARRANGE, KEEP)
@require_safe
def practitioners(request):
    """Who is trained for what, whose supervision is due, and whose times are free; for a practitioner their own page."""
    if not may(request.user, ARRANGE):
        return redirect("interventions:practitioner", person=request.user.public_id)
    today = timezone.localdate()
    people = list(practice.practitioners(request.user))
    held = {}
    for one in practice.supervised(Credential.objects.standing().filter(user__in=people)):
        held.setdefault(one.credential.user_id, []).append((one, one.is_overdue(today)))
    others = User.objects.who_may(KEEP).exclude(pk__in=[person.pk for person in people]).order_by("name", "pk")
    context = {"people": [(person, held.get(person.pk, [])) for person in people], "others": others}
    return render(request, "interventions/practitioners.html", context)


def _practitioner(request, public_id):
    """Those who arrange help see everybody's; a practitioner their own."""
    person = get_object_or_404(User.objects.active(), public_id=public_id)
    if person.pk != request.user.pk and not may(request.user, ARRANGE):
        raise Http404("There is nothing here for you to see.")
    return person


@rule(ARRANGE, KEEP)
@require_safe
def practitioner(request, person):
    """One person: trained for what, supervised when, and the times of their week."""
    found, today = _practitioner(request, person), timezone.localdate()
    taken = dict(Booking.objects.filter(slot__practitioner=found, until_on=None).values_list("slot", "programme"))
    slots = Slot.objects.in_use().filter(practitioner=found).select_related("offering__provision")
    context = {
        "person": found,
        "trainings": [(one, one.is_overdue(today), uuid.uuid4()) for one in practice.supervisions_of(found)],
        "supervisions": Supervision.objects.filter(user=found).select_related("struck_by")[:12],
        "slots": [(slot, slot.pk in taken, uuid.uuid4()) for slot in slots],
        "arranges": may(request.user, ARRANGE),
    }
    return render(request, "interventions/practitioner.html", context)


@rule(ARRANGE, KEEP)
def write_practitioner(request, person, what):
    """Write down a training, the day of a supervision, or a time for children."""
    found = _practitioner(request, person)
    if what not in WRITTEN or (what != "supervision" and not may(request.user, ARRANGE)):
        raise Http404("There is nothing here for you to see.")
    words, form_class, act = WRITTEN[what]
    form = form_class(request.POST or None, by=request.user, user=found)
    sent = request.method == "POST" and form.is_valid()
    if sent and form.once(act, by=request.user, user=found, **form.answers()):
        return redirect("interventions:practitioner", found.public_id)
    return render(request, "interventions/write_practitioner.html", {"form": form, "person": found, "words": words})


@rule(ARRANGE, KEEP)
def strike_supervision(request, supervision):
    """A day that was typed wrongly: struck out, with what was wrong."""
    rows = Supervision.objects.select_related("user")
    rows = rows if may(request.user, ARRANGE) else rows.filter(user=request.user)
    found = get_object_or_404(rows, public_id=supervision)
    form = StrikeSupervisionForm(request.POST or None, by=request.user)
    if request.method == "POST" and form.is_valid():
        why = form.cleaned_data["why"]
        if form.once(acts.strike_supervision, by=request.user, supervision=found, why=why):
            return redirect("interventions:practitioner", found.user.public_id)
    return render(request, "interventions/strike_supervision.html", {"form": form, "supervision": found})


@rule(ARRANGE)
@require_POST
def end_credential(request, credential):
    found = get_object_or_404(Credential.objects.select_related("user"), public_id=credential)
    return _press(request, found.user, acts.end_credential, credential=found)


@rule(ARRANGE)
@require_POST
def retire_slot(request, slot):
    found = get_object_or_404(Slot.objects.select_related("practitioner"), public_id=slot)
    return _press(request, found.practitioner, acts.retire_slot, slot=found)


def _press(request, person, act, **about):
    form = PostingForm(request.POST, by=request.user)
    if form.is_valid():
        form.once(act, by=request.user, **about)
    for error in form.non_field_errors():
        messages.error(request, error)
    return redirect("interventions:practitioner", person.public_id)


# The school's own short lists


@rule(ARRANGE)
@require_safe
def help_lists(request):
    """What an informal plan can hold, and what a session can be about: the school's own words."""
    items = [(item, uuid.uuid4()) for item in HelpItem.objects.all()]
    lists = [
        {
            "kind": kind,
            "name": HelpItem.Kind(kind).label,
            "items": [item for item, _ in items if item.kind == kind and item.retired_on is None],
            "retired": [(item, key) for item, key in items if item.kind == kind and item.retired_on is not None],
        }
        for kind in HelpItem.Kind.values
    ]
    return render(request, "interventions/help_lists.html", {"lists": lists})


@rule(ARRANGE)
def add_help_item(request, which):
    if which not in HelpItem.Kind.values:
        raise Http404("There is nothing here for you to see.")
    form = HelpItemForm(request.POST or None, by=request.user)
    sent = request.method == "POST" and form.is_valid()
    if sent and form.once(acts.add_help_item, by=request.user, kind=which, facts=form.facts):
        return redirect("interventions:help_lists")
    return render(request, "interventions/edit_help_item.html", {"form": form, "item": None})


@rule(ARRANGE)
def edit_help_item(request, item):
    found = get_object_or_404(HelpItem, public_id=item)
    form = HelpItemForm(request.POST or None, instance=found, by=request.user)
    if request.method == "POST" and form.is_valid():
        version = form.cleaned_data["version"]
        if form.once(acts.edit_help_item, by=request.user, item=found, version=version, facts=form.facts):
            return redirect("interventions:help_lists")
    return render(request, "interventions/edit_help_item.html", {"form": form, "item": found, "key": uuid.uuid4()})


@rule(ARRANGE)
@require_POST
def retire_help_item(request, item):
    """Put a line away, or bring it back."""
    found = get_object_or_404(HelpItem, public_id=item)
    form = PostingForm(request.POST, by=request.user)
    if form.is_valid():
        form.once(acts.retire_help_item, by=request.user, item=found)
    for error in form.non_field_errors():
        messages.error(request, error)
    return redirect("interventions:help_lists")
