"""How many questions a page may put to the database: one number for each kind of page, for every sweep that counts."""

from functools import lru_cache

from stbarts.tests.addresses import every_address

A_LIST = 15
AT_HOME = 18  # several lists on one page, one question each
ON_A_RECORD = 40  # one record with everything around it; it has no rows to grow with
# Pages that still ask more than they should: none may ask more than it does now, and none joins them.
TOO_MANY_YET = {
    "concerns:read": 47, "concerns:safeguarding_log": 29, "dashboard:home": 22,
    "dashboard:child": 21, "school:settings": 18,
}  # fmt: skip


@lru_cache
def lists():
    """The pages that stand for no single record: their address has no argument."""
    return {address.name for address in every_address() if not address.arguments}


def most_questions(view):
    if view in TOO_MANY_YET:
        return TOO_MANY_YET[view]
    if view == "dashboard:home":
        return AT_HOME
    return A_LIST if view in lists() or view == "dashboard:child" else ON_A_RECORD
