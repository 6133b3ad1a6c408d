"""Pages of the staff room: errors in plain words, drafts, notices, accounts and the demo's doors."""

from uuid import uuid4

from allauth.account.internal.flows.login import perform_login, perform_password_login
from allauth.account.internal.stagekit import clear_login
from allauth.account.models import Login
from allauth.account.utils import get_next_redirect_url
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Exists, OuterRef
from django.http import Http404, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET, require_POST

from staff import accounts, demo, drafts, feeds, second_factor
from staff import cover as cover_of
from staff.access import on_the_way, public, rule, signed_in
from staff.cover import hand_over, stays
from staff.emails import read_invitation
from staff.forms import CoverForm, InviteForm, JoinForm, MySettingsForm, PersonForm, VersionForm
from staff.models import AccountEmail, Cover, Notice, User
from staff.notices import KINDS, leads_to, one_kind, open_up
from staff.permitted import first_or_404, get_permitted_or_404, may
from staff.policy import Permission
from staff.posting import PostingForm
from staff.sessions import browser_in_words


@signed_in
@require_POST
def save_draft(request):
    """Keep what is typed so far in one of the person's own forms. Answers with the time of day."""
    form = request.POST.get("draft_form", "")
    kept = form and drafts.keep(request.user, form, request.POST.get("draft_about", ""), request.POST)
    saved = timezone.localtime(kept.saved_at).strftime("%H:%M") if kept else ""
    return JsonResponse({"saved": saved})


@signed_in
@require_POST
def discard_draft(request):
    """Throw away one's own draft."""
    drafts.discard(request.user, request.POST.get("draft_form", ""), request.POST.get("draft_about", ""))
    back = request.POST.get("back", "")
    ours = back.startswith("/") and url_has_allowed_host_and_scheme(back, allowed_hosts=None)
    return redirect(back if ours else "dashboard:home")


@signed_in
@require_GET
def notices(request):
    """What I am owed: newest first, the ones no longer owed left out."""
    found = (
        Notice.objects.of(request.user).filter(settled_at=None, kind__in=list(KINDS)).select_related("for_whom")[:100]
    )
    return render(request, "staff/notices.html", {"notices": [_line(notice) for notice in found]})


@signed_in
@require_GET
def owed(request, notice_kind):
    """One kind of thing that I am owed: the ones I have not read, then the others. The digest's numbers lead here."""
    if notice_kind not in KINDS:
        raise Http404
    lines = [_line(notice, about) for notice, about in one_kind(request.user, notice_kind)]
    unread = [line for line in lines if line["unread"]]
    read = [line for line in lines if not line["unread"]]
    crumbs = [{"url": reverse("staff:notices"), "words": "What you have been told"}]
    context = {"kind": KINDS[notice_kind], "unread": unread, "read": read, "crumbs": crumbs}
    return render(request, "staff/owed.html", context)


def _line(notice, about=""):
    return {
        "id": notice.public_id,
        "sentence": KINDS[notice.kind].sentence,
        "about": about,
        "at": notice.made_at,
        "unread": notice.read_at is None,
        "for_whom": notice.for_whom.name if notice.for_whom_id else "",
    }


@signed_in
@require_POST
def open_notice(request, notice):
    """Mark one of my notices read and go to what it speaks of."""
    found = get_object_or_404(Notice.objects.of(request.user).select_related("user"), public_id=notice)
    open_up(found)
    return redirect(leads_to(found))


@signed_in
@require_GET
def my_drafts(request):
    """What I began to write and have not sent: only its author ever sees it."""
    return render(request, "staff/my_drafts.html", {"drafts": drafts.with_addresses(request.user)})


@rule(Permission.STAFF_MANAGE, Permission.AUDIT_READ)
@require_GET
def people(request):
    """Everybody with an account: who works here, who is invited, who has left."""
    rows = User.objects.annotate(has_second_step=Exists(second_factor.of(OuterRef("pk"))))
    lines = {"here": [], "invited": [], "left": []}
    for person in rows:
        state = "left" if not person.is_active else "here" if person.joined_at else "invited"
        lines[state].append(person)
    return render(request, "staff/people.html", {**lines, "manage": may(request.user, Permission.STAFF_MANAGE)})


@rule(Permission.STAFF_MANAGE)
def invite(request):
    """Invite a colleague: they get an e-mail and choose the password themselves."""
    form = InviteForm(request.POST or None, by=request.user)
    if invited := _posted(request, form, accounts.invite):
        return redirect(invited)
    return render(request, "staff/invite.html", {"form": form})


@rule(Permission.STAFF_MANAGE)
def person(request, person):
    """One account: what they are called, what they do, where they are signed in."""
    found = get_permitted_or_404(User, request.user, Permission.STAFF_MANAGE, public_id=person)
    form = PersonForm(request.POST or None, by=request.user, instance=User.objects.get(pk=found.pk))
    if _posted(request, form, accounts.change_person, person=found):
        messages.success(request, "Saved. It counts from their next click.")
        return redirect(found)
    return render(
        request,
        "staff/person.html",
        {
            "person": found,
            "form": form,
            "mine": found.pk == request.user.pk,
            "invitation": found.account_emails.filter(kind=AccountEmail.Kind.INVITATION).first(),
            "session_count": accounts.sessions_of(found).count(),
            "has_second_step": second_factor.owns(found),
            "invite_key": uuid4(),
            "sign_out_key": uuid4(),
        },
    )


@rule(Permission.STAFF_MANAGE)
@require_POST
def invite_again(request, person):
    """Send a new link to somebody who has not joined yet."""
    found = get_permitted_or_404(User, request.user, Permission.STAFF_MANAGE, public_id=person)
    return _press(request, PostingForm, accounts.invite_again, "A new link is on its way.", person=found)


@rule(Permission.STAFF_MANAGE)
@require_POST
def end_sessions(request, person):
    """Sign somebody out everywhere."""
    found = get_permitted_or_404(User, request.user, Permission.STAFF_MANAGE, public_id=person)
    if found.pk == request.user.pk:
        return redirect("staff:me")
    return _press(request, PostingForm, accounts.end_sessions, "They are signed out everywhere.", person=found)


@rule(Permission.STAFF_MANAGE, step_up=True)
def end_account(request, person):
    """Ask once more, then end a leaver's account."""
    found = get_permitted_or_404(User, request.user, Permission.STAFF_MANAGE, public_id=person)
    return _confirm(request, "staff/end_account.html", accounts.end_account, found, "The account has ended.")


@rule(Permission.STAFF_MANAGE, step_up=True)
def reset_second_factor(request, person):
    """Ask once more, then let somebody set up their second step anew."""
    found = get_permitted_or_404(User, request.user, Permission.STAFF_MANAGE, public_id=person)
    said = "Done. They set it up the next time they sign in."
    return _confirm(request, "staff/reset_second_factor.html", accounts.reset_second_factor, found, said)


def _posted(request, form, act, **kwargs):
    """What a whole and valid post of this form did, or None."""
    if request.method == "POST" and form.is_valid():
        return form.once(act, by=request.user, **kwargs, **form.cleaned_data)
    return None


def _press(request, form_class, act, said, *, person, **kwargs):
    """A button without a page of its own: do it once, say so, go back."""
    form = form_class(request.POST, by=request.user)
    if form.is_valid() and form.once(act, by=request.user, person=person, **kwargs):
        messages.success(request, said)
    else:
        messages.error(request, " ".join(form.non_field_errors()) or "That did not work. Please try again.")
    return redirect("staff:me" if person.pk == request.user.pk else person)


def _confirm(request, template, act, person, said):
    form = VersionForm(request.POST or None, by=request.user, initial={"version": person.version})
    if _posted(request, form, act, person=person):
        messages.success(request, said)
        return redirect(person)
    return render(request, template, {"person": person, "form": form})


@signed_in
def me(request):
    """My own account: how I am told, how I sign in, where I am signed in."""
    form = MySettingsForm(request.POST or None, by=request.user, instance=User.objects.get(pk=request.user.pk))
    if _posted(request, form, accounts.change_my_settings):
        messages.success(request, "Saved.")
        return redirect("staff:me")
    here = request.session.session_key
    mine = [
        {
            "id": s.pk,
            "where": browser_in_words(s.user_agent),
            "since": s.created_at,
            "here": s.session_key == here,
            "key": uuid4(),
        }
        for s in accounts.sessions_of(request.user)
    ]
    feed = feeds.live_feeds(request.user).first()
    token = feed and feeds.token_to_show(feed)
    context = {
        "form": form, "sessions": mine, "everywhere_key": uuid4(), "feed": feed, "feed_key": uuid4(),
        "feed_address": settings.BASE_URL + reverse("dashboard:calendar_feed", args=[token]) if token else "",
    }  # fmt: skip
    return render(request, "staff/me.html", context)


@rule(Permission.PUPIL_READ)
@require_POST
def make_feed(request):
    """A new secret address of my own calendar, shown on my account page for ten minutes."""
    return _press_mine(
        request, feeds.make_feed, "Here is your address. Copy it now: after ten minutes it is not shown again."
    )


@signed_in
@require_POST
def end_feed(request):
    """My address stops working."""
    return _press_mine(request, feeds.end_feed, "That address has stopped working.")


def _press_mine(request, act, said):
    form = PostingForm(request.POST, by=request.user)
    if form.is_valid() and form.once(act, by=request.user):
        messages.success(request, said)
    else:
        messages.error(request, " ".join(form.non_field_errors()) or "That did not work. Please try again.")
    return redirect("staff:me")


@signed_in
def cover(request):
    """When I am away: who is told instead of me until when, and for whom I stand in."""
    return _cover(request, request.user, "staff:cover")


@rule(Permission.STAFF_MANAGE)
def cover_for(request, person):
    """The same for somebody who could not do it themselves."""
    found = get_permitted_or_404(User.objects.active, request.user, Permission.STAFF_MANAGE, public_id=person)
    return _cover(request, found, "staff:cover_for", found.public_id)


def _cover(request, person, url_name, *args):
    form = CoverForm(request.POST or None, by=request.user, person=person, initial={"from_on": timezone.localdate()})
    if _posted(request, form, hand_over, person=person):
        messages.success(request, "Done. They are told of it, and of what is owed.")
        return redirect(url_name, *args)
    today = timezone.localdate()
    rows = Cover.objects.standing(today).select_related("person", "colleague")
    covers = [(one, uuid4()) for one in rows.filter(person=person)]
    now = next((one for one, _ in covers if one.from_on <= today), None)
    context = {
        "person": person, "mine": person.pk == request.user.pk, "form": form, "covers": covers,
        "waits": stays(person, now) if now else 0,
    }  # fmt: skip
    return render(request, "staff/cover.html", context | {"stands_in": rows.filter(colleague=person)})


@signed_in
@require_POST
def end_cover(request, cover):
    """They are back sooner, or it was a mistake."""
    found = first_or_404(Cover.objects.may_end(request.user).filter(public_id=cover).select_related("person"))
    form = PostingForm(request.POST, by=request.user)
    if form.is_valid() and form.once(cover_of.end_cover, by=request.user, cover=found):
        messages.success(request, "Ended. From now on only they are told.")
    else:
        messages.error(request, " ".join(form.non_field_errors()) or "That did not work. Please try again.")
    mine = found.person_id == request.user.pk
    return redirect("staff:cover") if mine else redirect("staff:cover_for", found.person.public_id)


@signed_in
@require_POST
def end_my_sessions(request):
    """End one of my other sessions, or all of them but this one."""
    only = request.POST.get("session", "")
    return _press(
        request,
        PostingForm,
        accounts.end_sessions,
        "Signed out there.",
        person=request.user,
        only=only if only.isdigit() else "",
        keep=request.session.session_key,
    )


@public
@require_GET
def invitation(request, token):
    """The link in an invitation: remember it and go on, so that the address shown holds no secret."""
    request.session["invitation"] = read_invitation(token)
    return redirect("staff:join")


@public
def join(request):
    """An invited person says what they are called and chooses a password; the second step comes next."""
    waiting = AccountEmail.objects.open_invitations(timezone.now()).select_related("user")
    found = waiting.filter(public_id=request.session.get("invitation")).first()
    if found is None or request.user.is_authenticated:
        return render(request, "staff/join.html", {"form": None})
    form = JoinForm(request.POST or None, by=found.user, initial={"name": found.user.name})
    if request.method == "POST" and form.is_valid():
        joined = form.once(accounts.join, by=found.user, **form.cleaned_data)
        if joined:
            request.session.pop("invitation", None)
            return perform_password_login(request, {"email": joined.email}, Login(user=joined, email=joined.email))
    return render(request, "staff/join.html", {"form": form, "email": found.user.email})


@public
@require_POST
def demo_sign_in(request):
    """The demo's doors: one button a person, no password. Never where there is anything real."""
    if not settings.DEMO:
        raise Http404
    if demo.why_not():
        raise PermissionDenied(demo.why_not())
    try:
        person = demo.people().get(public_id=request.POST.get("person", ""))
    except (User.DoesNotExist, ValidationError):
        raise Http404
    if request.user.is_authenticated:
        logout(request)
    clear_login(request)
    second_factor.mark_demo(request, person)
    return perform_login(request, Login(user=person, email=person.email))


@on_the_way
def demo_step_up(request):
    """Where the real thing asks for a code again, the demo has a button."""
    if not (demo.is_on() and request.user.is_demo):
        raise Http404
    back = get_next_redirect_url(request) or reverse("dashboard:home")
    if request.method == "POST":
        second_factor.mark_demo(request)
        return redirect(back)
    return render(request, "staff/demo_step_up.html", {"back": back})
