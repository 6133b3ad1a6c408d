"""Which words of this room can be found, by whom, and why the others are not searched."""

from audit.models import Entry
from documents.models import Attachment, Document
from pupils.models import (
    Consent,
    Contact,
    ContactNote,
    FlagStep,
    FollowUp,
    ImportBatch,
    ImportRow,
    MonitoringFlag,
    Pupil,
)
from pupils.searching import Record, Text, leave_out, register
from school.models import Agency, FallbackLine, School
from staff.models import AccountEmail, Digest, Notice, User
from staff.policy import Permission


def register_records():
    register(
        Record(
            name="pupil",
            rows=lambda user: Pupil.objects.permitted(user, Permission.PUPIL_READ),
            url_name="dashboard:child",
            pupil="pk",
            level="",
        ),
        Text("pupil", "Strengths", "pupil", Pupil, ("strengths",), at="joined_on"),
    )
    register(
        Record(
            name="flag",
            rows=lambda user: MonitoringFlag.objects.permitted(user, Permission.PLACEMENT_READ),
            url_name="dashboard:child",
            ref="pupil__public_id",
        ),
        Text("flag", "Keeping an eye on", "flag", MonitoringFlag, ("reason",), at="set_at"),
        Text("flag_step", "Keeping an eye on", "flag", FlagStep, ("reason",), at="at", parent="flag"),
    )
    register(
        Record(
            name="follow_up",
            rows=lambda user: FollowUp.objects.permitted(user, Permission.PLACEMENT_READ),
            url_name="dashboard:child",
            ref="pupil__public_id",
        ),
        Text("follow_up", "To do", "follow_up", FollowUp, ("what",), at="made_at"),
    )
    register(
        Record(
            name="contact",
            rows=lambda user: ContactNote.objects.permitted(user, Permission.CONCERN_READ),
            url_name="pupils:family",
            ref="pupil__public_id",
        ),
        Text("contact", "Contact with home", "contact", ContactNote, ("who", "reason", "said", "agreed"), at="at"),
    )
    names = ("sort_name", "find_name", "address")
    leave_out(Pupil, names, "Children are found by name on their own page; addresses are the office's.")
    leave_out(Contact, "*", "Facts about adults at home, kept by the office and read on the child's office page.")
    leave_out(Consent, "*", "Found with the referral it was given for, by whoever reads that.")
    leave_out(ImportBatch, "*", "A file between reading and writing: nobody's record yet.")
    leave_out(Entry, "*", "The audit log says who did what; it holds no words of a record.")
    leave_out(Document, "*", "A paper says again what its record says, and is read through that record.")
    leave_out(Attachment, "*", "A file is read beside its record; what is in it is not looked into.")
    for model in (Agency, FallbackLine, School):
        leave_out(model, "*", "The school's own settings: about no child.")
    for model in (User, AccountEmail, Notice, Digest):
        leave_out(model, "*", "People's accounts and what they are told: no words about a child.")
    leave_out(ImportRow, "*", "A file between reading and writing: nobody's record yet.")
