"""What staff noticed about a child: written once, seen by a person, decided on and closed.

This room owns concerns, the words they were written in, what was decided and said afterwards,
and the urgent page. It decides who may see that a concern exists (ConcernQuerySet) and never
changes or deletes a word once sent. It knows nothing of placements, meetings or letters, and
it never holds a concern about an adult who works here.
"""
