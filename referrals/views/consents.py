"""What a family agreed to, all of it on one page."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from audit.actions import record_read
from documents.models import Attachment
from documents.serving import serve_attachment
from pupils.models import Consent, Pupil
from referrals.actions import consent as acts
from referrals.forms.consent import SignedForm
from referrals.models import Referral
from referrals.papers import with_pages
from referrals.said import said_to
from staff.access import rule
from staff.permitted import first_or_404, get_permitted_or_404
from staff.policy import Permission

READ, WRITE = Permission.REFERRAL_READ, Permission.REFERRAL_WRITE
AT_MOST = 200


@rule(READ)
@require_safe
def consents(request, pupil):
    """Every word of a family about a child's referrals and places on programmes that this reader may read, newest first."""
    child = get_permitted_or_404(Pupil, request.user, READ, public_id=pupil)
    record_read(request.user, child, "consents.opened", pupil=child)
    today = timezone.localdate()
    rows = said_to(request.user, child)
    rows = rows.select_related("contact", "recorded_by", "withdrawal").order_by("-given_on", "-pk")[:AT_MOST]
    mine = set(Referral.objects.permitted(request.user, WRITE).filter(pupil=child).values_list("consents", flat=True))
    rows = with_pages(rows, lambda said: said.pk in mine)
    context = {"pupil": child, "rows": [(one, *_stands(one, today)) for one in rows]}
    return render(request, "referrals/consents.html", context)


@rule(READ)
@require_safe
def consent_file(request, consent, proof):
    """The signed form of a family, exactly as it came, for whoever reads the referral or the place it is about."""
    said = get_object_or_404(said_to(request.user).select_related("pupil"), public_id=consent)
    kept = get_object_or_404(Attachment.objects.of(said), public_id=proof)
    return serve_attachment(request, kept, pupil=said.pupil)


@rule(WRITE)
def add_signed_form(request, consent):
    """The paper of something the family said already: it is kept beside that line."""
    referrals = Referral.objects.permitted(request.user, WRITE).filter(consents__public_id=consent)
    referral = first_or_404(referrals.select_related("pupil", "agency")[:1])
    said = referral.consents.select_related("contact").get(public_id=consent)
    form = SignedForm(request.POST or None, request.FILES or None, by=request.user)
    if request.method == "POST" and form.is_valid():
        files = form.cleaned_data["files"]
        if form.once(acts.add_signed_form, by=request.user, referral=referral, consent=said, files=files):
            messages.success(request, "The form is kept beside what they said.")
            return redirect(referral)
    context = {"form": form, "said": said, "referral": referral, "pupil": referral.pupil}
    return render(request, "referrals/add_signed_form.html", context)


def _stands(consent, today):
    """(does it hold today?, in words why not)"""
    if consent.answer != Consent.Answer.GIVEN:
        return False, ""
    if hasattr(consent, "withdrawal"):
        return False, f"Taken back on {consent.withdrawal.given_on:%-d %B %Y}"
    if consent.has_run_out(today):
        return False, f"Ran out on {consent.until_on:%-d %B %Y}"
    return True, "Holds today"
