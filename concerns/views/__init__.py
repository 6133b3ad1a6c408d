"""The pages of the concerns room: writing one down, hearing back, and what waits for somebody."""

from concerns.views.deciding import (
    acknowledge,
    add_note,
    ask_colleague,
    ask_to_do,
    change_level,
    close,
    finish,
    give_feedback,
    log_agency,
    say_parents,
    triage,
)
from concerns.views.hearing_back import add_words, answer, asked, correct_words, done, mine, receipt, say_told
from concerns.views.logging import adult, find, log, log_about, urgent
from concerns.views.queue import queue
from concerns.views.reading import attachment, read, text
from concerns.views.refiling import refile

__all__ = [
    "acknowledge",
    "add_note",
    "add_words",
    "adult",
    "answer",
    "ask_colleague",
    "ask_to_do",
    "asked",
    "attachment",
    "change_level",
    "close",
    "correct_words",
    "done",
    "find",
    "finish",
    "give_feedback",
    "log",
    "log_about",
    "log_agency",
    "mine",
    "queue",
    "read",
    "receipt",
    "refile",
    "say_parents",
    "say_told",
    "text",
    "triage",
    "urgent",
]
