"""Children I may see, and finding any child by three letters."""

import uuid

from django.db.models import Count, Q, Value
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from pupils import actions
from pupils.finding import find_children
from pupils.forms import StrengthsForm
from pupils.models import YEAR_NAMES, Contact, Membership, Pupil, Sibling
from school.models import SchoolClass
from staff.access import rule
from staff.addresses import addresses
from staff.kept import kept
from staff.permitted import get_permitted_or_404, may
from staff.policy import Permission

A_PAGE = 60


@rule(Permission.PUPIL_READ, Permission.PUPIL_MANAGE)
@require_GET
def list(request):  # noqa: A001 the list of children
    """Children I may see, by surname; the office sees them to manage them."""
    reads = may(request.user, Permission.PUPIL_READ)
    with_leavers = request.GET.get("left") == "1"
    how = {"permission": Permission.PUPIL_READ if reads else Permission.PUPIL_MANAGE, "with_leavers": with_leavers}
    today, manages = timezone.localdate(), may(request.user, Permission.PUPIL_MANAGE)
    classes = _classes(request.user, today, **how)
    chosen = _chosen(request.GET.get("class"), classes)
    how_many = sum(_how_many(request.user, today, chosen, **how))
    after = _uuid(request.GET.get("after"))
    last = _place(request.user, today, chosen, after, **how) if after else []
    found = _page(request.user, today, chosen, *(last[0] if last else (None, None)), **how)
    more = len(found) > A_PAGE
    return render(
        request,
        "pupils/list.html",
        {
            "children": _in_rows(found[:A_PAGE], today, reads=reads, manages=manages),
            "how_many": how_many,
            "classes": classes,
            "leavers_to_show": bool(_leavers(request.user, today, permission=how["permission"])),
            "chosen": chosen,
            "with_leavers": with_leavers,
            "older_url": _address(request, after=found[A_PAGE - 1][0]) if more else "",
            "is_later_page": bool(request.GET.get("after")),
            "manages": manages,
        },
    )


def _shown(user, today, chosen=None, *, permission, with_leavers):
    shown = Pupil.objects.permitted(user, permission)
    shown = shown if with_leavers else shown.open(today)
    return shown.in_class(chosen, today) if chosen else shown


@kept
def _leavers(user, today, *, permission):
    return Pupil.objects.permitted(user, permission).left(today).order_by().values_list("pk")[:1]


@kept
def _classes(user, today, **how):
    taught = Membership.objects.current(today).filter(pupil__in=_shown(user, today, **how).values("pk"))
    return SchoolClass.objects.filter(pk__in=taught.values("school_class"))


@kept
def _how_many(user, today, chosen, **how):
    rows = _shown(user, today, chosen, **how).order_by().values(one=Value(1))
    return rows.annotate(how_many=Count("pk")).values_list("how_many", flat=True)


@kept
def _place(user, today, chosen, after, **how):
    return _shown(user, today, chosen, **how).filter(public_id=after).values_list("sort_name", "pk")


@kept
def _page(user, today, chosen, sort_name, pk, **how):
    """One page in order of surname, after the child with this name and key; one more tells that there are more."""
    shown = _shown(user, today, chosen, **how)
    if pk:
        shown = shown.filter(Q(sort_name__gt=sort_name) | Q(sort_name=sort_name, pk__gt=pk))
    columns = ("public_id", "preferred_forename", "preferred_surname", "class_name", "year_group", "left_on")
    return shown.with_class(today).order_by("sort_name", "pk").values_list(*columns, "name_flag")[: A_PAGE + 1]


def _in_rows(found, today, *, reads, manages):
    """The children as plain words, with where each leads: addresses carry an id, never a name."""
    read, manage = addresses("dashboard:child"), addresses("pupils:manage")
    rows = []
    for public_id, forename, surname, class_name, year, left_on, name_flag in found:
        has_left = left_on is not None and left_on <= today
        rows.append(
            (
                read(public_id) if reads else manage(public_id),
                f"{forename} {surname}",
                f"{class_name or 'no class'}, {YEAR_NAMES[year]}",
                f" · left on {left_on.day} {left_on:%B %Y}" if has_left else "",
                manages,
                manages and name_flag,
                manage(public_id) if manages and reads else "",
            )
        )
    return rows


def _uuid(text):
    try:
        return uuid.UUID(text or "")
    except ValueError:
        return None


def _chosen(text, classes):
    wanted = _uuid(text)
    return next((c for c in classes if c.public_id == wanted), None) if wanted else None


def _address(request, **changed):
    query = request.GET.copy()
    for name, value in changed.items():
        query[name] = str(value)
    return f"{request.path}?{query.urlencode()}"


@rule(Permission.CONCERN_RAISE)
@require_http_methods(["GET", "HEAD", "POST"])
def find(request):
    """Any child by three letters of a name: posted, so that names stay out of addresses and logs."""
    typed = request.POST.get("q", "")[:80].replace("\x00", "")
    found = find_children(request.user, typed) if typed else None
    manages = may(request.user, Permission.PUPIL_MANAGE)
    rows = _with_addresses(found or [], request.user, manages)
    page = {"typed": typed, "found": found, "rows": rows, "manages": manages}
    return render(request, "pupils/_found.html" if request.htmx else "pupils/find.html", page)


def _with_addresses(found, user, manages):
    """Each child found with the page that this person may open about them, if any."""
    read = addresses("dashboard:child")
    other = addresses("pupils:manage") if manages else None
    if other is None and may(user, Permission.CONCERN_RAISE):
        other = addresses("concerns:log_about")
    return [(child, read(child.public_id) if child.readable else other and other(child.public_id)) for child in found]


@rule(Permission.PUPIL_READ)
def set_strengths(request, pupil):
    """One line of what a child is good at."""
    pupil = get_permitted_or_404(Pupil, request.user, Permission.PUPIL_READ, public_id=pupil)
    form = StrengthsForm(request.POST or None, by=request.user, instance=pupil)
    if request.method == "POST" and form.is_valid():
        done = form.once(
            actions.set_strengths,
            by=request.user,
            pupil=pupil,
            version=form.cleaned_data["version"],
            strengths=form.cleaned_data["strengths"],
        )
        if done:
            return redirect(done)
    return render(request, "pupils/set_strengths.html", {"form": form, "pupil": pupil})


@rule(Permission.PUPIL_MANAGE)
@require_GET
def check(request):
    """What the last imports left for a person: names, court orders, brothers and sisters, children without a class."""
    allowed = Pupil.objects.permitted(request.user, Permission.PUPIL_MANAGE).open()
    pairs = Sibling.objects.permitted(request.user, Permission.PUPIL_MANAGE).to_confirm()
    orders = Contact.objects.permitted(request.user, Permission.PUPIL_MANAGE).filter(order_to_check=True)
    in_class = Membership.objects.current().values("pupil")
    return render(
        request,
        "pupils/check.html",
        {
            "names": allowed.filter(name_flag=True).with_class()[:100],
            "orders": orders.filter(pupil__in=allowed.values("pk")).select_related("pupil")[:100],
            "pairs": [_pair(pair) for pair in _with_classes(pairs)],
            "pairs_in_all": pairs.count(),
            "unplaced": allowed.exclude(pk__in=in_class)[:100],
        },
    )


def _with_classes(pairs):
    pairs = pairs.select_related("pupil_a", "pupil_b").order_by("pupil_a__sort_name", "pk")[:50]
    ids = {pk for pair in pairs for pk in (pair.pupil_a_id, pair.pupil_b_id)}
    names = dict(Membership.objects.current().filter(pupil__in=ids).values_list("pupil", "school_class__name"))
    for pair in pairs:
        pair.class_names = names.get(pair.pupil_a_id, "no class"), names.get(pair.pupil_b_id, "no class")
    return pairs


def _pair(pair):
    children = zip((pair.pupil_a, pair.pupil_b), pair.class_names, strict=True)
    return {
        "public_id": pair.public_id,
        "why": pair.get_why_display(),
        "children": [{"name": child.name, "class_name": name, "born_on": child.born_on} for child, name in children],
        "key": uuid.uuid4(),
    }
