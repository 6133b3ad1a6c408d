"""The forms of the concerns room: writing one down, and everything after."""

from concerns.forms.after import (
    AddForm,
    AgencyForm,
    AnswerForm,
    CloseForm,
    CorrectForm,
    FeedbackForm,
    FinishForm,
    LevelForm,
    ParentsForm,
    PurposeForm,
    QuestionForm,
    RefileForm,
    SeenForm,
    ToDoForm,
    ToldForm,
    TriageForm,
)
from concerns.forms.logging import LogForm, as_list, children_and_parts, find_child
from concerns.forms.needs import NeedForm, RenameNeedForm
from concerns.forms.reports import GuestForm, MatchForm, PaperForm, PinForm, SetAsideForm, ShortForm

__all__ = [
    "AddForm",
    "AgencyForm",
    "AnswerForm",
    "CloseForm",
    "CorrectForm",
    "FeedbackForm",
    "FinishForm",
    "GuestForm",
    "LevelForm",
    "LogForm",
    "NeedForm",
    "MatchForm",
    "PaperForm",
    "ParentsForm",
    "PinForm",
    "PurposeForm",
    "QuestionForm",
    "RefileForm",
    "RenameNeedForm",
    "SeenForm",
    "SetAsideForm",
    "ShortForm",
    "ToDoForm",
    "ToldForm",
    "TriageForm",
    "as_list",
    "children_and_parts",
    "find_child",
]
