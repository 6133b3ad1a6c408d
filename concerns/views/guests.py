"""The pages for people without an account: write, never read. And the poster that leads to them."""

import uuid

from django.conf import settings
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_POST, require_safe

from audit.actions import Guest
from concerns import guests
from concerns.actions.reports import receive_report
from concerns.forms import GuestForm, PinForm
from concerns.models import Report
from school.duty import on_duty
from school.models import Agency, School
from staff.access import public, rule
from staff.policy import Permission
from staff.posting import PostingForm

SOMEBODY = Guest("Guest")  # until they have said who they are


@public
def guest(request):
    """The door: about an adult first, then today's PIN. Nothing that is typed here is kept."""
    form = PinForm(request.POST or None, by=SOMEBODY)
    if request.method == "POST" and form.is_valid():
        wrong = guests.open_door(request, form.cleaned_data["pin"])
        if not wrong:
            response = redirect("concerns:guest_write")
            guests.let_in(response)
            return response
        form.add_error("pin", wrong)
    return render(
        request, "concerns/guest.html", {"form": form, "school": School.current(), "inside": guests.is_in(request)}
    )


@public
@require_safe
def guest_adult(request):
    """About an adult who works here: nothing is kept, and the page says whom to tell."""
    lado = Agency.objects.current().filter(code="lado").first()
    return render(request, "concerns/guest_adult.html", {"school": School.current(), "lado": lado})


@public
def guest_write(request):
    """The form, for a browser that knows today's PIN. It keeps nothing until it is sent. A PIN that changed while
    somebody wrote is asked for on the same page: they fetch a number, and type nothing again."""
    here = guests.is_in(request)
    if not here and request.method != "POST":
        return redirect("concerns:guest")
    form = GuestForm(request.POST or None, by=SOMEBODY, asks_pin=not here)
    if request.method == "POST" and form.is_valid():
        wrong = "" if here else guests.open_door(request, form.cleaned_data["pin"])
        if wrong:
            form.add_error("pin", wrong)
        elif not guests.may_send(request, here or str(form.cleaned_data["idempotency_key"])):
            form.add_error(None, "That is more than we can take from here. Tell a person now.")
        elif report := _send(form):
            response = redirect("concerns:guest_sent", report.public_id)
            if not here:
                guests.let_in(response)
            return response
    return render(request, "concerns/guest_write.html", {"form": form, "duty": on_duty() if here else None})


def _send(form):
    name, agency, _ = form.writer()
    return form.once(
        receive_report,
        by=Guest(name, agency),
        kind=Report.Kind.GUEST,
        child=form.child(),
        writer=form.writer(),
        answers=form.answers(),
    )


@public
@require_safe
def guest_sent(request, report):
    """A number, and whom to tell. Not a word of what was written, whoever asks."""
    if not guests.is_in(request):
        return redirect("concerns:guest")
    sent = (
        Report.objects.filter(public_id=report, kind=Report.Kind.GUEST).values_list("reference", "received_at").first()
    )
    reference, at = sent or ("", None)
    context = {"reference": reference, "sent_at": at, "duty": on_duty(), "again": reverse("concerns:guest_write")}
    return render(request, "concerns/report_sent.html", context, status=200 if sent else 404)


@rule(Permission.SCHOOL_MANAGE)
@require_safe
def guest_poster(request):
    """Today's PIN with the way to the form, to print and hang up."""
    return _poster(request)


def _poster(request):
    pin = guests.todays_pin()
    address = settings.BASE_URL.rstrip("/") + reverse("concerns:guest")
    context = {
        "pin": f"{pin[:3]} {pin[3:]}",
        "today": timezone.localdate(),
        "address": address,
        "qr": _picture_of(address),
        "school": School.current(),
        "key": uuid.uuid4(),
    }
    return render(request, "concerns/guest_poster.html", context)


def _picture_of(address):
    """The address as a QR code: our own SVG, nothing anybody typed."""
    import qrcode  # with its pictures large, and for this alone: not in every web worker
    from qrcode.image.svg import SvgPathImage

    drawn = qrcode.make(address, image_factory=SvgPathImage, border=2, error_correction=qrcode.ERROR_CORRECT_M)
    return mark_safe(drawn.to_string(encoding="unicode"))  # noqa: S308


@rule(Permission.SCHOOL_MANAGE)
@require_POST
def change_pin(request):
    form = PostingForm(request.POST, by=request.user)
    if form.is_valid() and form.once(guests.change_pin, by=request.user):
        return redirect("concerns:guest_poster")
    return _poster(request)
