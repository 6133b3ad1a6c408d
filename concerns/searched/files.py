"""Words of the safeguarding files that can be found: by those who read them, in the restricted index alone."""

from concerns.models import (
    BrokenGlass,
    CarriedOver,
    DateOwed,
    FileEntry,
    FileExport,
    FileText,
    HarmAssessment,
    HarmText,
    Keeping,
    KeyPerson,
    ReceivedFile,
    SentOn,
    Share,
    ShareText,
    Standing,
)
from pupils.searching import ALWAYS_RESTRICTED, Also, Record, Text, leave_out, register
from staff.policy import Permission

READ = Permission.CONCERN_READ
HARM = ("what", "who", "measures", "childs_view", "parents_view")


def register_records():
    register(
        Record(
            name="file",
            rows=lambda user: FileEntry.objects.permitted(user, READ),
            url_name="concerns:safeguarding_file",
            ref="pupil__public_id",
            level=ALWAYS_RESTRICTED,
        ),
        Text(
            "entry", "Safeguarding file", "file", FileText, ("words", "done"), at="entry__happened_at", parent="entry"
        ),
        Text("entry_reference", "Safeguarding file", "file", FileEntry, ("told_us", "reference"), at="happened_at"),
    )
    register(
        Record(
            name="assessment",
            rows=lambda user: HarmAssessment.objects.permitted(user, READ),
            url_name="concerns:harm",
            level=ALWAYS_RESTRICTED,
        ),
        Text("harm", "Risk assessment", "assessment", HarmText, HARM, at="assessment__written_at", parent="assessment"),
    )
    register(
        Record(
            name="share",
            rows=lambda user: Share.objects.permitted(user, READ),
            url_name="concerns:safeguarding_file",
            ref="pupil__public_id",
            level=ALWAYS_RESTRICTED,
        ),
        Text(
            "shared",
            "Shared by name",
            "share",
            ShareText,
            ("words",),
            at="share__written_at",
            parent="share",
            also=Also(_shared_with, "concerns:shared_words", "share__public_id", named="share__pupil"),
        ),
    )
    leave_out(
        ReceivedFile, ["from_school", "from_who", "stored_where"], "Where a file came from: read on the file itself."
    )
    leave_out(SentOn, ["whom", "how"], "Where a file went: read on the file itself.")
    leave_out(Standing, ["authority"], "The name of an authority.")
    leave_out(KeyPerson, ["name", "authority", "phone", "email"], "People outside, not words about a child.")
    leave_out(DateOwed, ["place"], "Where a meeting is.")
    leave_out(FileExport, ["purpose"], "Why a file was printed: in the log of who opened what.")
    leave_out(BrokenGlass, ["reason", "problem"], "Why a record was opened: in the safeguarding log.")
    leave_out(Keeping, ["kept_in"], "The name of another system.")
    leave_out(CarriedOver, ["kept_in", "reference", "sha256"], "Where words went, not words.")


def _shared_with(user):
    return ShareText.objects.filter(share__in=Share.objects.all().to(user).values("pk"))
