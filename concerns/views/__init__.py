"""The pages of the concerns room: writing one down, where mine are, and what waits for somebody."""

from concerns.views.logging import adult, find, log, log_about, mine, receipt, urgent
from concerns.views.reading import acknowledge, change_level, close, give_feedback, queue, read, text, triage

__all__ = [
    "acknowledge",
    "adult",
    "change_level",
    "close",
    "find",
    "give_feedback",
    "log",
    "log_about",
    "mine",
    "queue",
    "read",
    "receipt",
    "text",
    "triage",
    "urgent",
]
