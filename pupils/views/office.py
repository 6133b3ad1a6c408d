"""The office's page of a child: contacts, class, leaving, names. Nothing anybody wrote about them."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from audit.actions import record_read
from pupils import actions, contacts, siblings
from pupils.forms import ButtonForm, ContactForm, LeaveForm, NamesForm, PlaceForm, RelativeForm, UnblockForm
from pupils.models import Contact, Membership, Pupil, Relative, Sibling
from staff.access import rule
from staff.permitted import get_permitted_or_404
from staff.policy import Permission


def _pupil(request, public_id):
    return get_permitted_or_404(Pupil, request.user, Permission.PUPIL_MANAGE, public_id=public_id)


@rule(Permission.PUPIL_MANAGE)
@require_GET
def manage(request, pupil):
    """One child, as the office keeps them."""
    pupil = _pupil(request, pupil)
    record_read(request.user, pupil, "pupil.opened", pupil=pupil)
    return render(request, "pupils/manage.html", _page(request, pupil))


def _page(request, pupil, upn=""):
    today = timezone.localdate()
    pairs = Sibling.objects.permitted(request.user, Permission.PUPIL_MANAGE).about_one(pupil)
    places = list(Membership.objects.filter(pupil=pupil).select_related("school_class"))
    now = next((p for p in places if p.from_on <= today and (p.until_on is None or p.until_on > today)), None)
    return {
        "pupil": pupil,
        "upn": upn,
        "class_now": now,
        "places": places,
        "has_left": pupil.has_left(today),
        "contacts": [_contact(contact, today) for contact in pupil.contacts.in_order()],
        "siblings": [_sibling(pair, pupil) for pair in pairs],
        "relatives": Relative.objects.filter(pupil=pupil).select_related("user"),
        "button": ButtonForm(by=request.user),
    }


def _sibling(pair, pupil):
    other = pair.pupil_b if pair.pupil_a_id == pupil.pk else pair.pupil_a
    is_confirmed = pair.state == Sibling.State.CONFIRMED
    return {"public_id": other.public_id, "name": other.name, "is_confirmed": is_confirmed}


def _contact(contact, today):
    """One contact as the page shows it: who, how to reach them, and what to be careful of."""
    careful = []
    if contact.order_type or contact.order_note:
        words = contact.order_note or contact.get_order_type_display()
        ended = "" if contact.order_holds(today) or not contact.order_expires_on else " (ended)"
        careful.append(f"Court order: {words}{ended}")
    if contact.order_to_check:
        careful.append("Somebody still has to check this order")
    if not contact.receives_information:
        careful.append(f"Not given information: {contact.receives_information_reason}")
    if not contact.may_attend:
        careful.append("Does not come to meetings")
    if contact.interpreter:
        careful.append(f"Needs an interpreter ({contact.language})" if contact.language else "Needs an interpreter")
    return {
        "public_id": contact.public_id,
        "name": contact.name,
        "relationship": contact.relationship,
        "responsibility": contact.get_responsibility_display(),
        "phones": ", ".join(contact.phones),
        "email": contact.email,
        "has_order": contact.has_order,
        "careful": careful,
    }


@rule(Permission.PUPIL_MANAGE)
@require_POST
def show_upn(request, pupil):
    """A UPN is shown whole only when somebody asks, and that is logged."""
    pupil = _pupil(request, pupil)
    record_read(request.user, pupil, "pupil.upn_shown", pupil=pupil, always=True)
    return render(request, "pupils/manage.html", _page(request, pupil, upn=pupil.upn or "none"))


def _one_form(request, pupil, form, name, act, then="", **kwargs):
    """The shape of most of these pages: one form, one act, back to the child."""
    if request.method == "POST" and form.is_valid() and form.once(act, by=request.user, pupil=pupil, **kwargs):
        messages.success(request, "Saved.")
        return redirect(then) if then else redirect("pupils:manage", pupil=pupil.public_id)
    return render(request, f"pupils/{name}.html", {"form": form, "who": _who(pupil)})


def _who(pupil):
    """The three facts that say which child this is."""
    place = Membership.objects.current().filter(pupil=pupil).select_related("school_class").first()
    return {
        "public_id": pupil.public_id,
        "name": pupil.name,
        "class_name": place.school_class.name if place else "no class",
        "year_name": pupil.year_name,
        "born_on": pupil.born_on,
    }


@rule(Permission.PUPIL_MANAGE)
def correct_names(request, pupil):
    """Put a name right."""
    pupil = _pupil(request, pupil)
    form = NamesForm(request.POST or None, by=request.user, instance=_pupil(request, pupil.public_id))
    version = form.data.get("version")
    names = {name: form.cleaned_data[name] for name in actions.NAMES} if form.is_valid() else {}
    return _one_form(request, pupil, form, "correct_names", actions.correct_names, version=version, names=names)


@rule(Permission.PUPIL_MANAGE)
def place_in_class(request, pupil):
    """Move a child to a class."""
    pupil = _pupil(request, pupil)
    form = PlaceForm(request.POST or None, by=request.user)
    wanted = {name: form.cleaned_data[name] for name in ("school_class", "from_on")} if form.is_valid() else {}
    return _one_form(request, pupil, form, "place_in_class", actions.place_in_class, **wanted)


@rule(Permission.PUPIL_MANAGE)
def mark_left(request, pupil):
    """A child leaves."""
    pupil = _pupil(request, pupil)
    form = LeaveForm(request.POST or None, by=request.user)
    wanted = {"left_on": form.cleaned_data["left_on"]} if form.is_valid() else {}
    return _one_form(request, pupil, form, "mark_left", actions.mark_left, **wanted)


@rule(Permission.PUPIL_MANAGE)
@require_POST
def mark_returned(request, pupil):
    """A child is back."""
    pupil = _pupil(request, pupil)
    form = ButtonForm(request.POST, by=request.user)
    if form.is_valid() and form.once(actions.mark_returned, by=request.user, pupil=pupil):
        messages.success(request, "Saved. Class and adults are as they were.")
    return redirect("pupils:manage", pupil=pupil.public_id)


@rule(Permission.PUPIL_MANAGE)
def block_relative(request, pupil):
    """Close this record to a member of staff who is family."""
    pupil = _pupil(request, pupil)
    form = RelativeForm(request.POST or None, by=request.user)
    wanted = {"user": form.cleaned_data["user"]} if form.is_valid() else {}
    closed_to_me = wanted.get("user") == request.user
    then = "pupils:list" if closed_to_me else ""
    return _one_form(request, pupil, form, "block_relative", actions.block_relative, then=then, **wanted)


@rule(Permission.PUPIL_MANAGE)
def unblock_relative(request, pupil):
    """The wrong person was chosen: open this record to them again, with a reason."""
    pupil = _pupil(request, pupil)
    form = UnblockForm(request.POST or None, by=request.user, pupil=pupil)
    wanted = {name: form.cleaned_data[name] for name in ("user", "reason")} if form.is_valid() else {}
    return _one_form(request, pupil, form, "unblock_relative", actions.unblock_relative, **wanted)


@rule(Permission.PUPIL_MANAGE)
def add_contact(request, pupil):
    """Another adult in this child's life."""
    pupil = _pupil(request, pupil)
    form = ContactForm(request.POST or None, by=request.user)
    facts = form.facts() if form.is_valid() else {}
    return _one_form(request, pupil, form, "add_contact", contacts.add_contact, facts=facts)


@rule(Permission.PUPIL_MANAGE)
def edit_contact(request, contact):
    """What we know about an adult in a child's life."""
    contact = get_permitted_or_404(
        Contact.objects.select_related("pupil"), request.user, Permission.PUPIL_MANAGE, public_id=contact
    )
    pupil = contact.pupil
    form = ContactForm(request.POST or None, by=request.user, instance=contact)
    if request.method == "POST" and form.is_valid():
        done = form.once(
            contacts.edit_contact,
            by=request.user,
            contact=contact,
            version=form.cleaned_data["version"],
            facts=form.facts(),
        )
        if done:
            messages.success(request, "Saved.")
            return redirect("pupils:manage", pupil=pupil.public_id)
    return render(request, "pupils/edit_contact.html", {"form": form, "who": _who(pupil)})


@rule(Permission.PUPIL_MANAGE)
@require_POST
def confirm_sibling(request, sibling):
    """These two are brothers or sisters."""
    return _decide_pair(request, sibling, siblings.confirm_sibling)


@rule(Permission.PUPIL_MANAGE)
@require_POST
def refuse_sibling(request, sibling):
    """These two are not of one family."""
    return _decide_pair(request, sibling, siblings.refuse_sibling)


def _decide_pair(request, public_id, act):
    sibling = get_permitted_or_404(Sibling, request.user, Permission.PUPIL_MANAGE, public_id=public_id)
    form = ButtonForm(request.POST, by=request.user)
    if form.is_valid():
        form.once(act, by=request.user, sibling=sibling)
    return redirect("pupils:check")
