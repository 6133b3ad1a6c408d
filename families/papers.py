"""The papers of meetings, in their order. The caller has asked which meetings its reader may know."""

from django.db.models import BooleanField, ExpressionWrapper

from documents.models import Document
from families.models import Copy
from pupils.going_home import goes_home


def papers_of(meetings):
    """{meeting: the newest paper of each of its copies, in their order}, each saying whether it `goes` home; two questions."""
    goes = ExpressionWrapper(goes_home("meeting__pupil"), output_field=BooleanField())
    rows = Copy.objects.filter(meeting__in=meetings).annotate(goes=goes)
    copies = {pk: (meeting, goes) for pk, meeting, goes in rows.order_by("pk").values_list("pk", "meeting", "goes")}
    newest = {}
    for paper in Document.objects.filter(owner_type="families.copy", owner_id__in=list(copies)).order_by("pk"):
        newest[paper.owner_id] = paper
    found = {}
    for copy, (meeting, goes) in copies.items():
        if copy in newest:
            newest[copy].goes = goes
            found.setdefault(meeting, []).append(newest[copy])
    return found


def left_out(papers):
    """How many copies stay here, and of how many families, in words that do not say why; "" where none does.

    `papers` are those of each meeting, as `papers_of` has them.
    """
    held = [sum(not paper.goes for paper in mine) for mine in papers.values()]
    copies, families = sum(held), sum(map(bool, held))
    if not copies:
        return ""
    many = f"{copies} cop{'y' if copies == 1 else 'ies'} for {families} famil{'y' if families == 1 else 'ies'}"
    return f"Left out: {many}. Nothing may go to them now. The office or a safeguarding lead can tell you more."


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
