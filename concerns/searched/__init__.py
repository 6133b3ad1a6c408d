"""Which words of this room can be found, and by whom."""

from concerns.searched import files, records, urgent


def register_records():
    for found in (records, urgent, files):
        found.register_records()
