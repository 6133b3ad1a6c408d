"""The safeguarding leads' log, the way into a child's file from it, and how the school keeps its records."""

from urllib.parse import urlencode

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from concerns import carrying
from concerns.forms import KeepingForm, find_child
from concerns.models import Concern, Keeping
from concerns.paging import page_of
from concerns.safeguarding_log import GAPS, SHELVES, gaps, how_many, summary
from concerns.views.logging import child_context
from staff.access import rule
from staff.policy import Permission

KEEP = Permission.SAFEGUARDING_KEEP
STATES = {"": "Open", "closed": "Closed", "all": "All"}


@rule(KEEP)
@require_safe
def safeguarding_log(request):
    """What is open about whom: the lists, each by its tab; filters stay in the address, names never do."""
    chosen = _chosen(request.GET)
    shelf, gap = SHELVES[chosen["show"]], GAPS.get(chosen["gap"])
    rows = gap.rows(request.user) if gap else _filtered(shelf.rows(request.user), chosen)
    if gap and chosen["show"] not in ("concerns", "leavers"):
        rows = rows.select_related("pupil")
    found, after = page_of(rows, request.GET.get("after"), order=shelf.order)
    there_are = how_many(request.user)
    forgotten = [one | {"url": _address(one)} for one in gaps(there_are)]
    context = {
        "summary": summary(there_are),
        "gaps": forgotten,
        "tabs": [
            {"url": _address({"show": key}), "words": one.words, "here": key == chosen["show"]}
            for key, one in SHELVES.items()
        ],
        "lines": shelf.lines(found),
        "empty": shelf.empty,
        "chosen": chosen,
        "states": [(key, words, key == chosen["state"]) for key, words in STATES.items()],
        "thresholds": [(key, words, key == chosen["threshold"]) for key, words in Concern.Threshold.choices if key],
        "more": _address(chosen | {"after": after}) if after else "",
        "gap_words": next((g["words"] for g in forgotten if g["gap"] == chosen["gap"]), ""),
    }
    return render(request, "concerns/safeguarding_log.html", context)


def _chosen(asked):
    """The filters that are in the address, strange ones left out."""
    known = {"show": SHELVES, "gap": GAPS, "state": STATES, "threshold": Concern.Threshold.values}
    chosen = {name: asked.get(name, "") if asked.get(name, "") in values else "" for name, values in known.items()}
    gap = GAPS.get(chosen["gap"])
    return chosen | {"show": gap.show if gap else chosen["show"] or "concerns"}


def _filtered(rows, chosen):
    if chosen["show"] != "concerns":
        return rows
    if chosen["state"] != "all":
        rows = rows.filter(status=Concern.Status.CLOSED) if chosen["state"] else rows.open()
    return rows.filter(threshold=chosen["threshold"]) if chosen["threshold"] else rows


def _address(chosen):
    asked = {
        name: value
        for name, value in chosen.items()
        if value and name in ("show", "gap", "state", "threshold", "after")
    }
    return reverse("concerns:safeguarding_log") + (f"?{urlencode(asked)}" if asked else "")


@rule(KEEP)
def find_file(request):
    """Three letters of a name, then the child's file, or straight to a notice from the police at 08:15."""
    posted = request.POST
    chosen = None if "change" in posted else find_child(request.user, posted.get("choose") or posted.get("pupil"))
    if chosen is not None and posted.get("go") == "entry":
        return redirect(reverse("concerns:write_entry", args=[chosen.public_id]) + "?kind=encompass")
    if chosen is not None and posted.get("go") == "file":
        return redirect("concerns:safeguarding_file", chosen.public_id)
    context = child_context(request.user, chosen, posted.get("pupil_name", ""))
    return render(request, "concerns/find_file.html", context | {"fixed": False, "own_class": []})


@rule(KEEP)
def set_keeping(request):
    """How safeguarding is kept here: the lead, the head, and where the file is."""
    keeping = Keeping.objects.select_related("lead").first()
    form = KeepingForm(request.POST or None, by=request.user, instance=keeping, leads=carrying.leads())
    if request.method == "POST" and form.is_valid():
        answers = {name: form.cleaned_data[name] for name in ("lead", "head_reads", "kept_in", "version")}
        if form.once(carrying.set_keeping, by=request.user, **answers):
            messages.success(request, "Saved. It holds from now on.")
            return redirect("concerns:safeguarding_log")
    return render(request, "concerns/set_keeping.html", {"form": form})
