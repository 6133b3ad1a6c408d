"""Is it said in these words where somebody lives? An address comes as a line with commas, or as lines; nobody says all of it."""

import re

from pupils.normal import normal

SHORTEST = 6  # letters: a shorter part of an address is found in too many words
POSTCODE = re.compile(r"\b([a-z]{1,2}\d[a-z\d]?) ?(\d[a-z]{2})\b")
NUMBERED = re.compile(r"^\d+[a-z]? (.+)$")


def says_where(address, text, *, school, hidden=False):
    """Is a part of this address in the text: a house, a street with its number, a postcode; where it is kept from others
    at home, the street alone. The town is no secret, nor what the school's own address says: `school` is that.
    """
    said = normal(text)
    if (_postcodes(normal(address)) - _postcodes(normal(school))) & _postcodes(said):
        return True
    common = set(_parts(school))
    return any(
        f" {part} " in f" {said} " for part in _telling(address, hidden) if len(part) >= SHORTEST and part not in common
    )


def _postcodes(text):
    return {"".join(found) for found in POSTCODE.findall(text)}


def _parts(address):
    parts = (POSTCODE.sub("", normal(part)).strip() for part in re.split(r"[\n,;]", address))
    return [part for part in parts if part]


def _telling(address, hidden):
    """The parts that say which house: after the street with its number comes only the town."""
    street_is_over = False
    for place, part in enumerate(_parts(address)):
        numbered = NUMBERED.match(part)
        if any(map(str.isdigit, part)) or not street_is_over and (" " in part or place == 0):
            yield part
        if numbered and hidden and " " in numbered[1]:
            yield numbered[1]
        street_is_over |= numbered is not None
