"""The sheet for a meeting, made into paper."""

from audit.actions import action, record
from documents.actions import order_document
from documents.letters import typed
from families.preparing import sheet_of
from pupils.going_home import refuse_to_send
from staff.permitted import require
from staff.policy import Permission


@action
def print_sheet(*, by, meeting):
    """Ask for the sheet of a meeting as a PDF, as its reader may know it now, fit to lie on the table.

    Refuses while home is not to be contacted: paper is taken along.
    """
    require(by, Permission.MEETING_READ, meeting)
    refuse_to_send(meeting.pupil)
    sheet = sheet_of(meeting, by, on_paper=True)
    name = meeting.pupil.preferred_forename
    html = typed(
        "letters/meeting_sheet.html", title="For our meeting", heading=f"Our meeting about {name}", sheet=sheet
    )
    paper = order_document(
        by=by, kind="meeting sheet", title="For our meeting", html=html, owner=meeting, pupil=meeting.pupil
    )
    record("meeting.sheet_ordered", meeting, by=by, pupil=meeting.pupil)
    return paper
