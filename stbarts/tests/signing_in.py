"""Signing somebody in without the pages of sign-in: the session a real sign-in leaves behind."""

from types import SimpleNamespace

from allauth.account.internal.flows.login import record_authentication


def sign_in(client, user, *, second_factor=True):
    """Make `client` a browser in which this person has just signed in, second factor shown."""
    client.force_login(user)
    if second_factor:
        session = client.session
        record_authentication(SimpleNamespace(session=session), user, method="mfa", type="totp")
        session.save()
    return client
