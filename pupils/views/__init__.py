"""The pages of the pupils room: finding a child, the office's page of one, classes and the import."""

from pupils.views.children import check, find, list, set_strengths  # noqa: A004 the list of children
from pupils.views.classes import classes, end_class_staff, set_class_staff
from pupils.views.family import family, finish_next_contact, log_contact, to_speak_to
from pupils.views.imports import commit_import, decide_row, discard_import, mark_leavers, read_import, review_import
from pupils.views.office import (
    add_contact,
    block_relative,
    confirm_sibling,
    correct_names,
    edit_contact,
    manage,
    mark_left,
    mark_returned,
    place_in_class,
    refuse_sibling,
    show_upn,
    unblock_relative,
)
from pupils.views.orders import keep_order, order_file

__all__ = [
    "add_contact",
    "block_relative",
    "check",
    "classes",
    "commit_import",
    "confirm_sibling",
    "correct_names",
    "decide_row",
    "discard_import",
    "edit_contact",
    "end_class_staff",
    "family",
    "find",
    "finish_next_contact",
    "keep_order",
    "list",
    "log_contact",
    "manage",
    "mark_leavers",
    "mark_left",
    "mark_returned",
    "order_file",
    "place_in_class",
    "read_import",
    "refuse_sibling",
    "review_import",
    "set_class_staff",
    "set_strengths",
    "show_upn",
    "to_speak_to",
    "unblock_relative",
]
