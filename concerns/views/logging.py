"""Writing a concern down, and hearing back: what every member of staff meets of this room."""

from uuid import UUID

from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from audit.actions import record_read
from concerns.actions import raise_concern
from concerns.forms import LogForm, find_child
from concerns.models import Concern
from concerns.paging import page_of
from concerns.showing import parts_of, status_for_author
from pupils.models import Pupil
from school.duty import on_duty
from school.models import Agency, School
from staff import drafts
from staff.access import rule, signed_in
from staff.policy import Permission

MOST_FOUND = 12


@rule(Permission.CONCERN_RAISE)
def log(request):
    return _log(request)


@rule(Permission.CONCERN_RAISE)
def log_about(request, pupil):
    child = find_child(request.user, pupil)
    if child is None:
        raise Http404("There is nothing here for you to see.")
    return _log(request, child)


def _log(request, child=None):
    """One page, one form. Without a script the same form finds the child: then nothing is sent yet."""
    about = {"draft_about": child.public_id, "initial": {"pupil": child.public_id}} if child else {}
    only_choosing = {"find", "choose", "change"} & set(request.POST)
    if request.method == "POST" and not only_choosing:
        form = LogForm(request.POST, by=request.user, **about)
        if form.is_valid():
            concern = form.once(
                raise_concern,
                by=request.user,
                pupil=form.child,
                answers=form.answers(),
                needs=list(form.cleaned_data["needs"]),
            )
            if concern:
                return redirect("concerns:receipt", concern.public_id)
        chosen = form.child
    else:
        form = LogForm(by=request.user, **about)
        if only_choosing:
            form.initial |= _typed(request.POST)
        chosen = child or find_child(request.user, _chosen(request, form))
    found = None if chosen else _children_like(request.user, request.POST.get("pupil_name", ""))
    return render(
        request,
        "concerns/log.html",
        {
            "form": form,
            "chosen": chosen,
            "fixed": child is not None,
            "found": found,
            "own_class": [] if chosen else _own_class(request.user),
        },
    )


def _typed(posted):
    """What is typed so far, to fill the form with again."""
    return {name: posted.getlist(name) if name == "needs" else posted[name] for name in posted if name != "pupil"}


def _chosen(request, form):
    if "choose" in request.POST:
        form.initial["pupil"] = _uuid(request.POST["choose"])
    elif request.method == "POST" and "change" not in request.POST:
        form.initial["pupil"] = _uuid(request.POST.get("pupil", ""))
    elif request.method == "POST":
        form.initial["pupil"] = None
    else:
        form.initial["pupil"] = _uuid(form.initial.get("pupil"))
    return form.initial["pupil"]


@rule(Permission.CONCERN_RAISE)
@require_http_methods(["POST"])
def find(request):
    """The child's part of the form, for the page's own requests: what matches, or the one that was chosen."""
    chosen = find_child(request.user, _uuid(request.POST.get("choose", "")))
    if chosen or "change" in request.POST:
        own_class = [] if chosen else _own_class(request.user)
        context = {"chosen": chosen, "found": None, "own_class": own_class, "fixed": False}
        return render(request, "concerns/_child.html", context)
    found = _children_like(request.user, request.POST.get("pupil_name", ""))
    return render(request, "concerns/_found.html", {"found": found})


def _children_like(user, text):
    """Children whose name begins like this, one's own first; None when nothing is typed."""
    if not text.strip():
        return None
    mine = set(Pupil.objects.mine(user).values_list("pk", flat=True))
    rows = Pupil.objects.permitted(user, Permission.CONCERN_RAISE).open().named_like(text[:80]).with_class()
    rows = sorted(rows[:200], key=lambda child: (child.pk not in mine, child.sort_name))
    return {"children": rows[:MOST_FOUND], "more": len(rows) > MOST_FOUND}


def _own_class(user):
    return list(Pupil.objects.permitted(user, Permission.CONCERN_RAISE).taught_by(user).with_class()[:80])


def _uuid(text):
    """A public id, or None for anything else: a strange value finds nobody."""
    try:
        return UUID(str(text or ""))
    except ValueError:
        return None


@rule(Permission.CONCERN_RAISE)
@require_http_methods(["GET", "HEAD", "POST"])
def adult(request):
    """About an adult who works here: nothing is kept, the draft goes, and the page says whom to tell."""
    if request.method == "POST":
        drafts.discard(request.user, LogForm.draft, request.POST.get("draft_about", "")[:64])
    lado = Agency.objects.current().filter(code="lado").first()
    return render(request, "concerns/adult.html", {"school": School.current(), "lado": lado})


@signed_in
@require_safe
def urgent(request):
    """Tell a person now: who is on duty and their telephones. This page sends nothing and never idles out."""
    return render(request, "concerns/urgent.html", {"duty": on_duty()})


@rule(Permission.CONCERN_RAISE)
@require_safe
def receipt(request, concern):
    """What its author keeps: that it arrived, when it was seen, their own words and the line back."""
    found = Concern.objects.written_by(request.user).select_related("acknowledged_by").filter(public_id=concern).first()
    if found is None:
        raise Http404("There is nothing here for you to see.")
    readable = Concern.objects.permitted(request.user, Permission.CONCERN_READ).filter(pk=found.pk).exists()
    if readable:
        record_read(request.user, found, "concern.own_words_read")
    return render(
        request,
        "concerns/receipt.html",
        {
            "concern": found,
            "status": status_for_author(found),
            "parts": parts_of([found])[found.pk],
            "words": found.text if readable else None,
            "feedback": list(found.notes.for_author()) if readable else [],
            "duty": on_duty() if found.tell_in_person and found.status == Concern.Status.SUBMITTED else None,
        },
    )


@rule(Permission.CONCERN_RAISE)
@require_safe
def mine(request):
    """What I logged: where each one is, and never more."""
    rows = Concern.objects.written_by(request.user).select_related("acknowledged_by")
    concerns, after = page_of(rows, request.GET.get("after"))
    parts = parts_of(concerns)
    lines = [
        {"concern": concern, "parts": parts[concern.pk], "status": status_for_author(concern)} for concern in concerns
    ]
    return render(request, "concerns/mine.html", {"lines": lines, "after": after})
