"""Days set for a question to the SENDCo, appointments from outside and agencies to ask again, for the calendar."""

from pupils.dated import Kind, leave_out, register
from pupils.models import Pupil
from referrals.models import Chase, Consultation, Referral, Reply
from staff.policy import Permission


def register_days():
    register(
        Kind(
            name="consultation", word="Question to the SENDCo", many="questions to the SENDCo", icon="quote",
            more="referrals:consultations", days=((Consultation, "meet_on"),), rows=_consultations,
            url_name="referrals:consultation", line="asked_by__name", say=lambda name: f"Asked by {name}",
            level="level",
        )
    )  # fmt: skip
    register(
        Kind(
            name="appointment", word="Appointment outside school", many="appointments outside school",
            icon="letter", more="referrals:referrals", days=((Reply, "appointment_at"),), timed=True,
            rows=_appointments, url_name="referrals:referral", ref="referral__public_id", child="referral__pupil",
            line="sender", say=lambda name: f"With {name}", level="referral__level",
        )
    )  # fmt: skip
    register(
        Kind(
            name="chase", word="Agency to ask again", many="agencies to ask again", icon="phone",
            more="referrals:to_chase", days=((Referral, "chase_on"),), rows=_chases,
            url_name="referrals:referral", line="agency__name", level="level",
        )
    )  # fmt: skip
    leave_out(Chase, "next_on", "What was chosen then: the day that holds now is the referral's own.")


def _consultations(user):
    rows = Consultation.objects.permitted(user, Permission.MEETING_READ).open()
    return rows.filter(state=Consultation.State.DATED)


def _appointments(user):
    rows = Reply.objects.permitted(user, Permission.REFERRAL_READ)
    return rows.filter(appointment_at__isnull=False, referral__pupil__in=Pupil.objects.open().values("pk"))


def _chases(user):
    return Referral.objects.permitted(user, Permission.REFERRAL_READ).with_them()
