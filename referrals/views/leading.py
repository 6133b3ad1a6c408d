"""Handing a referral over to a colleague."""

from django.contrib import messages
from django.shortcuts import redirect, render

from referrals.actions import leading
from referrals.forms.leading import HandOverForm
from referrals.views import fetch
from staff.access import rule
from staff.policy import Permission


@rule(Permission.REFERRAL_WRITE)
def hand_over(request, referral):
    """Who goes on with it: one of those who could write it already."""
    found = fetch(request, Permission.REFERRAL_WRITE, referral)
    if found.has_ended:
        return redirect(found)
    form = HandOverForm(request.POST or None, by=request.user, referral=found)
    if request.method == "POST" and form.is_valid():
        to = form.cleaned_data["to"]
        if form.once(leading.hand_over, by=request.user, referral=found, to=to):
            messages.success(request, f"{to.name} goes on with it, and has been told.")
            return redirect(found)
    return render(request, "referrals/hand_over.html", {"form": form, "referral": found, "pupil": found.pupil})
