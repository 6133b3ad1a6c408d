"""The addresses of pages and of records: the pattern is looked up once, not once a row."""

from functools import lru_cache
from uuid import UUID

from django.urls import get_urlconf, reverse

STAND_INS = [UUID(int=n) for n in range(4)]  # ids nobody has, by which their places in an address are found
NOBODY = STAND_INS[0]


def addresses(url_name):
    """A function from public id to the address of that record's page."""
    before, behind = _pieces(url_name, get_urlconf(), 1)
    return lambda public_id: f"{before}{public_id}{behind}"


def address_of(url_name, *public_ids):
    """The address of a page, or of a page about the records with these public ids."""
    first, *others = _pieces(url_name, get_urlconf(), len(public_ids))
    return "".join([first, *(f"{one}{piece}" for one, piece in zip(public_ids, others, strict=True))])


@lru_cache(maxsize=1024)
def _pieces(url_name, urlconf, many):
    """What stands around the ids in an address."""
    pieces, rest = [], reverse(url_name, urlconf, args=STAND_INS[:many])
    for one in STAND_INS[:many]:
        piece, rest = rest.split(str(one))
        pieces.append(piece)
    return [*pieces, rest]
