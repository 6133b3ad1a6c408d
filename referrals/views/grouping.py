"""One request for several children: thinking of it, its page, one more child, one answer for several."""

from django import forms
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from audit.actions import record_reads
from referrals.actions import grouping as acts
from referrals.actions.letters import record_sent
from referrals.agreed import held_by_the_family, stopped_by
from referrals.forms.grouping import ChildrenForm, ClassForm, GroupForm, SentTogetherForm
from referrals.models import Group, Referral
from referrals.views.answers import AGENCY, END, WAYS, Way, is_open
from staff.access import rule
from staff.permitted import get_permitted_or_404
from staff.policy import Permission

READ, WRITE = Permission.REFERRAL_READ, Permission.REFERRAL_WRITE
SENT = "sent"
# What may be written down for several at once: each one's approved paper has gone, what the agency says, the end.
TOGETHER = {SENT: Way("They have been sent", SentTogetherForm, record_sent, AGENCY)} | {
    name: way for name, way in WAYS.items() if way.of in (AGENCY, END)
}


def _is_open(name, way, user, referral):
    if name == SENT:
        return referral.state == Referral.State.APPROVED and not held_by_the_family(referral)
    return is_open(name, way, user, referral)


def _fetch(request, permission, group):
    return get_permitted_or_404(Group, request.user, permission, beside=("agency", "raised_by"), public_id=group)


def _members(user, permission, group):
    rows = Referral.objects.permitted(user, permission).filter(group=group)
    rows = rows.select_related("pupil", "agency", "consent__contact", "letter")
    return rows.order_by("pupil__preferred_forename", "pk")


@rule(WRITE)
def consider_group(request):
    """Choose a class, tick the children, say whom to ask and why."""
    asked = ClassForm(request.GET)
    form = GroupForm(request.POST or None, by=request.user, school_class=asked.chosen)
    if request.method == "POST" and form.is_valid():
        made = form.once(acts.consider_group, by=request.user, **form.answers())
        if made:
            return redirect(made)
    return render(request, "referrals/consider_group.html", {"form": form, "asked": asked, "chosen": asked.chosen})


@rule(READ)
@require_safe
def group(request, group):
    """The children of a group whom this reader may know of, each with what their own family said."""
    found, today = _fetch(request, READ, group), timezone.localdate()
    members = list(_members(request.user, READ, found))
    record_reads(request.user, members, "referral.opened", pupil_of=lambda one: one.pupil)
    writes = {one.pk for one in _members(request.user, WRITE, found)}
    mine = [one for one in members if one.pk in writes]
    ways = [
        (name, way.words)
        for name, way in TOGETHER.items()
        if any(_is_open(name, way, request.user, one) for one in mine)
    ]
    rows = [(one, one.weeks_waited(today), bool(stopped_by(one, today))) for one in members]
    crumbs = [{"url": reverse("referrals:referrals"), "words": "Referrals"}]
    context = {"group": found, "rows": rows, "ways": ways, "may_write": bool(mine), "crumbs": crumbs}
    return render(request, "referrals/group.html", context)


@rule(WRITE)
def add_to_group(request, group):
    """More children from a class."""
    found, asked = _fetch(request, WRITE, group), ClassForm(request.GET)
    form = ChildrenForm(request.POST or None, by=request.user, school_class=asked.chosen)
    if request.method == "POST" and form.is_valid():
        children = form.answers()["children"]
        if form.once(acts.add_to_group, by=request.user, group=found, children=children):
            return redirect(found)
    context = {"form": form, "asked": asked, "chosen": asked.chosen, "group": found}
    return render(request, "referrals/add_to_group.html", context)


@rule(WRITE)
def step_together(request, group, answer):
    """One answer of the agency for several children, ticked beforehand; each keeps it as a step of their own."""
    found, way = _fetch(request, WRITE, group), TOGETHER.get(answer)
    if way is None:
        raise Http404("There is nothing here for you to see.")
    possible = [one for one in _members(request.user, WRITE, found) if _is_open(answer, way, request.user, one)]
    if not possible:
        raise Http404("There is nothing here for you to see.")
    form = way.form(request.POST or None, by=request.user, referral=possible[0])
    form.fields["who"] = forms.MultipleChoiceField(
        label="For whom?",
        choices=[(str(one.public_id), one.pupil.name) for one in possible],
        initial=[str(one.public_id) for one in possible],
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Please tick at least one child."},
    )
    if request.method == "POST" and form.is_valid():
        words = form.answers()
        ticked = set(words.pop("who", form.cleaned_data["who"]))
        chosen = [one for one in possible if str(one.public_id) in ticked]
        if form.once(acts.step_together, by=request.user, group=found, referrals=chosen, take=way.act, **words):
            return redirect(found)
    return render(request, "referrals/step_together.html", {"form": form, "way": way, "group": found})
