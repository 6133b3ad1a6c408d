"""What the safeguarding files tell of a child: facts without words, for those who may open the file."""

from django.db.models import CharField, Value

from concerns.models import DateOwed, FileEntry, HarmAssessment, ReceivedFile, SentOn, Standing
from pupils.chronology import Source, joined, register
from staff.policy import Level, Permission


def register_sources():
    for source in (
        Source("filed", "Safeguarding file", "lock", _rows(FileEntry), "happened_at", "kind", entered="written_at", say=_filed, **FILE),
        Source("standing", "Standing", "lock", _rows(Standing), "from_on", "kind", entered="written_at", say=_standing, **FILE),
        Source("owed", "Safeguarding date", "calendar", _rows(DateOwed, answered_at__isnull=False), "on",
               joined("kind", "answer"), entered="answered_at", say=_answered, **FILE),
        Source("received", "A file from another school", "lock", _rows(ReceivedFile), "received_on", "from_school",
               entered="written_at", say=lambda school: f"From {school}", **FILE),
        Source("sending", "File sent on", "lock", _rows(SentOn), "on", joined("kind", "whom"), entered="written_at",
               say=_sent_on, **FILE),
        Source("harm", "Risk assessment", "lock", _rows(HarmAssessment), "written_at", "version",
               ref="public_id", url_name="concerns:harm", level="file_level", say=lambda line: f"Version {line}"),
    ):  # fmt: skip
        register(source)


FILE = {"ref": "pupil__public_id", "url_name": "concerns:safeguarding_file", "level": "file_level"}


def _rows(model, **only):
    """This person's rows of these children, each at safeguarding level."""

    def rows(user, pupils):
        found = model.objects.permitted(user, Permission.CONCERN_READ).filter(pupil__in=pupils, **only)
        return found.annotate(file_level=Value(str(Level.SAFEGUARDING), output_field=CharField()))

    return rows


def _filed(kind):
    return FileEntry.Kind(kind).label


def _standing(kind):
    return f"{Standing.Kind(kind).label} begins"


def _sent_on(line):
    kind, whom = line.split("|", 1)
    return SentOn.Kind(kind).label + (f": {whom}" if whom else "")


def _answered(line):
    kind, answer = line.split("|", 1)
    return (
        f"{DateOwed.Kind(kind).label}: {DateOwed.Answer(answer).label[:1].lower()}{DateOwed.Answer(answer).label[1:]}"
    )
