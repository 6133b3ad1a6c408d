"""What a meeting is prepared from: facts a family may hear, so that nothing on the table surprises anybody."""

from dataclasses import dataclass, field

from families.models import Agreed, Coming, Copy, Meeting
from families.sections import SECTIONS, shelves
from families.summary import may_not_leave
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
    for the family already; so is every line that may not leave the house, and what others agreed for their own home.
    """
    team_only = _not_ticked(meeting) if on_paper else ()
    sheet = Sheet(
        meeting=meeting,
        strengths=meeting.pupil.strengths,
        coming=list(meeting.coming.select_related("contact")),
        views=list(meeting.views.exclude(answered_at=None).select_related("asked_of")),
        shelves=shelves(meeting.pupil, user, team_only=team_only),
        still_open=still_open(meeting, user),
    )
    return _for_the_table(sheet) if on_paper else sheet


def _for_the_table(sheet):
    sheet.still_open = _not_of_other_homes(sheet)
    pupil, lines = sheet.meeting.pupil, [sheet.strengths, *map(_said, sheet.views), *map(_said, sheet.still_open)]
    lines += [_said(part) for _, parts in sheet.shelves for part in parts]
    if not _leaks("\n".join(lines), pupil):
        return sheet

    def fit(rows):
        return [one for one in rows if not _leaks(_said(one), pupil)]

    sheet.strengths = "" if _leaks(sheet.strengths, pupil) else sheet.strengths
    sheet.views, sheet.still_open = fit(sheet.views), fit(sheet.still_open)
    shelves_left = [(section, fit(parts)) for section, parts in sheet.shelves]
    sheet.shelves = [(section, parts) for section, parts in shelves_left if parts]
    return sheet


def _said(one):
    """The words of one line, whatever it is."""
    return " ".join(getattr(one, name, "") for name in ("words", "text", "quote", "issue", "what", "who"))


def _leaks(text, pupil):
    return any(problem.blocks for problem in may_not_leave(text, pupil))


def _not_of_other_homes(sheet):
    """What is still open at school; and at home, where everybody of the family who comes was told of it then."""
    coming = {one.contact_id for one in sheet.coming if one.contact_id}
    meetings = [one.meeting_id for one in sheet.still_open if one.at_home]
    told = {meeting: set() for meeting in meetings}
    for meeting, contact, without in Copy.objects.filter(meeting__in=meetings).values_list(
        "meeting", "contact", "without"
    ):
        told[meeting] |= set() if "at_home" in without else {contact}
    there = Coming.objects.filter(meeting__in=meetings, came=True, contact__isnull=False)
    for meeting, contact in there.values_list("meeting", "contact"):
        told[meeting].add(contact)
    return [one for one in sheet.still_open if not one.at_home or coming and coming <= told[one.meeting_id]]


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
