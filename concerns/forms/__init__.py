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

__all__ = [
    "AddForm",
    "AgencyForm",
    "AnswerForm",
    "CloseForm",
    "CorrectForm",
    "FeedbackForm",
    "LevelForm",
    "LogForm",
    "ParentsForm",
    "PurposeForm",
    "QuestionForm",
    "RefileForm",
    "SeenForm",
    "ToDoForm",
    "ToldForm",
    "TriageForm",
    "as_list",
    "children_and_parts",
    "find_child",
]
