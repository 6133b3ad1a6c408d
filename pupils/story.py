"""What this room tells of a child: coming, going and changing class, an eye kept on them, promises kept."""

from django.db.models import Case, CharField, DateTimeField, F, Func, OuterRef, Q, Subquery, TextField, Value, When
from django.db.models.functions import Cast, Coalesce

from pupils.chronology import Source, joined, register
from pupils.models import ContactNote, FlagStep, FollowUp, Membership, MonitoringFlag, Pupil, SenEntry
from pupils.models.sen import NEED_NAMES
from staff.policy import Level, Permission

OFF = ("", "N")  # not on the register


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
            words=_first_reason(),
            level="level",
            say=lambda line: f"{line.split('|')[0]} asked everyone to keep an eye",
        )
    )
    register(
        Source(
            kind="watched",
            word="Keeping an eye",
            icon="flag",
            rows=lambda user, pupils: FlagStep.objects.later().filter(
                flag__in=_about(MonitoringFlag, user, pupils).values("pk")
            ),
            at="at",
            key="pk",
            pupil="flag__pupil",
            line=joined("kind", "by__name"),
            words="reason",
            level="flag__level",
            say=_say_step,
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
    register(
        Source(
            kind="contact",
            word="Family",
            icon="phone",
            rows=lambda user, pupils: ContactNote.objects.permitted(user, Permission.CONCERN_READ).filter(
                pupil__in=pupils
            ),
            at="at",
            entered="made_at",
            ref="pupil__public_id",
            url_name="pupils:family",
            line=joined("how", "who"),
            words=Case(When(agreed="", then=F("said")), default=F("agreed"), output_field=TextField()),
            level="level",
            say=_say_contact,
        )
    )
    register(
        Source(
            kind="sen",
            word="SEN register",
            icon="document",
            rows=_sen_changes,
            at="changed_at",
            entered="noted_at",
            key="pk",
            line=joined("status", "before", "named"),
            level="level",
            say=_say_sen,
        )
    )


def _first_reason():
    """What was said on the day it was set: a flag that is asked for once more takes the new reason as its own."""
    first = FlagStep.objects.filter(flag=OuterRef("pk")).order_by("pk").values("reason")[:1]
    return Coalesce(Subquery(first), F("reason"))


def _say_step(line):
    kind, name = line.split("|", 1)
    return f"{FlagStep.Kind(kind).label}, said {name}"


def _say_contact(line):
    how, who = line.split("|", 1)
    return f"{ContactNote.How(how).label}: {who}"


def _sen_changes(user, pupils):
    """Every change of status on its day, every change of needs on the day we heard of it; never a first "no".

    For those who read the register itself.
    """
    earlier = SenEntry.objects.filter(pupil=OuterRef("pupil"), pk__lt=OuterRef("pk")).order_by("-pk")
    rows = SenEntry.objects.permitted(user, Permission.REFERRAL_READ).filter(pupil__in=pupils)
    rows = rows.annotate(
        before=Coalesce(Subquery(earlier.values("status")[:1]), Value("")),
        named=Func(F("needs"), Value(","), function="array_to_string", output_field=CharField()),
        level=Value(str(Level.WELLBEING), output_field=CharField()),
    ).annotate(
        changed_at=Case(
            When(before=F("status"), then=F("noted_at")), default=Cast("from_on", DateTimeField())
        )
    )  # fmt: skip
    off = Q(status__in=OFF, before__in=OFF)
    return rows.exclude(off)


def _say_sen(line):
    status, before, named = line.split("|", 2)
    if status in OFF:
        return "Came off the SEN register"
    needs = "; ".join(NEED_NAMES.get(code, code) for code in named.split(",") if code)
    needs = f": {needs}" if needs else ""
    if before == status:
        return f"Needs on the SEN register{needs}"
    return f"{'Went on the SEN register, ' if before in OFF else 'Now '}{Pupil.SenStatus(status).label}{needs}"


def _children(user, pupils):
    return Pupil.objects.permitted(user, Permission.PUPIL_READ).filter(pk__in=[pupil.pk for pupil in pupils])


def _about(model, user, pupils):
    return model.objects.permitted(user, Permission.PLACEMENT_READ).filter(Q(pupil__in=pupils))
