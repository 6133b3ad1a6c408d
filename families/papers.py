"""The papers of meetings, in their order. The caller has asked which meetings its reader may know."""

from documents.models import Document
from families.models import Copy


def stays_here(pupil, contact):
    """Why no paper about this child leaves for this adult now, as a sentence; "" where it may.

    A safeguarding lead's stop, or the office's, holds what was approved before it as well (KCSIE).
    """
    if pupil.do_not_contact:
        return "Nothing goes home for this child yet. A safeguarding lead will tell you when."
    if not contact.receives_information:
        return f"{contact.name} may not be told any longer. Ask the office why."
    return ""


def papers_of(meetings, *, going_home=False):
    """{meeting: the newest paper of each of its copies, in their order}; two questions.

    `going_home` leaves out the copies of adults who may not be told any longer.
    """
    rows = Copy.objects.filter(meeting__in=meetings)
    rows = rows.filter(contact__receives_information=True) if going_home else rows
    copies = dict(rows.order_by("pk").values_list("pk", "meeting"))
    newest = {}
    for paper in Document.objects.filter(owner_type="families.copy", owner_id__in=list(copies)).order_by("pk"):
        newest[paper.owner_id] = paper
    found = {}
    for copy, meeting in copies.items():
        if copy in newest:
            found.setdefault(meeting, []).append(newest[copy])
    return found


def readers_of(meetings):
    """The keys of the meetings whose summary somebody has been chosen to read."""
    return set(Copy.objects.filter(meeting__in=meetings).values_list("meeting", flat=True))


def corrections_of(meeting):
    """{copy: [(what its reader said is wrong, the answer's paper or None)]}."""
    found, papers = {}, {}
    corrections = list(meeting.corrections.select_related("written_by"))
    mine = Document.objects.filter(owner_type="families.correction", owner_id__in=[c.pk for c in corrections])
    for paper in mine.order_by("pk") if corrections else ():
        papers[paper.owner_id] = paper
    for one in corrections:
        found.setdefault(one.copy_id, []).append((one, papers.get(one.pk)))
    return found
