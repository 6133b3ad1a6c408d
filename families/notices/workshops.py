"""What people are owed about workshops: invitations that wait for them to be let out."""

from families.models import Invitation
from staff.notices import Kind, register


def register_kinds():
    register(
        Kind(
            name="invitations_to_approve",
            sentence="Invitations for families are waiting for somebody to read and approve them.",
            url_name="dashboard:approvals",
            still_owed=lambda notice: (
                Invitation.objects.to_approve(notice.user).filter(workshop=notice.subject_id).exists()
            ),
        )
    )
