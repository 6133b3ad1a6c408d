"""The papers of meetings, in their order. The caller has asked which meetings its reader may know."""

from django.db.models import BooleanField, ExpressionWrapper

from documents.models import Document
from families.models import Copy
from pupils.going_home import goes_home
from pupils.models import Contact


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


def not_in_it(meetings, papers):
    """What a file of an evening does not hold, in sentences, or "": copies that stay here, that are not made, and
    summaries that nobody has approved. Whoever hands the pile out then knows that it is not all of it."""
    every = [paper for mine in papers.values() for paper in mine]
    failed, making = sum(p.is_failed for p in every), sum(not p.is_failed and not p.is_ready for p in every)
    unread = sum(not one.is_approved for one in meetings)
    rest = [
        failed and f"{failed} cop{'y' if failed == 1 else 'ies'} could not be made",
        making and f"{making} cop{'y is' if making == 1 else 'ies are'} still being made",
        unread and f"{unread} summar{'y is' if unread == 1 else 'ies are'} not approved yet",
    ]
    rest = ", ".join(filter(None, rest))
    return " ".join(filter(None, [left_out(papers), rest and f"Not in here: {rest}."]))


def readers_of(meetings):
    """{meeting: (adults whose copy is begun, adults who may be told and have none)}, in the order to ring them.

    An evening begins a copy for parents and carers alone: the page says who else could have one. Two questions.
    """
    chosen = set(Copy.objects.filter(meeting__in=meetings).values_list("meeting", "contact"))
    told = {}
    for contact in Contact.objects.filter(pupil__in={one.pupil_id for one in meetings}).told_about().in_order():
        told.setdefault(contact.pupil_id, []).append(contact)
    found = {}
    for one in meetings:
        mine = told.get(one.pupil_id, [])
        begun = {contact for meeting, contact in chosen if meeting == one.pk}
        found[one.pk] = begun, [contact for contact in mine if contact.pk not in begun]
    return found


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
