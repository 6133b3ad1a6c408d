"""The way back to what was found: words that were looked for, sealed, so that no address or history tells them."""

import json

from cryptography.fernet import InvalidToken

from staff.sealing import seal_of

HOLDS = 8 * 60 * 60  # seconds: a school day


def sealed(user, *, q, after):
    """These words as they may stand in an address, for this person alone."""
    return _seal().encrypt(json.dumps([user.pk, q, after]).encode()).decode()


def opened(user, token):
    """What this person looked for, as the form was sent; None for what is too old, not theirs or not ours."""
    try:
        whose, q, after = json.loads(_seal().decrypt(token.encode(), ttl=HOLDS))
    except InvalidToken:
        return None
    return {"q": q, "after": after} if whose == user.pk else None


def _seal():
    return seal_of("words searched")
