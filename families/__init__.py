"""Meetings with a child's family, and what they take home from them.

This room owns meetings, what was agreed, and the summary: built only from the boxes that say
they are for the family, read by a second person, and frozen as one PDF for each recipient.
It never shows a family anything from another room that nobody chose to share.
"""
