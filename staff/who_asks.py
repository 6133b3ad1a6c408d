"""Who asks: the session behind a cookie and the person behind a session, before every page.

Django's own session store and allauth's own way in, but for the two questions they ask each time.
"""

from allauth.account.auth_backends import AuthenticationBackend
from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session
from django.utils import timezone

from staff.kept import kept
from staff.models import User


@kept
def _session(key, now):
    return Session.objects.filter(session_key=key, expire_date__gt=now)


@kept
def _person(pk):
    return User.objects.filter(pk=pk).order_by()


class SessionStore(db.SessionStore):
    """Sessions in the database, which Django's own way reads with SQL written anew."""

    def _get_session_from_db(self):
        found = _session(self.session_key, timezone.now())
        if not found:
            self._session_key = None
            return None
        return found[0]


class Door(AuthenticationBackend):
    """Who may come in, as allauth has it: by the address and the password; never an ended account."""

    def get_user(self, user_id):
        found = _person(user_id)
        return found[0] if found and self.user_can_authenticate(found[0]) else None
