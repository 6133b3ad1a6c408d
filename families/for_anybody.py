"""The resources as anybody reads them: topics, links and sheets, and the list to print. No child is in any of it."""

from itertools import groupby

from django.db.models import Max

from documents.letters import typed
from documents.models import Document
from families.models import Resource
from school.models import School

PAPER, TITLE = "resources", "Help for families"


def by_topic():
    """[(topic, its resources)]: two topics that differ only in their capitals are one."""
    rows = Resource.objects.in_use().by_topic().with_sheets()
    groups = [list(group) for _, group in groupby(rows, key=lambda row: row.topic.lower())]
    return [(group[0].topic, group) for group in groups]


def html():
    """The finished words of the list to print."""
    return typed("letters/resources.html", title=TITLE, topics=by_topic())


def paper():
    """The newest list that is made, or None."""
    return _papers().filter(state=Document.State.READY).first()


def is_older_than_the_page():
    """Has anything changed since the list was last ordered? True where there is none."""
    newest = _papers().first()
    changed = Resource.objects.aggregate(at=Max("changed_at"))["at"]
    return newest is None or bool(changed and changed > newest.made_at)


def _papers():
    return Document.objects.of(School.current()).filter(kind=PAPER)
