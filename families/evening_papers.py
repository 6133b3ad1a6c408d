"""The papers of an evening's meetings, in their order. The caller has asked which meetings its reader may know."""

from documents.models import Document
from families.models import Copy


def papers_of(meetings):
    """{meeting: the newest paper of each of its copies, in their order}; two questions."""
    copies = dict(Copy.objects.filter(meeting__in=meetings).order_by("pk").values_list("pk", "meeting"))
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
