"""The tables of the concerns room, one file a subject."""

import pupils.models  # noqa: F401 the children's own tables first: pupils.about is built on them
from concerns.models.after import AgencyContact, Answer, Decision, FollowUpWords, LevelChange, Note, Question
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
from concerns.models.need import Need
from concerns.models.report import GuestPin, Report, ReportChild, ReportText
from concerns.models.trigger import UrgentTrigger
from concerns.models.urgent import MINUTES, Alert, Episode, Reply
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
    "FACTS",
    "MINUTES",
    "NEXT",
    "PLAN_BOXES",
    "WORDS",
    "AgencyCall",
    "Alert",
    "Episode",
    "EpisodeFollowUp",
    "EpisodeNote",
    "HandOver",
    "PlanRead",
    "PlanReader",
    "Reply",
    "SafetyPlan",
    "Step",
    "Tick",
    "UrgentTrigger",
    "WordHome",
    "AgencyContact",
    "Answer",
    "BodyMark",
    "Concern",
    "ConcernNeed",
    "ConcernPupil",
    "ConcernText",
    "Decision",
    "FollowUpWords",
    "GuestPin",
    "LevelChange",
    "Need",
    "Note",
    "Question",
    "Report",
    "ReportChild",
    "ReportText",
    "sets_threshold",
]
