"""The records of this room, by concept."""

import pupils.models  # noqa: F401, I001 the children's own tables first: pupils.about is built on them
from interventions.models.catalogue import Area, Offering, Practice, Provision, Wave, WaveWords, Way
from interventions.models.charts import Chart, ChartWeek
from interventions.models.everyday import ClassHelp, Tried
from interventions.models.lists import HelpItem
from interventions.models.placements import LEAVES_A_FLAG, NEXT, Answer, Citation, Decision, Move, Placement, Then
from interventions.models.plans import InformalPlan, PlanLine, PlanStep
from interventions.models.practitioners import Credential, Slot, Supervision
from interventions.models.programmes import Booking, PlaceStep, Programme, ProgrammePlace
from interventions.models.programmes import NEXT as PLACE_NEXT
from interventions.models.proposals import ProposedTarget
from interventions.models.register import PlanReview
from interventions.models.sessions import Session
from interventions.models.sheets import Sheet, SheetVersion, SheetWords, next_version
from interventions.models.snapshots import MapSnapshot
from interventions.models.targets import LIVE_AT_ONCE, Measure, Reading, Target

__all__ = [
    "LEAVES_A_FLAG",
    "LIVE_AT_ONCE",
    "NEXT",
    "PLACE_NEXT",
    "Answer",
    "Area",
    "Booking",
    "Chart",
    "ChartWeek",
    "Citation",
    "ClassHelp",
    "Credential",
    "Decision",
    "HelpItem",
    "InformalPlan",
    "MapSnapshot",
    "Measure",
    "Move",
    "Offering",
    "PlaceStep",
    "Placement",
    "PlanLine",
    "PlanReview",
    "PlanStep",
    "Practice",
    "Programme",
    "ProgrammePlace",
    "ProposedTarget",
    "Provision",
    "Reading",
    "Session",
    "Sheet",
    "SheetVersion",
    "SheetWords",
    "Slot",
    "Supervision",
    "Target",
    "Then",
    "Tried",
    "Wave",
    "WaveWords",
    "Way",
    "next_version",
]
