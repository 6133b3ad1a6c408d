"""What staff do with a sheet about a child: begin one, and save it again as a new version beside the old."""

from audit.actions import Refused, action, record
from documents.actions import order_document
from interventions.letters import sheet_html
from interventions.models import Sheet, SheetVersion, SheetWords, next_version
from interventions.sheet_kinds import KINDS
from pupils.here import refuse_leaver
from pupils.models import Pupil
from staff.notices import settle
from staff.permitted import require
from staff.policy import Level, Permission
from staff.posting import OUT_OF_DATE


@action
def start_sheet(*, by, pupil, which, words, level=Level.TEAM, version=0):
    """Begin a sheet about a child, as {(box, line): words}; its PDF is ordered.

    A child has one passport: where somebody began it meanwhile, this is its next version, once the writer
    has seen theirs. Refuses a sheet with nothing in it, and a child who has left.
    """
    require(by, Permission.PLAN_WRITE, pupil)
    kind = KINDS[which]
    pupil = Pupil.objects.select_for_update(no_key=True).get(pk=pupil.pk)
    there = Sheet.objects.filter(pupil=pupil, which=which).first() if kind.one else None
    if there is not None:
        return write_sheet(by=by, sheet=there, words=words, version=version)
    level = Level.TEAM if kind.for_team else Level(level)
    if level not in (Level.TEAM, Level.WELLBEING):
        raise Refused("A sheet is for the team, or at wellbeing level.")
    sheet = Sheet.objects.create(pupil=pupil, which=which, level=level, started_by=by)
    _save(by, sheet, words, version)
    record("sheet.started", sheet, by=by, pupil=pupil, fields=_named(words))
    return sheet


@action
def write_sheet(*, by, sheet, words, version):
    """Save a sheet as a new version: the ones before stay as they were. `version` is the one the writer saw.

    Refuses one written over a version they have not seen, an empty one, and a child who has left.
    """
    require(by, Permission.PLAN_WRITE, sheet)
    sheet = Sheet.objects.get(pk=sheet.pk)
    sheet.pupil = Pupil.objects.select_for_update(no_key=True).get(
        pk=sheet.pupil_id
    )  # a sheet's own row is never written
    _save(by, sheet, words, version)
    settle("sheet_to_look_at", sheet.pk)
    record("sheet.written", sheet, by=by, pupil=sheet.pupil, fields=_named(words))
    return sheet


def _save(by, sheet, words, seen):
    refuse_leaver(sheet.pupil)
    words = {place: text.strip() for place, text in words.items() if text.strip()}
    if not words:
        raise Refused("Please fill in at least one box.")
    if not words.keys() <= sheet.kind.places().keys():
        raise Refused(OUT_OF_DATE)
    made = SheetVersion.objects.create(sheet=sheet, version=next_version(sheet.versions, seen), by=by)
    SheetWords.objects.bulk_create(
        SheetWords(version=made, box=box, line=line, words=text) for (box, line), text in words.items()
    )
    order_document(
        by=by, kind="sheet", title=sheet.kind.name, html=sheet_html(made, words), owner=made, pupil=sheet.pupil
    )


def _named(words):
    return sorted({box for (box, _), text in words.items() if text.strip()})
