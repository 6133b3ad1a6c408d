"""A leaver's safeguarding file on its way to the next school."""

from django.contrib import messages
from django.shortcuts import redirect, render

from concerns.actions import sending_on as acts
from concerns.forms import SendOnForm
from concerns.sending_on import steps_of, still_to_do
from pupils.models import Pupil
from staff.access import rule
from staff.permitted import get_permitted_or_404
from staff.policy import Permission


@rule(Permission.SAFEGUARDING_KEEP)
def send_on(request, pupil):
    """What was said of it so far, what nobody had done yet, and the next step. No words of the file are here."""
    leavers = Pupil.objects.left().with_class()
    child = get_permitted_or_404(leavers, request.user, Permission.SAFEGUARDING_KEEP, public_id=pupil)
    form = SendOnForm(request.POST or None, by=request.user, pupil=child)
    if request.method == "POST" and form.is_valid():
        given = {name: form.cleaned_data[name] for name in ("kind", "on", "whom", "how")}
        if form.once(acts.send_on, by=request.user, pupil=child, **given):
            messages.success(request, "Written down.")
            return redirect("concerns:send_on", child.public_id)
    context = {"pupil": child, "form": form, "steps": steps_of(request.user, child)}
    return render(request, "concerns/send_on.html", context | {"to_do": still_to_do(request.user, child)})
