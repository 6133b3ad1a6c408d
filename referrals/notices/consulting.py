"""What people are owed about questions to the SENDCo: to answer one, the day of it, and the advice."""

from pupils.models import Pupil
from referrals.models import Consultation
from school.calendar import lately
from staff.notices import Kind, register
from staff.policy import Permission

State = Consultation.State
READ, ANSWER = Permission.MEETING_READ, Permission.PLACEMENT_DECIDE


def _in(permission, *states):
    def still_owed(notice):
        rows = Consultation.objects.permitted(notice.user, permission).filter(pupil__in=Pupil.objects.open())
        return rows.filter(pk=notice.subject_id, state__in=states).exists()

    return still_owed


def talks_today(day):
    """Whoever set the day, and whoever asked, on the day itself, or as soon after as a worker is there."""
    dated = Consultation.objects.open().filter(state=State.DATED, meet_on__lte=day, meet_on__gte=lately(day)[-1])
    for found in dated.select_related("asked_by", "dated_by"):
        for person in {found.asked_by, found.dated_by}:
            yield person, found.pk, found.meet_on


def _still_today(notice):
    rows = Consultation.objects.permitted(notice.user, READ).open()
    return rows.filter(pk=notice.subject_id, state=State.DATED, meet_on=notice.due_on).exists()


def register_kinds():
    for name, sentence, still_owed, owed in (
        (
            "consultation_asked",
            "A colleague has a question for you about a child.",
            _in(ANSWER, State.ASKED),
            None,
        ),
        (
            "consultation_dated",
            "The SENDCo has set a day to talk about your question.",
            _in(READ, State.DATED),
            None,
        ),
        (
            "consultation_today",
            "The day of a talk with the SENDCo has come.",
            _still_today,
            talks_today,
        ),
        (
            "consultation_advised",
            "There is advice from the SENDCo on your question.",
            _in(READ, State.ADVISED),
            None,
        ),
    ):
        register(
            Kind(name=name, sentence=sentence, url_name="referrals:consultations", still_owed=still_owed, owed=owed)
        )
