"""Writing a concern down: what every member of staff meets of this room first."""

from itertools import zip_longest

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from concerns import body
from concerns.actions import raise_concern
from concerns.forms import LogForm, as_list, children_and_parts, find_child
from concerns.forms.logging import CHANGE_BOXES
from concerns.models import ChangeKind, Concern, ConcernPupil
from pupils.finding import find_children
from pupils.models import Pupil, Sibling
from pupils.talking import may_write_about
from school.models import Agency, School
from staff import drafts
from staff.access import rule
from staff.kept import kept
from staff.policy import Permission

# Buttons that only help to fill the form in: pressing one sends nothing.
CHOOSING = {"find", "choose", "change", "find_other", "add", "drop"}
LISTS = {"needs", "others", "parts", "mark_where", "mark_words", *CHANGE_BOXES}
ROWS = 3  # of the body map, and of changes, to begin with


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
    """One page, one form. Without a script the same form finds the children: then nothing is sent yet."""
    about = {"draft_about": child.public_id, "initial": {"pupil": child.public_id}} if child else {}
    if request.method == "POST" and not CHOOSING & set(request.POST):
        form = LogForm(request.POST, request.FILES, by=request.user, **about)
        if form.is_valid():
            concern = form.once(
                raise_concern,
                by=request.user,
                pupil=form.child,
                answers=form.answers(),
                others=form.other_children,
                needs=list(form.cleaned_data["needs"]),
                marks=form.marks,
                files=form.cleaned_data["files"],
                changes=form.changes,
            )
            if concern:
                _say_what_was_left_out(request, form, concern)
                return redirect("concerns:receipt", concern.public_id)
        chosen = form.child
    else:
        form = LogForm(by=request.user, **about)
        if request.method == "POST":
            form.initial |= _typed(request.POST)
        chosen = child or find_child(request.user, form.initial.get("pupil"))
    others = children_and_parts(request.user, form.typed_list("others"), form.typed_list("parts"), but=chosen)
    changes = list(zip_longest(*(form.typed_list(name) for name in CHANGE_BOXES), fillvalue=""))
    told = [row for row in changes if any(row[:2])]
    today = timezone.localdate().isoformat()
    marks = list(zip(form.typed_list("mark_where"), form.typed_list("mark_words"), strict=False))
    kinds = _change_kinds()
    context = {
        "form": form,
        **child_context(request.user, chosen, request.POST.get("pupil_name", "")),
        "fixed": child is not None,
        "only_a_word": bool(chosen) and may_write_about(request.user, chosen),
        **_others_context(request.user, chosen, others, request.POST.get("other_name", "")),
        "marks": [
            (_options(body.CHOICES, where), words) for where, words in marks + [("", "")] * max(0, ROWS - len(marks))
        ],
        "changes": [
            (_options(kinds, kind), words, on)
            for kind, words, on in told + [("", "", today)] * max(1, ROWS - len(told))
        ],
        "drawings": body.UNMARKED,
    }
    context["more"] = _more(form, marks=any(map(any, marks)), changes=told, people=others or context["found_others"])
    return render(request, "concerns/log.html", context)


@kept
def _change_kinds():
    return ChangeKind.objects.in_use().values_list("public_id", "name")


def _options(choices, chosen):
    """The lines of a list to choose from: code, words, and whether it is the one."""
    return [(code, words, str(code) == chosen) for code, words in choices]


# What may be added, a part at a time: nobody with a phone and a minute meets twenty boxes.
MORE = {
    "people": ("Other children, and who else was there", ["others_present"]),
    "said": ("What you asked, and how the child seemed", ["questions_asked", "demeanour", "source"]),
    "marks": ("Injuries and marks", ["injuries"]),
    "since": (
        "Where the child is now, and what has been done",
        ["where_now", "done_already", "parents_know", "place_detail", "happened_about"],
    ),
    "changes": ("Something has changed in the child’s life", []),
    "view": ("What you think, and what it is about", ["opinion", "needs"]),
    "files": ("A note, a letter or a slip: files", ["files"]),
}
GIVEN = {"source": Concern.Source.SAW}  # filled in already, and no reason to open a part


def _more(form, **also):
    """The parts with their fields; one with something in it, or something wrong in it, stands open."""
    parts = []
    for name, (title, names) in MORE.items():
        fields = [form[one] for one in names]
        held = also.get(name) or any(
            field.errors or (field.value() and field.value() != GIVEN.get(field.name)) for field in fields
        )
        parts.append({"name": name, "title": title, "fields": fields, "open": bool(held)})
    return parts


def _say_what_was_left_out(request, form, concern):
    """The words come first: a file that something of ours stopped is named, and may be added afterwards."""
    missing = len(form.fields["files"].left_out) + getattr(concern, "files_left_out", 0)
    if missing:
        what = "A file was" if missing == 1 else f"{missing} files were"
        messages.error(
            request, f"Your words are sent. {what} not kept: something of ours does not work. Add it here later."
        )


def _typed(posted):
    """What is typed so far, to fill the form with again, after the button that was pressed."""
    typed = {name: posted.getlist(name) if name in LISTS else posted[name] for name in posted}
    if "choose" in posted:
        typed["pupil"] = posted["choose"]
    if "change" in posted:
        typed["pupil"] = None
    others, parts = _after_button(posted)
    return typed | {"others": others, "parts": parts}


def _after_button(posted):
    """The further children once "add" or "drop" was pressed."""
    others, parts = as_list(posted.getlist("others")), as_list(posted.getlist("parts"))
    if "add" in posted:
        others, parts = [*others, posted["add"]], [*parts, ConcernPupil.Part.AFFECTED]
    if "drop" in posted:
        kept = [(one, part) for one, part in zip(others, parts, strict=False) if one != posted["drop"]]
        others, parts = [one for one, _ in kept], [part for _, part in kept]
    return others, parts


@rule(Permission.CONCERN_RAISE)
@require_http_methods(["POST"])
def find(request):
    """Parts of the form, for the page's own requests: what a name finds, the child chosen, the other children."""
    posted = request.POST
    if "other_name" in posted and not CHOOSING & set(posted):
        typed = posted["other_name"]
        context = {"found_others": _children_like(request.user, typed), "other_typed": typed}
        return render(request, "concerns/_found_others.html", context)
    if "pupil_name" in posted and not CHOOSING & set(posted):
        typed = posted["pupil_name"]
        context = {"found": _children_like(request.user, typed), "typed": typed}
        return render(request, "concerns/_found.html", context)
    chosen = find_child(request.user, posted.get("choose") or posted.get("pupil"))
    others = children_and_parts(request.user, *_after_button(posted), but=chosen)
    context = {**child_context(request.user, chosen), "fixed": False, **_others_context(request.user, chosen, others)}
    context["only_a_word"] = bool(chosen) and may_write_about(request.user, chosen)
    template = "concerns/_others.html" if {"add", "drop", "find_other"} & set(posted) else "concerns/_child.html"
    return render(request, template, context | {"swap_others": True})


def child_context(user, chosen, typed=""):
    found = None if chosen else _children_like(user, typed)
    find = reverse("concerns:find")
    own_class = [] if chosen else [(pk, f"{first} {last}", find) for pk, first, last in _own_class(user)]
    if chosen:
        chosen.class_name = _classes_of([chosen]).get(chosen.pk)
    return {"chosen": chosen, "found": found, "typed": typed, "own_class": own_class}


@kept
def _own_class(user):
    rows = _may_log_about(user).taught_by(user)
    return rows.values_list("public_id", "preferred_forename", "preferred_surname")[:80]


def _classes_of(children):
    """The name of each child's class today, by the child's key."""
    if not children:
        return {}
    return dict(Pupil.objects.filter(pk__in=[c.pk for c in children]).with_class().values_list("pk", "class_name"))


def _others_context(user, chosen, others, typed=""):
    """Further children with their parts, and the chosen child's confirmed brothers and sisters."""
    there = {child.pk for child, _ in others} | ({chosen.pk} if chosen else set())
    classes = _classes_of([child for child, _ in others])
    others = [(child, part, classes.get(child.pk)) for child, part in others]
    siblings = []
    if chosen is not None:
        pairs = Sibling.objects.permitted(user, Permission.PUPIL_READ).about_one(chosen).confirmed()
        ids = {pk for pair in pairs for pk in (pair.pupil_a_id, pair.pupil_b_id)} - there
        siblings = list(_may_log_about(user).filter(pk__in=ids).with_class()) if ids else []
    return {
        "others": others,
        "siblings": siblings,
        "found_others": _children_like(user, typed),
        "other_typed": typed,
        "part_choices": ConcernPupil.Part.choices,
    }


def _children_like(user, typed):
    """Children at school whose name begins like this, one's own first; None when fewer than three letters are typed."""
    found = find_children(user, typed[:80].replace("\x00", ""))
    return None if found is None else [child for child in found if not child.has_left]


def _may_log_about(user):
    return Pupil.objects.permitted(user, Permission.CONCERN_RAISE).open()


@rule(Permission.CONCERN_RAISE)
@require_http_methods(["GET", "HEAD", "POST"])
def adult(request):
    """About an adult who works here: nothing is kept, the draft goes, and the page says whom to tell.

    The draft is that of the form it was asked on: the long one, the short one or the one for paper.
    """
    if request.method == "POST":
        drafts.discard(request.user, request.POST.get("draft_form", ""), request.POST.get("draft_about", ""))
    lado = Agency.objects.current().filter(code="lado").first()
    return render(request, "concerns/adult.html", {"school": School.current(), "lado": lado})
