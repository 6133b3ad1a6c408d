"""What a colleague is asked about a child they are with: a few lines for a letter, from a notice."""

from django.contrib import messages
from django.shortcuts import redirect, render

from referrals.actions.drafting import answer_paragraph as answer
from referrals.forms.drafting import AnswerParagraphForm
from referrals.models import Paragraph
from staff.access import rule
from staff.permitted import first_or_404
from staff.policy import Permission


def _asked_of(user):
    return Paragraph.objects.asked_of(user).select_related("referral__pupil", "asked_by")


@rule(Permission.PUPIL_READ)
def paragraphs(request):
    """What I am asked, those that wait first."""
    rows = list(_asked_of(request.user).order_by("-asked_at", "-pk")[:50])
    waiting = [row for row in rows if row.is_waiting]
    return render(
        request, "referrals/paragraphs.html", {"waiting": waiting, "answered": [r for r in rows if r.answered_at]}
    )


@rule(Permission.PUPIL_READ)
def answer_paragraph(request, paragraph):
    """A few lines about a child, for a colleague who writes to somebody outside."""
    found = first_or_404(_asked_of(request.user).filter(public_id=paragraph)[:1])
    form = AnswerParagraphForm(request.POST or None, by=request.user, draft_about=found.public_id)
    if (
        request.method == "POST"
        and form.is_valid()
        and form.once(answer, by=request.user, paragraph=found, words=form.cleaned_data["words"])
    ):
        messages.success(request, "Thank you. Your lines are with your colleague.")
        return redirect("referrals:paragraphs")
    context = {"form": form, "paragraph": found, "pupil": found.referral.pupil}
    return render(request, "referrals/answer_paragraph.html", context)
