"""Pages on which a letter is written: what belongs in it, the boxes with the paper beside them, who else reads it."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from audit.actions import record_read
from documents.models import Document
from documents.reading import reading_of
from documents.serving import serve
from documents.showing import as_paper
from pupils.told import adults_of
from referrals import actions
from referrals.actions import drafting
from referrals.earlier import declined_before
from referrals.forms.drafting import AskParagraphForm, ChooseLinesForm, CopySentForm, NewestWordingForm, ReadersForm
from referrals.forms.letters import LetterForm
from referrals.letters import paper_html, problems_with
from referrals.models import LetterCopy, Referral, Wording
from referrals.views import fetch
from school.models import Agency
from staff import drafts
from staff.access import rule
from staff.permitted import get_permitted_or_404, may
from staff.policy import Level, Permission

READ, WRITE = Permission.REFERRAL_READ, Permission.REFERRAL_WRITE
State = Referral.State
COPY = ("referral__pupil", "referral__agency", "referral__consent", "referral__letter", "contact")


def being_written(request, referral):
    """The referral and its letter while that is being written; (referral, None) where it is not."""
    found = fetch(request, WRITE, referral)
    letter = getattr(found, "letter", None)
    return found, letter if found.state == State.DRAFTING else None


def page(request, name, found, form, **more):
    context = {"form": form, "referral": found, "pupil": found.pupil, **more}
    return render(request, f"referrals/{name}.html", context)


@rule(WRITE)
def begin(request, referral):
    """Tick what belongs in the letter; then it opens for writing."""
    found = fetch(request, WRITE, referral)
    if found.agency.route == Agency.Route.INTERNAL:
        return redirect("referrals:ask_inside", found.public_id)
    form = ChooseLinesForm(request.POST or None, by=request.user, referral=found)
    if (
        request.method == "POST"
        and form.is_valid()
        and form.once(actions.begin_letter, by=request.user, referral=found, ticked=form.cleaned_data["ticked"])
    ):
        return redirect("referrals:letter", found.public_id)
    return page(request, "begin", found, form, button="Start writing")


@rule(WRITE)
def choose_lines(request, referral):
    """Tick more lines of the record in, or take some out of the table again."""
    found, letter = being_written(request, referral)
    if letter is None:
        return redirect(found)
    form = ChooseLinesForm(request.POST or None, by=request.user, referral=found, letter=letter)
    if (
        request.method == "POST"
        and form.is_valid()
        and form.once(drafting.choose_lines, by=request.user, letter=letter, ticked=form.cleaned_data["ticked"])
    ):
        return redirect("referrals:letter", found.public_id)
    return page(request, "begin", found, form, button="Take these lines")


@rule(WRITE)
def letter(request, referral):
    """Write the letter, with the page it will become beside it."""
    found, draft = being_written(request, referral)
    if draft is None:
        return redirect(found)
    form = LetterForm(request.POST or None, by=request.user, instance=draft, draft_about=found.public_id)
    if request.method == "POST" and form.is_valid():
        words = {name: form.cleaned_data[name] for name in form.fields if name in (*draft.WORDS, "urgent")}
        draft.refresh_from_db()
        version = form.cleaned_data["version"]
        if form.once(actions.edit_letter, by=request.user, letter=draft, version=version, **words):
            onward = "ask_approval" if "then_ask" in request.POST else "letter"
            return redirect(f"referrals:{onward}", found.public_id)
    if request.method == "POST":
        draft.refresh_from_db()
    newest = Wording.objects.for_agency(found.agency)
    problems = problems_with(draft, found)
    return page(
        request, "letter", found, form,
        problems=problems,
        needed=sum(one.blocks for one in problems),
        declined=declined_before(request.user, found),
        reading=reading_of(draft.text()),
        paragraphs=found.paragraphs.select_related("asked_of"),
        may_ask=found.level != Level.SAFEGUARDING,
        newer=NewestWordingForm(by=request.user) if newest and newest != draft.wording else None,
        by_letter=found.agency.route == Agency.Route.LETTER,
    )  # fmt: skip


@rule(READ)
@require_safe
def paper(request, referral):
    """The very page that will be printed, for a frame beside the words; with `typed`, as its reader is writing it."""
    found = fetch(request, READ, referral)
    draft = getattr(found, "letter", None)
    if draft is None:
        return redirect(found)
    record_read(request.user, found, "letter.previewed", pupil=found.pupil)
    sealed = Document.objects.of(found).defer(None).first()
    if "typed" in request.GET and sealed is None and found.state == State.DRAFTING:
        _as_typed(draft, drafts.find(request.user, LetterForm.draft, str(found.public_id)))
    return as_paper(sealed.html if sealed else paper_html(draft, found, places=True))


def _as_typed(letter, typed):
    """Put the reader's own unsaved words over the saved ones, for the screen alone."""
    for name in letter.WORDS if typed else ():
        words = typed.fields.get(name)
        if isinstance(words, str):
            setattr(letter, name, words[: letter._meta.get_field(name).max_length])


@rule(READ)
def preview(request, referral):
    """The letter as it will read, on a page of its own."""
    found = fetch(request, READ, referral)
    if getattr(found, "letter", None) is None:
        return redirect(found)
    record_read(request.user, found, "letter.previewed", pupil=found.pupil)
    return page(request, "preview", found, None)


@rule(WRITE)
@require_POST
def take_newest_wording(request, referral):
    """Let the letter follow the newest wording of its agency."""
    found, draft = being_written(request, referral)
    form = NewestWordingForm(request.POST, by=request.user)
    if draft and form.is_valid() and form.once(drafting.take_newest_wording, by=request.user, letter=draft):
        return redirect("referrals:letter", found.public_id)
    return redirect(found)


@rule(WRITE)
def ask_paragraph(request, referral):
    """Ask a colleague who is with the child for a few lines."""
    found, draft = being_written(request, referral)
    if draft is None or found.level == Level.SAFEGUARDING:
        return redirect(found)
    form = AskParagraphForm(request.POST or None, by=request.user, referral=found)
    if request.method == "POST" and form.is_valid():
        words = {name: form.cleaned_data[name] for name in ("asked_of", "question")}
        asked = form.once(drafting.ask_for_paragraph, by=request.user, referral=found, **words)
        if asked:
            messages.success(request, f"{asked.asked_of.name} has been asked. You will hear when there is an answer.")
            return redirect("referrals:letter", found.public_id)
    return page(request, "ask_paragraph", found, form)


@rule(WRITE)
def choose_readers(request, referral):
    """Who else has a copy."""
    found, draft = being_written(request, referral)
    if draft is None or found.agency.route != Agency.Route.LETTER:
        return redirect(found)
    form = ReadersForm(request.POST or None, by=request.user, referral=found)
    if request.method == "POST" and form.is_valid():
        words = {name: form.cleaned_data[name] for name in ("contacts", "name", "address")}
        if form.once(drafting.choose_readers, by=request.user, referral=found, **words):
            return redirect("referrals:letter", found.public_id)
    adults = adults_of(found.pupil, timezone.localdate())
    return page(request, "choose_readers", found, form, adults=adults)


@rule(WRITE)
def copy_sent(request, copy):
    """When and how somebody had their copy."""
    found = get_permitted_or_404(LetterCopy, request.user, WRITE, beside=COPY, public_id=copy)
    form = CopySentForm(request.POST or None, by=request.user)
    if request.method == "POST" and form.is_valid():
        words = {name: form.cleaned_data[name] for name in ("sent_on", "sent_how")}
        if form.once(drafting.record_copy_sent, by=request.user, referral=found.referral, copy=found, **words):
            return redirect(found.referral)
    return page(request, "copy_sent", found.referral, form, copy=found)


@rule(READ, Permission.PAPER_POST)
@require_safe
def download_copy(request, copy):
    """One reader's PDF, exactly as it was approved."""
    permission = READ if may(request.user, READ) else Permission.PAPER_POST
    found = get_permitted_or_404(LetterCopy, request.user, permission, beside=COPY, public_id=copy)
    sealed = get_object_or_404(Document.objects.of(found))
    if why := found.stays_here:
        messages.error(request, why)
        return redirect(found.referral if permission == READ else "referrals:to_post")
    return serve(request, sealed, pupil=found.referral.pupil)
