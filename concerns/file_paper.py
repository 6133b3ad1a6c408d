"""A child's safeguarding file on paper: an index, the chronology, then every record whole. Others are "another pupil"."""

from html import unescape

from django.utils import timezone
from django.utils.html import strip_tags

from audit.actions import Refused, action, record
from concerns.carrying import FILE_PAPER
from concerns.models import FileExport, HarmAssessment
from concerns.showing.files import whole_file
from concerns.showing.records import attachments_of, marks_of, story_of, words_of
from documents.actions import order_document
from documents.letters import typed
from documents.models import Document
from pupils.names import other_names_in
from staff.permitted import require
from staff.policy import Permission

MOVED = "Filed under another child"


@action
def export_file(*, by, pupil, purpose):
    """A safeguarding lead prints a child's safeguarding file, and says what for. A worker makes the PDF.

    It holds what this person may read, as it is now. Refuses no purpose.
    """
    require(by, Permission.SAFEGUARDING_KEEP, pupil)
    if not purpose.strip():
        raise Refused("Please say what it is for.")
    export = FileExport.objects.create(pupil=pupil, purpose=purpose.strip(), written_by=by)
    order_document(
        by=by,
        kind=FILE_PAPER,
        title="Safeguarding file",
        html=file_html(pupil, by, purpose.strip()),
        owner=export,
        pupil=pupil,
    )
    record("safeguarding.file_exported", export, by=by, pupil=pupil, reason=purpose)
    return export


def file_html(pupil, by, purpose):
    """The finished words of the file for this reader."""
    file = whole_file(pupil, by)
    assessments = (
        HarmAssessment.objects.permitted(by, Permission.CONCERN_READ).of(pupil).select_related("text", "written_by")
    ).order_by("written_at")
    records = [_record(number, concern) for number, concern in enumerate(reversed(file["concerns"]), 1)]
    return typed(
        "letters/safeguarding_file.html",
        title="Safeguarding file",
        marking="Confidential: safeguarding file",
        heading="Child safeguarding file",
        pupil=pupil,
        purpose=purpose,
        made_by=by,
        made_at=timezone.localtime(),
        records=records,
        lines=_chronology(file, records, assessments),
        **(file | {"assessments": assessments}),
    )


def _record(number, concern):
    text = concern.text
    story = story_of(concern, with_words=True, thresholds=True)
    for line in story:
        if line["kind"].startswith(MOVED):
            line["words"] = ""  # it names the child it was moved from
    return {
        "number": number,
        "concern": concern,
        "words": words_of(text),
        "marked": marks_of(concern),
        "story": story,
        "attached": attached_to(concern),
        "carried": concern.carried.last(),
    }


def attached_to(concern):
    """Files that came with a concern, by what their senders called them; the files themselves are not printed."""
    return [f"{one.given_name} (reference {one.reference})" for one in attachments_of(concern)]


def _chronology(file, records, assessments):
    """One line for each thing in the file, the oldest first."""
    lines = []
    for one in records:
        concern = one["concern"]
        words = f"Concern {concern.reference}, from {concern.author_name}. {concern.get_status_display()}."
        lines.append((timezone.localtime(concern.happened_at), "Concern", words, f"Record {one['number']}"))
        lines.extend(
            (timezone.localtime(line["at"]), line["kind"], f"By {line['by']}", f"Record {one['number']}")
            for line in one["story"][1:]
        )
    for entry in file["entries"]:
        reference = f"Their reference {entry.reference}." if entry.reference else ""
        told = f"From {entry.told_us}." if entry.told_us else ""
        words = " ".join(part for part in (told, reference) if part)
        lines.append((timezone.localtime(entry.happened_at), entry.get_kind_display(), words, "Entries"))
    for standing in [*file["standing_now"], *file["standing_before"]]:
        until = f", until {_day(standing.until_on)}" if standing.until_on else ""
        lines.append(
            (_morning(standing.from_on), standing.get_kind_display(), f"Since {_day(standing.from_on)}{until}", "")
        )
    for date in file["answered"]:
        lines.append((_morning(date.on), date.get_kind_display(), date.get_answer_display(), ""))
    for received, pages in file["received"]:
        told = ", ".join(one.user.name for one in received.briefed.all())
        said = [
            f"From {received.from_school}.",
            f"Kept: {received.stored_where}." if received.stored_where else "",
            f"{len(pages)} sealed file{'s' if len(pages) > 1 else ''}." if pages else "",
            f"Briefed: {told}." if told else "",
        ]
        words = " ".join(filter(None, said))
        lines.append((_morning(received.received_on), "File from another school", words, ""))
    for assessment in assessments:
        at = timezone.localtime(assessment.written_at)
        lines.append((at, "Risk assessment", f"Version {assessment.version}", "Assessments"))
    keys = ("at", "kind", "words", "where")
    return [dict(zip(keys, line, strict=True)) for line in sorted(lines, key=lambda line: line[0])]


def _morning(day):
    return timezone.make_aware(timezone.datetime.combine(day, timezone.datetime.min.time()))


def _day(on):
    return f"{on.day} {on:%B %Y}"


def others_named(document, pupil):
    """Other children's names in the words of a file that was made: for a person to look at before it leaves."""
    words = Document.objects.defer(None).values_list("html", flat=True).get(pk=document.pk)
    return other_names_in(unescape(strip_tags(words)), pupil)
