"""The tables of the concerns room, one file a subject."""

import pupils.models  # noqa: F401 the children's own tables first: pupils.about is built on them
from concerns.models.after import (
    AgencyContact,
    Answer,
    Decision,
    FollowUpWords,
    LevelChange,
    Note,
    Outcome,
    Question,
    author_has_heard,
)
from concerns.models.briefing import Briefing, BriefingReader
from concerns.models.carried import MARKER, CarriedOver
from concerns.models.change import Change, ChangeKind
from concerns.models.concern import (
    FACTS,
    NEXT,
    WORDS,
    BodyMark,
    Concern,
    ConcernNeed,
    ConcernPupil,
    ConcernText,
    sets_threshold,
)
from concerns.models.file import DateOwed, FileEntry, FileExport, FileText, KeyPerson, Standing
from concerns.models.harm import HarmAssessment, HarmText
from concerns.models.keeping import Keeping, head_reads
from concerns.models.naming import BrokenGlass, NamedReader, glass_open_to, reads_closed_records
from concerns.models.need import Need
from concerns.models.received import Briefed, ReceivedFile
from concerns.models.report import GuestPin, Report, ReportChild, ReportText
from concerns.models.sent_on import SentOn
from concerns.models.share import Share, ShareReader, ShareText
from concerns.models.slip import Slip, classes_of
from concerns.models.trigger import UrgentTrigger, triggers_met
from concerns.models.urgent import MINUTES, Alert, Episode, JoinedReport, Reply
from concerns.models.urgent_after import (
    PLAN_BOXES,
    AgencyCall,
    EpisodeFollowUp,
    EpisodeNote,
    HandOver,
    PlanRead,
    PlanReader,
    SafetyPlan,
    Step,
    Tick,
    WordHome,
)

__all__ = [
    "AgencyCall",
    "AgencyContact",
    "Alert",
    "Answer",
    "BodyMark",
    "BrokenGlass",
    "CarriedOver",
    "Briefed",
    "Briefing",
    "BriefingReader",
    "Change",
    "ChangeKind",
    "Concern",
    "ConcernNeed",
    "ConcernPupil",
    "ConcernText",
    "DateOwed",
    "Decision",
    "Episode",
    "EpisodeFollowUp",
    "EpisodeNote",
    "FACTS",
    "FileEntry",
    "FileExport",
    "FileText",
    "FollowUpWords",
    "GuestPin",
    "HandOver",
    "HarmAssessment",
    "HarmText",
    "JoinedReport",
    "Keeping",
    "KeyPerson",
    "LevelChange",
    "MARKER",
    "MINUTES",
    "NEXT",
    "NamedReader",
    "Need",
    "Note",
    "Outcome",
    "PLAN_BOXES",
    "PlanRead",
    "PlanReader",
    "Question",
    "ReceivedFile",
    "Reply",
    "Report",
    "ReportChild",
    "ReportText",
    "SafetyPlan",
    "SentOn",
    "Share",
    "ShareReader",
    "ShareText",
    "Standing",
    "Step",
    "Tick",
    "UrgentTrigger",
    "WORDS",
    "WordHome",
    "glass_open_to",
    "head_reads",
    "reads_closed_records",
    "Slip",
    "author_has_heard",
    "classes_of",
    "sets_threshold",
    "triggers_met",
]
