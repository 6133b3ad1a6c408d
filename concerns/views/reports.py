"""The short form, the paper form, and the reports that wait to be matched to a child."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from audit.actions import record_read
from concerns.actions import reports as acts
from concerns.forms import MatchForm, PaperForm, SetAsideForm, ShortForm
from concerns.models import MARKER, Report
from concerns.paging import page_of
from concerns.showing.records import files_as
from concerns.views.logging import child_context
from documents.models import Attachment
from documents.serving import serve_attachment
from pupils.models import Pupil
from school.duty import on_duty
from school.models import School
from staff import second_factor
from staff.access import rule, signed_in
from staff.permitted import get_permitted_or_404, is_permitted
from staff.policy import Permission

OFFERED = 8  # children to choose from at once; the others are found by letters
TRIAGE, RAISE = Permission.CONCERN_TRIAGE, Permission.CONCERN_RAISE
SHOWS = {
    "": ("Waiting to be matched", Report.Status.WAITING),
    "matched": ("Now concerns", Report.Status.MATCHED),
    "aside": ("Set aside", Report.Status.SET_ASIDE),
}


@rule(RAISE)
def short(request):
    """The same short form for somebody signed in: big targets, and no list of children to pick from."""
    return _write(request, ShortForm, Report.Kind.SHORT, "concerns/short.html")


@rule(RAISE)
def paper(request):
    """A paper form, copied word for word once the computers are back."""
    return _write(request, PaperForm, Report.Kind.PAPER, "concerns/paper.html")


def _write(request, form_class, kind, template):
    form = form_class(request.POST or None, request.FILES or None, by=request.user)
    if request.method == "POST" and form.is_valid():
        report = form.once(
            acts.receive_report,
            by=request.user,
            kind=kind,
            child=form.child(),
            writer=form.writer(),
            answers=form.answers(),
            files=form.cleaned_data.get("files", ()),
        )
        if report:
            left_out = getattr(report, "files_left_out", 0) + len(getattr(form.fields.get("files"), "left_out", ()))
            if left_out:
                messages.error(request, "The words are sent. The scan was not kept: something of ours does not work.")
            return redirect("concerns:report_sent", report.public_id)
    return render(request, template, {"form": form})


@rule(RAISE)
@require_safe
def report_sent(request, report):
    """A number, and whom to tell: for the person who sent it."""
    found = Report.objects.entered_by(request.user).filter(public_id=report).first()
    if found is None:
        raise Http404("There is nothing here for you to see.")
    again = reverse(AGAIN.get(found.kind, "dashboard:home"))
    context = {"reference": found.reference, "sent_at": found.received_at, "duty": on_duty(), "again": again}
    return render(request, "concerns/report_sent.html", context)


AGAIN = {Report.Kind.SHORT: "concerns:short", Report.Kind.PAPER: "concerns:paper"}


@signed_in
@require_safe
def paper_form(request):
    """An empty form to print and keep in a drawer, for when everything is down."""
    return render(request, "concerns/paper_form.html", {"school": School.current(), "duty": on_duty()})


@rule(TRIAGE)
@require_safe
def reports(request):
    """Reports whose child nobody has matched yet: danger first, then the longest waiting."""
    show = request.GET.get("show", "")
    title, status = SHOWS.get(show, SHOWS[""])
    rows = Report.objects.permitted(request.user, TRIAGE).filter(status=status).danger_first()
    order = ("calm", "received_at", "pk") if status == Report.Status.WAITING else ("-received_at", "-pk")
    found, after = page_of(rows, request.GET.get("after"), order=order)
    here = reverse("concerns:reports")
    tabs = [
        {"url": here + (f"?show={key}" if key else ""), "words": words, "here": words == title}
        for key, (words, _) in SHOWS.items()
    ]
    context = {"reports": found, "after": after, "tabs": tabs, "title": title, "show": show if show in SHOWS else ""}
    return render(request, "concerns/reports.html", context)


@rule(TRIAGE)
@require_safe
def report(request, report):
    """One report, by a request of its own: its words, the children it may mean, and the way out for it."""
    found = _found(request, report)
    return _asked_again(request) or _page(request, found)


def _asked_again(request):
    """Words that nobody has placed yet are opened only with the second factor just shown."""
    return None if second_factor.recent(request) else second_factor.ask_again(request)


def _found(request, public_id):
    beside = ("author", "concern", "settled_by", "text")
    return get_permitted_or_404(Report, request.user, TRIAGE, beside=beside, public_id=public_id)


def _page(request, found, *, match=None, aside=None, typed=""):
    user = request.user
    record_read(user, found, "report.read")
    perhaps = Pupil.objects.permitted(user, RAISE).filter(pk__in=found.perhaps.values("pupil")).with_class()
    context = {
        "report": found,
        "perhaps": list(perhaps[:OFFERED]),
        **child_context(user, None, typed),
        "files": files_as(Attachment.objects.of(found), "concerns:report_file", found),
        "match_form": match or MatchForm(by=user),
        "aside_form": aside or SetAsideForm(by=user),
        "form": match or aside,
        "may_match": Report.Status.MATCHED in acts.NEXT[found.status],
        "may_set_aside": Report.Status.SET_ASIDE in acts.NEXT[found.status],
    }
    return render(request, "concerns/report.html", context)


@rule(TRIAGE)
@require_safe
def report_file(request, report, scan):
    """The paper form itself, as it was scanned, while the report waits for a child and afterwards."""
    found = _found(request, report)
    kept = get_object_or_404(Attachment.objects.of(found), public_id=scan)
    if kept.given_name == MARKER:  # it went with the concern's words, and the concern's page says where
        return redirect("concerns:attachment", found.concern.public_id, kept.public_id)
    return _asked_again(request) or serve_attachment(request, kept)


@rule(TRIAGE)
@require_POST
def match_report(request, report):
    """This child, or first: which children have a name like this?"""
    found = _found(request, report)
    if again := _asked_again(request):
        return again
    if "find" in request.POST:
        return _page(request, found, typed=request.POST.get("pupil_name", ""))
    form = MatchForm(request.POST, by=request.user)
    if form.is_valid():
        concern = form.once(acts.match_report, by=request.user, report=found, pupil=form.cleaned_data["pupil"])
        if concern:
            messages.success(request, "It is a concern now.")
            mine = is_permitted(request.user, TRIAGE, concern)
            return redirect("concerns:read", concern.public_id) if mine else redirect("concerns:reports")
    return _page(request, _found(request, report), match=form)


@rule(TRIAGE)
@require_POST
def set_report_aside(request, report):
    found = _found(request, report)
    if again := _asked_again(request):
        return again
    form = SetAsideForm(request.POST, by=request.user)
    if form.is_valid() and form.once(
        acts.set_report_aside, by=request.user, report=found, reason=form.cleaned_data["reason"]
    ):
        messages.success(request, "Set aside. It stays here with your reason.")
        return redirect("concerns:reports")
    return _page(request, _found(request, report), aside=form)
