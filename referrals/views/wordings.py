"""The school's own wordings: one for each way of asking, and one for each agency that wants its own."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render

from referrals.actions.wordings import write_wording as write
from referrals.forms.wordings import SharedWordingForm, WordingForm
from referrals.models import Wording, asks_for_the_safeguarding_leads
from referrals.wording.example import EXAMPLE
from referrals.wording.fields import ABOUT_SCHOOL, ABOUT_THE_ASKING, ABOUT_THE_CHILD
from referrals.wording.merging import answers, page
from school.models import Agency
from staff.access import rule
from staff.policy import Permission

WRITE = Permission.REFERRAL_WRITE
SHELVES = (
    ("About the child", ABOUT_THE_CHILD),
    ("About what is asked", ABOUT_THE_ASKING),
    ("About school", ABOUT_SCHOOL),
)
BY = {"letter": "Every letter", "portal": "Every agency’s own form", "telephone": "Every call"}


def _agencies(user):
    rows = Agency.objects.current().filter(wave__isnull=False, route__in=BY)
    return rows if asks_for_the_safeguarding_leads(user) else rows.filter(dsl_only=False)


@rule(WRITE)
def wordings(request):
    """What reads how: the school's own for each way of asking, then each agency's."""
    own = set(Wording.objects.filter(agency__isnull=False).values_list("agency", "route"))
    rows = [(one, (one.pk, one.route) in own) for one in _agencies(request.user).order_by("name")]
    return render(request, "referrals/wordings.html", {"routes": BY.items(), "agencies": rows})


@rule(WRITE)
def wording_of_route(request, route):
    """How every letter, form or call reads where the agency has no wording of its own."""
    if route not in BY:
        return redirect("referrals:wordings")
    return _write(request, None, route, BY[route])


@rule(WRITE)
def wording_of_agency(request, agency):
    """How what goes to one agency reads."""
    found = get_object_or_404(_agencies(request.user), public_id=agency)
    return _write(request, found, found.route, found.name)


def _write(request, agency, route, heading):
    versions = list(Wording.objects.of(agency, route).select_related("made_by")[:50])
    shared = None if versions or agency is None else Wording.objects.of(None, route).first()
    start = versions[0] if versions else shared
    initial = {"words": start.words if start else "", "after": versions[0].number if versions else 0}
    about = agency.public_id if agency else route
    kind = WordingForm if agency else SharedWordingForm
    form = kind(request.POST or None, by=request.user, initial=initial, draft_about=about)
    if request.method == "POST" and form.is_valid():
        words = {name: form.cleaned_data[name] for name in ("words", "after")}
        if form.once(write, by=request.user, agency=agency, route=route, **words):
            messages.success(request, "Kept. Letters that are begun from now on read like this.")
            return redirect(request.path)
    shown = form["words"].value() or ""
    by_letter = route == Agency.Route.LETTER
    context = {
        "form": form, "heading": heading, "versions": versions, "shared": shared, "shelves": SHELVES,
        "example": page(shown, EXAMPLE) if by_letter else "", "answers": [] if by_letter else answers(shown, EXAMPLE),
    }  # fmt: skip
    return render(request, "referrals/write_wording.html", context)
