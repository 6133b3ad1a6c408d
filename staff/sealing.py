"""What leaves this server and comes back, or lies in the database, and is for nobody to read on the way."""

import base64
import hashlib

from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings


def seal_of(purpose):
    """A seal that only this school's server can open, with a key of its own for each purpose (at most 16 letters)."""
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return MultiFernet([Fernet(_key_for(purpose, key)) for key in keys])


def _key_for(purpose, key):
    digest = hashlib.blake2b(key.encode(), digest_size=32, person=purpose.encode())
    return base64.urlsafe_b64encode(digest.digest())
