"""What a meeting is prepared from: facts a family may hear, so that nothing on the table surprises anybody."""

from dataclasses import dataclass, field

from families.models import Agreed, Meeting
from families.sections import SECTIONS, shelves
from staff.kept import kept
from staff.policy import Permission


@dataclass
class Sheet:
    """The sheet of one meeting for one reader. What it holds is listed here, and nothing else gets onto it."""

    meeting: Meeting
    strengths: str
    coming: list
    views: list
    shelves: list = field(default_factory=list)
    still_open: list = field(default_factory=list)


def sheet_of(meeting, user, *, on_paper=False):
    """Strengths, who comes, what child and family said beforehand, the help with its pictures, what is still open.

    `on_paper` it may lie on the table: then what only the wellbeing team reads is left out, unless somebody ticked it
    for the family already.
    """
    team_only = _not_ticked(meeting) if on_paper else ()
    return Sheet(
        meeting=meeting,
        strengths=meeting.pupil.strengths,
        coming=list(meeting.coming.select_related("contact")),
        views=list(meeting.views.exclude(answered_at=None).select_related("asked_of")),
        shelves=shelves(meeting.pupil, user, team_only=team_only),
        still_open=still_open(meeting, user),
    )


def _not_ticked(meeting):
    return [key for key in SECTIONS if key not in meeting.sections or key in meeting.team_sections]


def still_open(meeting, user):
    """What was agreed at earlier meetings about this child, that this reader reads, and is not done yet."""
    return _still_open(user, meeting.pupil_id, meeting.planned_at, meeting)


@kept
def _still_open(user, pupil_id, planned_at, meeting):
    rows = Agreed.objects.permitted(user, Permission.MEETING_READ).open()
    rows = rows.filter(meeting__pupil=pupil_id, meeting__planned_at__lt=planned_at)
    return rows.exclude(meeting=meeting).select_related("meeting").order_by("by_on", "pk")


VIEWS = {"child": "child_view", "family": "parents_view"}


def said_beforehand(meeting):
    """{box of the summary: what was brought for it}: a first sentence to change, where nothing is written yet."""
    said = {}
    for view in meeting.views.exclude(answered_at=None):
        box = VIEWS[view.whose]
        if not getattr(meeting, box):
            said[box] = "\n".join(part for part in (said.get(box, ""), view.words) if part)
    if not meeting.present and (names := [one.name for one in meeting.coming.all()]):
        said["present"] = ", ".join(names)[:400]
    return said
