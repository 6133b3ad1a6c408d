"""The children: who they are, who is around them, whom the school may ring, and how they came in.

This room owns Pupil, class membership, contacts, siblings, a relative's block, flags,
follow-ups and the import from the school's information system. A later room says what it
knows about a child in its own tables and subclasses `pupils.about.AboutPupilQuerySet`.
It never deletes a child, never matches one by name alone and holds no concern's words.
"""
