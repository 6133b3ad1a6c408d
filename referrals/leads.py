"""Who could go on with a referral: the policy says, and a hand-over adds nothing to it."""

from staff.models import User
from staff.permitted import those_with
from staff.policy import Permission


def who_may_lead(referral):
    """Those who could write this very referral already, but whoever leads it now."""
    writers = User.objects.who_may(Permission.REFERRAL_WRITE).exclude(pk=referral.lead.pk)
    may = [one.pk for one in those_with(writers, Permission.REFERRAL_WRITE, referral)]
    return User.objects.filter(pk__in=may).order_by("name", "pk")
