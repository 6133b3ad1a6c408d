"""Which words about something urgent can be found: by those who answer for it, and by the readers of a plan."""

from concerns.models import (
    PLAN_BOXES,
    AgencyCall,
    Alert,
    Episode,
    EpisodeFollowUp,
    EpisodeNote,
    HandOver,
    SafetyPlan,
    Tick,
    UrgentTrigger,
    WordHome,
)
from pupils.searching import Also, Record, Text, leave_out, register


def register_records():
    register(
        Record(name="urgent", rows=lambda user: Episode.objects.all().by_role(user), url_name="concerns:episode"),
        _part("urgent_note", "Urgent: note", EpisodeNote, ("words",), at="at"),
        _part("urgent_tick", "Urgent: step", Tick, ("words",), at="ticked_at"),
        _part("urgent_call", "Urgent: call", AgencyCall, ("name", "who", "reference", "words"), at="called_at"),
        _part("urgent_home", "Urgent: parents", WordHome, ("who", "words"), at="told_at"),
        _part(
            "safety_plan",
            "Safety plan",
            SafetyPlan,
            tuple(PLAN_BOXES),
            at="at",
            also=Also(SafetyPlan.objects.all().for_reader, "concerns:read_plan", "public_id", named="episode__pupil"),
        ),
        _part("hand_over", "Urgent: hand-over", HandOver, ("words",), at="at"),
        _part(
            "urgent_to_do",
            "Urgent: to do",
            EpisodeFollowUp,
            ("words",),
            at="follow_up__made_at",
            also=Also(
                EpisodeFollowUp.objects.all().to,
                "concerns:keep_promise",
                "follow_up__public_id",
                named="follow_up__pupil",
            ),
        ),
    )
    leave_out(UrgentTrigger, "*", "The school's own list of what is urgent, about no child.")
    leave_out(Alert, "*", "Who is called when, without a word about anybody.")


def _part(kind, word, model, columns, *, at, also=None):
    return Text(kind, word, "urgent", model, columns, at=at, parent="episode", also=also)
