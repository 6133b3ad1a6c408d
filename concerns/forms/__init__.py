"""The forms of the concerns room: writing one down, and everything after."""

from concerns.forms.after import (
    AddForm,
    AgencyForm,
    AnswerForm,
    CloseForm,
    CorrectForm,
    FeedbackForm,
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
from concerns.forms.reports import GuestForm, MatchForm, PaperForm, PinForm, SetAsideForm, ShortForm

__all__ = [
    "AddForm",
    "AgencyForm",
    "AnswerForm",
    "CloseForm",
    "CorrectForm",
    "FeedbackForm",
    "GuestForm",
    "LevelForm",
    "LogForm",
    "MatchForm",
    "PaperForm",
    "ParentsForm",
    "PinForm",
    "PurposeForm",
    "QuestionForm",
    "RefileForm",
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
