"""Pages that read across the rooms: my things to do, a child's page, the numbers, who opened what.

Nothing is written here but the traces of reading and how a chronology is put in order. Every row comes through `permitted` of the
room that owns it, so a page can never show more than that room would.
"""
