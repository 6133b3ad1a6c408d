"""A court order's own document: kept by the office with the adult it is about, read there and by the safeguarding leads."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from documents.models import Attachment
from documents.serving import serve_attachment
from pupils import contacts
from pupils.forms import OrderForm
from pupils.models import Contact
from staff.access import rule
from staff.permitted import get_permitted_or_404, may
from staff.policy import Permission

MANAGE, KEEP = Permission.PUPIL_MANAGE, Permission.SAFEGUARDING_KEEP


@rule(MANAGE)
def keep_order(request, contact):
    """What is kept of an order, and a box for its pages."""
    found = get_permitted_or_404(Contact, request.user, MANAGE, beside=("pupil",), public_id=contact)
    form = OrderForm(request.POST or None, request.FILES or None, by=request.user)
    if request.method == "POST" and form.is_valid():
        files = form.cleaned_data["files"]
        if form.once(contacts.keep_order, by=request.user, contact=found, files=files):
            messages.success(request, "It is kept with the order.")
            return redirect("pupils:keep_order", contact=found.public_id)
    page = {"contact": found, "pupil": found.pupil, "form": form, "kept": Attachment.objects.of(found)}
    return render(request, "pupils/keep_order.html", page)


@rule(MANAGE, KEEP)
@require_safe
def order_file(request, contact, attachment):
    """The order exactly as it came. Each download is an entry of its own."""
    permission = MANAGE if may(request.user, MANAGE) else KEEP
    found = get_permitted_or_404(Contact, request.user, permission, beside=("pupil",), public_id=contact)
    kept = get_object_or_404(Attachment.objects.of(found), public_id=attachment)
    return serve_attachment(request, kept, pupil=found.pupil)
