"""Pages of the referrals room, by concept."""

from referrals.models import Referral
from staff.permitted import get_permitted_or_404


def fetch(request, permission, referral):
    """The one referral with what its pages show of it, or a 404."""
    return get_permitted_or_404(
        Referral,
        request.user,
        permission,
        beside=("pupil", "agency", "group", "raised_by", "led_by", "approved_by", "consent__contact", "letter"),
        public_id=referral,
    )
