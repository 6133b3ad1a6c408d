"""A request inside school on paper: for whoever gives the help, who has no page of the referral."""

from audit.actions import Refused, action, record
from documents.actions import order_document
from pupils.names import other_names_in
from referrals.assembling import tried_shelves
from referrals.letters import request_html
from referrals.models import InsideRequest
from staff.permitted import is_permitted, require
from staff.policy import Level, Permission

REQUEST = "inside request"  # kind of document
MOST_LINES = 10  # one page


@action
def print_request(*, by, referral, ticked=()):
    """One page for the adult who gives the help: who asks, for whom, what is hoped for, what was tried, what the family
    said. Only lines that somebody ticked, none of them safeguarding.

    Refuses before a place was asked for, a request that only the safeguarding leads know of, more lines than fit a
    page, and another child's name.
    """
    require(by, Permission.REFERRAL_WRITE, referral)
    made = InsideRequest.objects.filter(referral=referral).select_related("place__offering", "place__consent__contact")
    if (inside := made.first()) is None:
        raise Refused("No place inside school has been asked for yet.")
    place = inside.place
    if Level.SAFEGUARDING in (referral.level, place.level):
        raise Refused("This one is not printed. Please speak with whoever gives the help.")
    lines = [one for _, shelf in tried_shelves(referral.pupil, by) for one in shelf if one.key in set(ticked)]
    if len(lines) > MOST_LINES:
        raise Refused(f"That is more than one page: please tick at most {MOST_LINES} lines.")
    named = other_names_in("\n".join([referral.why, place.why, *(one.line for one in lines)]), referral.pupil)
    if named:
        raise Refused(f"Another child may be named here: {', '.join(named)}. Please leave that line out.")
    said = referral.consent or (place.consent if is_permitted(by, Permission.PROGRAMME_READ, place) else None)
    html = request_html(referral, place, lines, said)
    record("referral.request_printed", referral, by=by, pupil=referral.pupil)
    return order_document(
        by=by, kind=REQUEST, title="Request inside school", html=html, owner=inside, pupil=referral.pupil
    )
