"""How many questions a page may put to the database: one number for each kind of page, for every sweep that counts."""

from functools import lru_cache

from stbarts.tests.addresses import every_address

A_LIST = 15
AT_HOME = 18  # several lists on one page, one question each
OF_A_CHILD = 12  # the page that everybody opens most
ON_A_RECORD = 40  # one record with everything around it; it has no rows to grow with


@lru_cache
def lists():
    """The pages that stand for no single record: their address has no argument."""
    return {address.name for address in every_address() if not address.arguments}


def most_questions(view):
    return {"dashboard:home": AT_HOME, "dashboard:child": OF_A_CHILD}.get(view) or (
        A_LIST if view in lists() else ON_A_RECORD
    )
