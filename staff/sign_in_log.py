"""What happens at the door, in the audit: who came, who failed, whose keys changed."""

from allauth.account import signals as account
from allauth.mfa import signals as mfa
from django.contrib.auth.signals import user_logged_out
from django.dispatch import receiver

from audit.actions import System, action, record
from staff import second_factor, sessions, throttling
from staff.models import AccountEmail, User


@action
def note(*, by, verb, person, tell=False):
    """Enter something that happened at the door; `tell` owes the person word of it by e-mail."""
    record(verb, person, by=by)
    if tell:
        AccountEmail.objects.owe(person, AccountEmail.Kind.CHANGED)


def note_failure(email):
    """A wrong password for an account that exists. Nothing is kept of an address nobody has."""
    person = User.objects.filter(email__iexact=email).first()
    if person:
        note(by=System("sign-in"), verb="sign_in.failed", person=person)


@receiver(account.user_logged_in)
def came_in(request, user, **kwargs):
    sessions.begin(request)
    note(by=user, verb="sign_in.done", person=user)


@receiver(user_logged_out)
def went_out(request, user, **kwargs):
    if user is not None:
        note(by=user, verb="sign_in.ended", person=user)


@receiver([account.password_changed, account.password_set])
def password_changed(request, user, **kwargs):
    note(by=user, verb="password.changed", person=user, tell=True)


@receiver(account.password_reset)
def password_reset(request, user, **kwargs):
    throttling.forgive(user.email)
    note(by=user, verb="password.reset", person=user, tell=True)


@receiver(mfa.authenticator_added)
def second_factor_added(request, user, authenticator, **kwargs):
    second_factor.mark_set_up(request, authenticator)
    note(by=user, verb="second_factor.added", person=user, tell=True)


@receiver(mfa.authenticator_removed)
def second_factor_removed(request, user, authenticator, **kwargs):
    second_factor.unmark_unless_owned(request)
    note(by=user, verb="second_factor.removed", person=user, tell=True)


@receiver(mfa.authenticator_reset)
def recovery_codes_made(request, user, authenticator, **kwargs):
    note(by=user, verb="second_factor.codes_made", person=user, tell=True)


@receiver(mfa.authentication_failed)
def wrong_code(request, user, **kwargs):
    note(by=System("sign-in"), verb="second_factor.failed", person=user)
