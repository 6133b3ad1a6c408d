"""What anybody may read on a page without signing in is not searched among the words about children."""

from families.models import Resource
from pupils.searching import leave_out


def register_records():
    leave_out(Resource, "*", "On a page for anybody, about no child.")
