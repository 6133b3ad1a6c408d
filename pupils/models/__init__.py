"""The tables of the pupils room, one file a subject."""

from pupils.models.consent import Consent
from pupils.models.contact import Contact, Sibling
from pupils.models.contact_note import ContactNote
from pupils.models.imports import ImportBatch, ImportRow
from pupils.models.pupil import (
    NAMES,
    YEAR_NAMES,
    YEARS,
    Around,
    ClassStaff,
    Membership,
    Pupil,
    PupilQuerySet,
    Relative,
    current,
)
from pupils.models.search import OpenWords, RestrictedWords
from pupils.models.sen import NEED_NAMES, SenEntry
from pupils.models.watch import FlagStep, FollowUp, MonitoringFlag

__all__ = [
    "NAMES",
    "NEED_NAMES",
    "YEARS",
    "YEAR_NAMES",
    "Around",
    "ClassStaff",
    "Consent",
    "Contact",
    "ContactNote",
    "FlagStep",
    "FollowUp",
    "ImportBatch",
    "ImportRow",
    "Membership",
    "MonitoringFlag",
    "OpenWords",
    "Pupil",
    "PupilQuerySet",
    "Relative",
    "RestrictedWords",
    "SenEntry",
    "Sibling",
    "current",
]
