"""Who did what, who read what, and proof that nobody changed the story afterwards.

This room owns Entry, an append-only chained log, and the `action` decorator that every
act of staff goes through. It names fields, never values: no child's name and no free
text about a child is ever kept here. It has no pages and imports no other room.
"""
