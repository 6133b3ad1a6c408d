"""Which words of questions to the SENDCo can be found."""

from pupils.searching import Record, Text, register
from referrals.models import Advice, Consultation
from staff.policy import Permission


def register_records():
    register(
        Record(
            name="consultation",
            rows=lambda user: Consultation.objects.permitted(user, Permission.MEETING_READ),
            url_name="referrals:consultation",
        ),
        Text(
            "consultation",
            "A question to the SENDCo",
            "consultation",
            Consultation,
            ("question", "dropped_why"),
            at="asked_at",
        ),
        Text("advice", "Advice", "consultation", Advice, ("words", "more"), at="given_at", parent="consultation"),
    )
