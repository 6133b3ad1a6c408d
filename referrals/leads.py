"""Who could go on with a referral: the policy says, and a hand-over adds nothing to it."""

from referrals.models import Referral
from staff.models import User
from staff.policy import Permission


def who_may_lead(referral):
    """Those who could write this very referral already, but whoever leads it now."""
    writers = User.objects.who_may(Permission.REFERRAL_WRITE).exclude(pk=referral.lead.pk)
    able = [one.pk for one in writers if _rows(one).filter(pk=referral.pk).exists()]
    return User.objects.filter(pk__in=able).order_by("name", "pk")


def _rows(person):
    return Referral.objects.permitted(person, Permission.REFERRAL_WRITE)
