"""Children to look at again, what somebody said they would do, and the safeguarding leads' dates, for the calendar."""

from concerns.models import DateOwed, HarmAssessment
from pupils.dated import Kind, leave_out, register
from pupils.models import FlagStep, FollowUp, MonitoringFlag, Pupil
from staff.policy import Permission


def register_days():
    register(
        Kind(
            name="flag", word="Child to look at again", many="children to look at again", icon="flag",
            more="concerns:flags", days=((MonitoringFlag, "review_on"),), rows=_flags,
            url_name="concerns:review_flag", line="set_by__name", say=lambda name: f"Asked by {name}", level="level",
        )
    )  # fmt: skip
    # Never the words nor the child: those are read where somebody said so.
    register(
        Kind(
            name="todo", word="Thing you said you would do", many="things you said you would do", icon="tick",
            more="concerns:asked", days=((FollowUp, "due_on"),), rows=_to_do, child="", level="level",
            main="You said you would do something",
        )
    )  # fmt: skip
    register(
        Kind(
            name="safeguarding", word="Safeguarding date", many="safeguarding dates", icon="lock",
            more="concerns:safeguarding_log", days=((DateOwed, "on"),), time="at_time", rows=_safeguarding,
            url_name="concerns:safeguarding_file", ref="pupil__public_id", line="kind",
            say=lambda kind: DateOwed.Kind(kind).label, in_feed=False,
        )
    )  # fmt: skip
    leave_out(FlagStep, "review_on", "What was said then about the next one: the flag has the day that counts.")
    leave_out(HarmAssessment, "review_on", "It owes a safeguarding date, which is there.")


def _flags(user):
    return MonitoringFlag.objects.permitted(user, Permission.PLACEMENT_READ).open().of_children_here()


def _to_do(user):
    rows = FollowUp.objects.of(user).to_do()
    return rows.exclude(pupil__in=Pupil.objects.relatives_of(user))


def _safeguarding(user):
    return DateOwed.objects.permitted(user, Permission.SAFEGUARDING_KEEP).open().of_children_here()
