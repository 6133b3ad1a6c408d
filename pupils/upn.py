"""A Unique Pupil Number: a check letter, eleven figures, and a last figure or (if temporary) a letter."""

import re

LETTERS = "ABCDEFGHJKLMNPQRTUVWXYZ"  # no I, O or S: they look like figures
SHAPE = re.compile(rf"^[{LETTERS}]\d{{11}}[\d{LETTERS}]$")


def check_letter(upn):
    """The letter these twelve last characters call for: each times its place (2 to 13), modulo 23."""
    values = [int(c) if c.isdigit() else LETTERS.index(c) for c in upn[1:]]
    return LETTERS[sum(place * value for place, value in enumerate(values, start=2)) % 23]


def is_temporary(upn):
    return bool(upn) and upn[-1].isalpha()


def problem(upn):
    """Why this is not a UPN, in words for the page; "" when it is one."""
    if len(upn) != 13:
        return f"A UPN has 13 characters; this one has {len(upn)}."
    if not SHAPE.match(upn):
        return "A UPN is a letter (never I, O or S), eleven figures, and a figure or letter."
    if upn[0] != check_letter(upn):
        return "The first letter of the UPN does not fit the rest: one of its characters is wrong."
    return ""
