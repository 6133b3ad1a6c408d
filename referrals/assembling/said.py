"""What was said, and what goes well: by the child, by those at home, by the class teacher, at meetings and reviews."""

from django.utils import timezone

from families.models import Meeting
from interventions.models import Target
from referrals.assembling.help_given import placements, with_moves
from referrals.assembling.register import Item, source
from staff.kept import kept
from staff.policy import Permission

DAY = "%-d %B %Y"
WRITTEN = (Meeting.State.HELD, Meeting.State.WAITING, Meeting.State.APPROVED, Meeting.State.SHARED)
FROM_A_MEETING = (
    ("strengths", "strengths"),
    ("school_sees", "what_we_see"),
    ("child_view", "child_words"),
    ("parents_view", "parents_words"),
)


@kept
def _meetings(pupil, user, levels):
    rows = Meeting.objects.permitted(user, Permission.MEETING_READ)
    return rows.filter(pupil=pupil, level__in=levels, state__in=WRITTEN).order_by("planned_at", "pk")


@source("From meetings with the family")
def meetings(pupil, user, levels):
    for meeting in _meetings(pupil, user, levels):
        day = timezone.localdate(meeting.planned_at).strftime(DAY)
        for name, box in FROM_A_MEETING:
            if words := getattr(meeting, name).strip():
                yield Item(f"meeting-{name}-{meeting.public_id}", box, words, day)


@source("What the child and those at home said at reviews")
def at_reviews(pupil, user, levels):
    for placement in with_moves(placements(pupil, user, levels)):
        for move in placement.moves.all():
            day = timezone.localdate(move.decided_at).strftime(DAY)
            for name, box in (("child_said", "child_words"), ("parents_said", "parents_words")):
                if words := getattr(move, name).strip():
                    yield Item(f"{name}-{move.public_id}", box, words, day)


@kept
def _targets(pupil, user, levels):
    rows = Target.objects.permitted(user, Permission.PLACEMENT_READ).filter(pupil=pupil, placement__level__in=levels)
    return rows.exclude(childs_words="").order_by("set_at", "pk")


@source("What the child works towards, in their own words")
def own_words(pupil, user, levels):
    for target in _targets(pupil, user, levels):
        yield Item(
            f"target-{target.public_id}",
            "child_words",
            target.childs_words,
            timezone.localdate(target.set_at).strftime(DAY),
        )
