"""What families said, of the referrals and the places on programmes that a reader may know."""

from django.db.models import Q

from interventions.models import ProgrammePlace
from pupils.models import Consent
from referrals.models import Referral
from staff.policy import Permission


def said_to(user, pupil=None, levels=None):
    """Every word of a family that this reader may read, about one child or all, and at these levels or any."""
    referrals = Referral.objects.permitted(user, Permission.REFERRAL_READ).exclude(consents=None)
    places = ProgrammePlace.objects.permitted(user, Permission.PROGRAMME_READ).exclude(consent=None)
    if levels is not None:
        referrals, places = referrals.filter(level__in=levels), places.filter(level__in=levels)
    about = {"pupil": pupil} if pupil else {}
    keys = Q(pk__in=referrals.filter(**about).values("consents")) | Q(pk__in=places.filter(**about).values("consent"))
    return Consent.objects.filter(keys, **about)
