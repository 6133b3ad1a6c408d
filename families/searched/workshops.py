"""A workshop is about no child: its words are for everybody who is asked."""

from families.models import Invitation, Workshop
from pupils.searching import leave_out


def register_records():
    leave_out(Workshop, "*", "About no child: on its own list, and on every invitation.")
    leave_out(Invitation, "*", "How a paper went home: no words about a child.")
