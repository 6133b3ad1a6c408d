"""A child's safeguarding file: one page that reads it, and a page for each thing that is written into it."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from audit.actions import record_read
from concerns.actions import filing, receiving
from concerns.actions import standing as acts
from concerns.actions.home import set_contact_with_home
from concerns.forms import (
    AnswerDateForm,
    ContactWithHomeForm,
    DateForm,
    EndForm,
    EntryForm,
    HarmForm,
    KeyPersonForm,
    PagesForm,
    PressForm,
    PurposeForm,
    ReceivedForm,
    ReferenceForm,
    StandingForm,
    find_child,
)
from concerns.models import DateOwed, FileEntry, HarmAssessment, Keeping, KeyPerson, ReceivedFile, Standing
from concerns.showing import files as showing_file
from concerns.views.logging import child_context
from documents.models import Attachment
from documents.serving import serve_attachment
from pupils.models import Pupil
from staff import second_factor
from staff.access import rule
from staff.permitted import get_permitted_or_404
from staff.policy import Permission

KEEP, READ = Permission.SAFEGUARDING_KEEP, Permission.CONCERN_READ


def keeper_of(request, public_id):
    """The child whose file this person keeps; a 404 as of a missing one otherwise."""
    return get_permitted_or_404(Pupil.objects.with_class, request.user, KEEP, public_id=public_id)


@rule(READ)
def safeguarding_file(request, pupil):
    """The whole file. It asks again who you are; of those who do not keep it, it asks for a purpose, too."""
    rows = Pupil.objects.with_class().filter(pk__in=showing_file.open_to(request.user).values("pk"))
    found = get_permitted_or_404(rows, request.user, Permission.PUPIL_READ, public_id=pupil)
    if not second_factor.recent(request):
        return second_factor.ask_again(request)
    keeps = showing_file.keeps(request.user, found)
    if not keeps:
        purpose = PurposeForm(request.POST or None, by=request.user)
        if request.method != "POST" or not purpose.is_valid():
            return render(request, "concerns/file_purpose.html", {"pupil": found, "form": purpose})
        reason = purpose.cleaned_data["purpose"]
        record_read(request.user, found, "safeguarding.file_read", pupil=found, always=True, reason=reason)
    else:
        record_read(request.user, found, "safeguarding.file_read", pupil=found)
    context = showing_file.whole_file(found, request.user) | {"pupil": found, "keeps": keeps}
    context["left"] = found.has_left(context["today"])
    return render(request, "concerns/safeguarding_file.html", context)


def kept_elsewhere(request, pupil):
    """Back to the file, from an old link to what is written in another system; None where it is written here."""
    kept_in = Keeping.current().kept_in
    if not kept_in or request.method == "POST":
        return None
    messages.error(request, str(filing.KeptElsewhere(kept_in)))
    return redirect("concerns:safeguarding_file", pupil.public_id)


def step(request, pupil, form, act, said, *, template="concerns/file_form.html", answers=None, then=None, **words):
    """The shape every step shares: a form, one action, back to the file."""
    if request.method == "POST" and form.is_valid():
        given = {name: value for name, value in form.cleaned_data.items() if name != "idempotency_key"}
        if form.once(act, by=request.user, **(given | (answers or {}))):
            messages.success(request, said)
            return redirect(*(then or ("concerns:safeguarding_file", pupil.public_id)))
    return render(request, template, {"pupil": pupil, "form": form, **words})


@rule(KEEP)
def set_standing(request, pupil):
    child = keeper_of(request, pupil)
    form = StandingForm(request.POST or None, by=request.user, pupil=child)
    words = {"heading": "Where the child stands", "button": "Write it down"}
    return step(request, child, form, acts.set_standing, "Written down.", answers={"pupil": child}, **words)


@rule(KEEP)
def contact_with_home(request, pupil):
    """Stop it for now, or allow it again."""
    child = keeper_of(request, pupil)
    form = ContactWithHomeForm(request.POST or None, by=request.user, pupil=child, kept_in=Keeping.current().kept_in)
    words = {"heading": "Contact with home", "button": "Save"}
    return step(request, child, form, set_contact_with_home, "Saved.", answers={"pupil": child}, **words)


@rule(KEEP)
def end_standing(request, standing):
    found = get_permitted_or_404(Standing, request.user, KEEP, beside=("pupil",), public_id=standing)
    form = EndForm(request.POST or None, by=request.user)
    words = {"heading": f"{found.get_kind_display()} ends", "button": "It ended on this day"}
    answers = {"standing": found}
    return step(request, found.pupil, form, acts.end_standing, "It stays in the history.", answers=answers, **words)


@rule(KEEP)
def add_person(request, pupil):
    child = keeper_of(request, pupil)
    form = KeyPersonForm(request.POST or None, by=request.user, pupil=child)
    words = {"heading": "Somebody outside who works with the child", "button": "Add this person"}
    return step(request, child, form, acts.add_person, "Added.", answers={"pupil": child}, **words)


@rule(KEEP)
def end_person(request, person):
    found = get_permitted_or_404(KeyPerson, request.user, KEEP, beside=("pupil",), public_id=person)
    form = PressForm(request.POST or None, by=request.user)
    words = {"heading": f"{found.name} does not work with the child any more", "button": "Take them off"}
    answers = {"person": found}
    return step(
        request, found.pupil, form, acts.end_person, "Their name stays in the history.", answers=answers, **words
    )


@rule(KEEP)
def owe_date(request, pupil):
    child = keeper_of(request, pupil)
    form = DateForm(request.POST or None, by=request.user, pupil=child)
    words = {"heading": "A date that is owed", "button": "Remind us"}
    return step(request, child, form, acts.owe_date, "You will be reminded.", answers={"pupil": child}, **words)


@rule(KEEP)
def answer_date(request, date):
    found = get_permitted_or_404(DateOwed, request.user, KEEP, beside=("pupil",), public_id=date)
    form = AnswerDateForm(request.POST or None, by=request.user, date=found)
    words = {"heading": f"{found.get_kind_display()}, {found.on.day} {found.on:%B %Y}", "button": "Write it down"}
    answers = {"date": found}
    return step(request, found.pupil, form, acts.answer_date, "Written down.", answers=answers, **words)


@rule(KEEP)
def write_entry(request, pupil):
    """A notice from the police, a call or a note: written in seconds, the same for ticked siblings."""
    child = keeper_of(request, pupil)
    kind = request.GET.get("kind", "")
    form = EntryForm(request.POST or None, by=request.user, pupil=child, kind=kind if kind in FileEntry.Kind else "")
    words = {"heading": "Write into the file", "button": "Put it in the file", "encompass": kind == "encompass"}
    return step(request, child, form, filing.write_entry, "It is in the file.", answers={"pupil": child}, **words)


@rule(KEEP)
def receive_file(request, pupil):
    """A file came from the school before: its day, its place, whom it was told, and its pages, sealed."""
    child = keeper_of(request, pupil)
    people = receiving.who_may_be_briefed(child)
    form = ReceivedForm(request.POST or None, request.FILES or None, by=request.user, pupil=child, people=people)
    if request.method == "POST" and form.is_valid():
        given = {name: value for name, value in form.cleaned_data.items() if name != "idempotency_key"}
        if received := form.once(receiving.receive_file, by=request.user, pupil=child, **given):
            return _back_to_the_file(request, form, received)
    context = {"pupil": child, "form": form, "heading": "A file from another school", "button": "Put it in the file"}
    return render(request, "concerns/file_form.html", context)


@rule(KEEP)
def add_pages(request, received):
    """Pages of it that came later, or were not kept the first time."""
    found = get_permitted_or_404(ReceivedFile, request.user, KEEP, beside=("pupil",), public_id=received)
    form = PagesForm(request.POST or None, request.FILES or None, by=request.user, pupil=found.pupil)
    if request.method == "POST" and form.is_valid():
        files = form.cleaned_data["files"]
        if form.once(receiving.add_pages, by=request.user, received=found, files=files):
            return _back_to_the_file(request, form, found)
    context = {"pupil": found.pupil, "form": form, "heading": f"Pages from {found.from_school}"}
    return render(request, "concerns/file_form.html", context | {"button": "Put them in the file"})


def _back_to_the_file(request, form, received):
    if getattr(received, "files_left_out", 0) or getattr(form.fields.get("files"), "left_out", ()):
        messages.error(request, "It is written down. Its pages were not kept: something of ours does not work.")
    else:
        messages.success(request, "It is in the file.")
    return redirect("concerns:safeguarding_file", received.pupil.public_id)


@rule(KEEP)
@require_safe
def received_file(request, received, attachment):
    """Its pages as they came: for the safeguarding leads, each time entered in the log."""
    found = get_permitted_or_404(ReceivedFile, request.user, KEEP, beside=("pupil",), public_id=received)
    kept = get_object_or_404(Attachment.objects.of(found), public_id=attachment)
    if not second_factor.recent(request):
        return second_factor.ask_again(request)
    return serve_attachment(request, kept, pupil=found.pupil)


@rule(KEEP)
def keep_elsewhere(request, pupil):
    child = keeper_of(request, pupil)
    form = ReferenceForm(request.POST or None, by=request.user, pupil=child)
    words = {"heading": "Where the file is kept", "button": "Save the reference"}
    return step(
        request, child, form, filing.keep_elsewhere, "The reference is saved.", answers={"pupil": child}, **words
    )


@rule(KEEP)
def assess_harm(request, pupil):
    """The first version of a risk assessment about harm between children, with the guidance beside it."""
    return _assess(request, keeper_of(request, pupil), None)


@rule(KEEP)
def assess_again(request, assessment):
    """A new version; what the last one said is filled in, so it asks again who you are."""
    found = _assessment(request, assessment, KEEP)
    if request.method == "GET" and not second_factor.recent(request):
        return second_factor.ask_again(request)
    return _assess(request, found.pupil, found)


def _assess(request, child, follows):
    if (back := kept_elsewhere(request, child)) is not None:
        return back
    choosing = request.method == "POST" and {"find", "choose", "change"} & set(request.POST)
    bound = request.POST if request.method == "POST" and not choosing else None
    form = HarmForm(bound, by=request.user, pupil=child, follows=follows)
    if choosing:
        form.initial |= {name: request.POST[name] for name in form.fields if name in request.POST}
    if bound and form.is_valid():
        names = ("part", "likelihood", "review_on", "what", "who", "measures", "childs_view", "parents_view")
        answers = {name: form.cleaned_data[name] for name in names}
        facts = {"pupil": child, "other_pupil": form.other, "follows": follows}
        if made := form.once(filing.assess_harm, by=request.user, **facts, **answers):
            messages.success(request, f"Version {made.version} is written. You will be reminded to look at it again.")
            return redirect("concerns:harm", made.public_id)
    picked = request.POST.get("choose") or form["pupil"].value()
    chosen = None if "change" in request.POST else find_child(request.user, picked)
    context = child_context(request.user, chosen, request.POST.get("pupil_name", ""))
    context |= {"pupil": child, "form": form, "follows": follows, "fixed": False, "own_class": []}
    return render(request, "concerns/assess_harm.html", context)


def _assessment(request, public_id, permission):
    beside = ("pupil", "text", "other_pupil", "written_by", "follows")
    return get_permitted_or_404(HarmAssessment, request.user, permission, beside=beside, public_id=public_id)


@rule(READ)
@require_safe
def harm(request, assessment):
    """One version of a risk assessment, read whole: an audited request of its own."""
    found = _assessment(request, assessment, READ)
    if not second_factor.recent(request):
        return second_factor.ask_again(request)
    record_read(request.user, found, "safeguarding.assessment_read", pupil=found.pupil)
    newer = HarmAssessment.objects.permitted(request.user, READ).filter(follows=found).first()
    older = found.follows if found.follows_id else None
    context = {
        "pupil": found.pupil,
        "assessment": found,
        "other": showing_file.name_for(request.user, found.other_pupil),
        "newer": newer,
        "older": older,
        "keeps": showing_file.keeps(request.user, found.pupil),
    }
    return render(request, "concerns/harm.html", context)
