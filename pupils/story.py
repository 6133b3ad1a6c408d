"""What this room tells of a child: coming, going and changing class, an eye kept on them, promises kept."""

from django.db.models import Q

from pupils.chronology import Source, joined, register
from pupils.models import FollowUp, Membership, MonitoringFlag, Pupil
from staff.policy import Permission


def register_sources():
    register(
        Source(
            kind="joined",
            word="School",
            icon="school",
            rows=lambda user, pupils: _children(user, pupils).filter(joined_on__isnull=False),
            at="joined_on",
            line="year_group",
            pupil="pk",
            say=lambda year: "Joined the school",
        )
    )
    register(
        Source(
            kind="left",
            word="School",
            icon="leaver",
            rows=lambda user, pupils: _children(user, pupils).filter(left_on__isnull=False),
            at="left_on",
            line="year_group",
            pupil="pk",
            say=lambda year: "Left the school",
        )
    )
    register(
        Source(
            kind="class",
            word="Class",
            icon="people",
            rows=lambda user, pupils: Membership.objects.filter(pupil__in=_children(user, pupils).values("pk")),
            at="from_on",
            key="pk",
            line="school_class__name",
            say=lambda name: f"Moved into {name}",
        )
    )
    register(
        Source(
            kind="flag",
            word="Keeping an eye",
            icon="flag",
            rows=lambda user, pupils: _about(MonitoringFlag, user, pupils),
            at="set_at",
            line=joined("set_by__name", "review_on"),
            words="reason",
            level="level",
            say=lambda line: f"{line.split('|')[0]} asked everyone to keep an eye",
        )
    )
    register(
        Source(
            kind="followup",
            word="Done",
            icon="tick",
            rows=lambda user, pupils: _about(FollowUp, user, pupils).filter(done_at__isnull=False),
            at="done_at",
            line="who__name",
            words="what",
            level="level",
            say=lambda name: f"{name} did what was promised",
        )
    )


def _children(user, pupils):
    return Pupil.objects.permitted(user, Permission.PUPIL_READ).filter(pk__in=[pupil.pk for pupil in pupils])


def _about(model, user, pupils):
    return model.objects.permitted(user, Permission.PLACEMENT_READ).filter(Q(pupil__in=pupils))
