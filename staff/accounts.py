"""Joiners, movers and leavers: an account begins with an invitation and ends at once."""

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.sessions.models import Session
from django.utils import timezone

from audit.actions import Refused, action, record
from staff import feeds, second_factor
from staff.models import AccountEmail, User
from staff.notices import owe
from staff.permitted import require
from staff.policy import ROLE_NAMES, Permission, Role
from staff.posting import Stale

# Whoever is given one of these can read about children at risk: the safeguarding leads and the head hear of it.
WATCHED = frozenset({Role.DSL, Role.HEAD})


@action
def invite(*, by, email, name, job_title, roles):
    """Make an account for somebody and owe them the invitation. They choose the password themselves.

    Somebody who left and comes back keeps their old account, with the new roles only. Refuses an
    address that somebody here already uses, an empty set of roles and an unknown one.
    """
    require(by, Permission.STAFF_MANAGE)
    email, roles = email.strip().lower(), _roles(roles)
    person = User.objects.select_for_update(no_key=True).filter(email__iexact=email).first()
    if person is None:
        person = User(email=email, is_demo=settings.DEMO)
    elif person.is_active:
        raise Refused("Somebody here already signs in with this address.")
    person.name, person.job_title, person.roles = name.strip(), job_title.strip(), roles
    person.is_active, person.left_at, person.joined_at = True, None, None
    person.invited_at = timezone.now()
    person.version += 0 if person._state.adding else 1
    person.set_unusable_password()
    if settings.DEMO:
        person.joined_at = person.invited_at  # nobody reads e-mail in the demo: their button is there at once
    person.save()
    if not settings.DEMO:
        AccountEmail.objects.owe(person, AccountEmail.Kind.INVITATION)
    record("account.invited", person, by=by, fields=["email", "name", "job_title", "roles"], reason=_words(roles))
    _tell_of_new_roles(by, person, roles)
    return person


@action
def invite_again(*, by, person):
    """Owe somebody who has not joined yet a new link. Links sent before stop working."""
    require(by, Permission.STAFF_MANAGE, person)
    person = User.objects.select_for_update(no_key=True).get(pk=person.pk)
    if not person.is_active or person.joined_at is not None:
        raise Refused("Only somebody who has been invited and has not joined yet can be invited again.")
    _spend_invitations(person)
    AccountEmail.objects.create(user=person, kind=AccountEmail.Kind.INVITATION)
    record("account.invited_again", person, by=by)
    return person


@action
def join(*, by, name, password):
    """The invited person says what they are called and chooses a password. The link is spent.

    Refuses when the link was used, withdrawn or overtaken while the page was open.
    """
    person = User.objects.select_for_update(no_key=True).get(pk=by.pk)
    if not AccountEmail.objects.open_invitations(timezone.now()).filter(user=person).exists():
        raise Refused("This link has been used already or is too old. Ask whoever invited you for a new one.")
    person.name = name.strip()
    person.set_password(password)
    person.joined_at = timezone.now()
    person.version += 1
    person.save(update_fields=["name", "password", "joined_at", "version"])
    _spend_invitations(person)
    record("account.joined", person, by=by, fields=["name", "password"])
    return person


@action
def change_person(*, by, person, version, name, job_title, phone, roles):
    """Change what somebody is called here and what they do; new roles count from their next click.

    Refuses to change one's own roles, an ended account, and a page that is out of date.
    """
    require(by, Permission.STAFF_MANAGE, person)
    roles = _roles(roles)
    managers = _lock_managers()
    person = _current(person, version)
    if person.pk == _pk(by):
        raise Refused("You cannot change your own account here. Ask somebody else who looks after accounts.")
    if not person.is_active:
        raise Refused("This account has ended. Invite the person again if they have come back.")
    if by.as_actor().kind == "user" and by.pk not in managers:
        raise Refused("Your own account changed while this page was open. Please open it again.")
    before = set(person.roles)
    new = {"name": name.strip(), "job_title": job_title.strip(), "phone": phone.strip(), "roles": roles}
    changed = [field for field, value in new.items() if getattr(person, field) != value]
    for field, value in new.items():
        setattr(person, field, value)
    person.version += 1
    person.save(update_fields=[*new, "version"])
    reason = ""
    if before != set(roles):
        reason = f"given: {_words(set(roles) - before)}; taken away: {_words(before - set(roles))}"
    record("account.changed", person, by=by, fields=changed, reason=reason)
    _tell_of_new_roles(by, person, set(roles) - before)
    return person


@action
def change_my_settings(*, by, version, phone, told_by):
    """Change one's own telephone number and how one hears of what is not urgent: here, by e-mail or both."""
    person = _current(by, version)
    changed = [f for f, value in (("phone", phone), ("told_by", told_by)) if getattr(person, f) != value]
    person.phone, person.told_by = phone.strip(), told_by
    person.version += 1
    person.save(update_fields=["phone", "told_by", "version"])
    record("account.settings_changed", person, by=by, fields=changed)
    return person


@action
def end_account(*, by, person, version):
    """A leaver's account ends now: no sign-in, every session and calendar address gone, nothing more is sent.

    Refuses one's own. So the last person who looks after accounts cannot be ended: nobody else could.
    """
    require(by, Permission.STAFF_MANAGE, person)
    managers = _lock_managers()
    person = _current(person, version)
    if person.pk == _pk(by):
        raise Refused("You cannot end your own account. Ask somebody else who looks after accounts.")
    if not person.is_active:
        raise Refused("This account has ended already.")
    if by.as_actor().kind == "user" and by.pk not in managers:
        raise Refused("Your own account changed while this page was open. Please open it again.")
    person.is_active, person.left_at = False, timezone.now()
    person.set_unusable_password()
    person.version += 1
    person.save(update_fields=["is_active", "left_at", "password", "version"])
    second_factor.forget(person)
    feeds.end_feeds(person)
    _spend_invitations(person)
    _delete_sessions(person)
    record("account.ended", person, by=by)
    return person


@action
def reset_second_factor(*, by, person, version):
    """Somebody lost their telephone and their printed codes: they set the second step up anew.

    Every session of theirs ends, and they are told by e-mail. Refuses one's own.
    """
    require(by, Permission.STAFF_MANAGE, person)
    person = _current(person, version)
    if person.pk == _pk(by):
        raise Refused("You cannot do this to your own account. Ask somebody else who looks after accounts.")
    second_factor.forget(person)
    feeds.end_feeds(person)  # it was on that telephone, too
    _delete_sessions(person)
    person.version += 1
    person.save(update_fields=["version"])
    AccountEmail.objects.owe(person, AccountEmail.Kind.CHANGED)
    record("second_factor.reset", person, by=by)
    return person


@action
def end_sessions(*, by, person, only="", keep=""):
    """Sign somebody out: one's own sessions, or anybody's if one looks after accounts.

    `only` names a single session by its number; `keep` is the key of the one that stays.
    """
    if _pk(by) != person.pk:
        require(by, Permission.STAFF_MANAGE, person)
    ended = _delete_sessions(person, only=only, keep=keep)
    record("sessions.ended", person, by=by, reason=f"{ended} ended")
    return person


def sessions_of(person):
    """This person's sessions that are not over, the newest first, in two queries however many there are."""
    alive = Session.objects.filter(expire_date__gt=timezone.now()).values("session_key")
    return UserSession.objects.filter(user=person, session_key__in=alive).order_by("-created_at")


def _delete_sessions(person, only="", keep=""):
    """Delete the rows; a session that was never listed is found by looking inside."""
    if only:
        listed = UserSession.objects.filter(user=person, pk=only)
        keys = list(listed.values_list("session_key", flat=True))
    else:
        listed = UserSession.objects.filter(user=person).exclude(session_key=keep or "-")
        keys = [
            session.session_key
            for session in Session.objects.filter(expire_date__gt=timezone.now()).iterator()
            if session.session_key != keep and session.get_decoded().get("_auth_user_id") == str(person.pk)
        ]
    Session.objects.filter(session_key__in=keys).delete()
    listed.delete()
    return len(keys)


def _current(person, version):
    """Lock the row and refuse if it is no longer the one the page showed."""
    now = User.objects.select_for_update(no_key=True).get(pk=person.pk)
    if now.version != int(version):
        raise Stale(now)
    return now


def _lock_managers():
    """Hold everybody who looks after accounts still, so that two of them cannot end each other at once."""
    rows = User.objects.who_may(Permission.STAFF_MANAGE).order_by("pk").select_for_update(no_key=True)
    return {person.pk for person in rows}


def _spend_invitations(person):
    AccountEmail.objects.filter(user=person, kind=AccountEmail.Kind.INVITATION, used_at=None).update(
        used_at=timezone.now()
    )


def _roles(roles):
    wanted = {str(role) for role in roles}
    if not wanted or not wanted <= {str(role) for role in Role}:
        raise Refused("Choose at least one of the roles in the list.")
    return [str(role) for role in Role if str(role) in wanted]


def _words(roles):
    return ", ".join(ROLE_NAMES[Role(role)].split(" (")[0] for role in Role if role in roles) or "nothing"


def _tell_of_new_roles(by, person, given):
    if WATCHED & set(given) and by.as_actor().kind == "user":
        watchers = User.objects.who_may(Permission.AUDIT_READ).exclude(pk__in=[_pk(by), person.pk])
        owe("access_given", to=watchers, about=person)


def _pk(by):
    """Whose account acts, if anybody's: the very first account is made by a command."""
    return getattr(by, "pk", None) or 0
