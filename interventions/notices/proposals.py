"""What a proposed target owes: an answer by those who decide, and word of it to whoever proposed it."""

from interventions.models import ProposedTarget
from staff.notices import Kind, register
from staff.policy import Permission


def _still_waiting(notice):
    rows = ProposedTarget.objects.permitted(notice.user, Permission.PLACEMENT_DECIDE).waiting()
    return rows.filter(pk=notice.subject_id).exists()


def _still_theirs(notice):
    rows = ProposedTarget.objects.permitted(notice.user, Permission.PLACEMENT_READ).by(notice.user)
    return rows.filter(pk=notice.subject_id, answered_at__isnull=False).exists()


PAGE = "interventions:proposed"
register(Kind("target_proposed", "Somebody proposes a target for a child.", PAGE, still_owed=_still_waiting))
register(Kind("target_answered", "A target that you proposed is answered.", PAGE, still_owed=_still_theirs))
