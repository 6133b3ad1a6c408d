"""What something urgent owes people besides the calls themselves: an answer, a hand-over, a plan to read, a thing to do."""

from concerns.models import Episode, EpisodeFollowUp, HandOver, SafetyPlan
from pupils.models import Pupil
from staff.notices import Kind, register
from staff.policy import Permission

# name, sentence, page, whether it goes out at weekends and in holidays too
KINDS = (
    ("urgent_answered", "Somebody has answered what you started urgently.", "concerns:urgent", True),
    ("urgent_called_again", "Everybody is called again for what you started urgently.", "concerns:urgent", True),
    ("urgent_closed", "What you started urgently is over.", "concerns:urgent", False),
    ("urgent_taken_back", "An urgent call to you was a mistake.", "concerns:urgent", True),
    (
        "urgent_handed_over",
        "Something urgent is handed over to you. Please say that you have it.",
        "concerns:urgent",
        True,
    ),
    ("safety_plan_to_read", "There is a plan for you to read.", "concerns:plans", True),
    ("urgent_to_do", "There is something for you to do.", "concerns:asked", False),
)


def register_kinds():
    """Called once, when the room opens."""
    for name, sentence, url_name, urgent in KINDS:
        owed = to_do_by if name == "urgent_to_do" else None
        register(Kind(name, sentence, url_name, still_owed=STILL_OWED[name], owed=owed, urgent=urgent))


def is_theirs(notice):
    return Episode.objects.opened_by_me(notice.user).filter(pk=notice.subject_id).exists()


def may_still_see(notice):
    return Episode.objects.permitted(notice.user, Permission.CONCERN_READ).filter(pk=notice.subject_id).exists()


def is_not_taken(notice):
    mine = Episode.objects.all().by_role(notice.user)
    return HandOver.objects.filter(pk=notice.subject_id, to=notice.user, taken_at=None, episode__in=mine).exists()


def is_not_read(notice):
    """Of a child who is here: the page with the plans has no other."""
    here = SafetyPlan.objects.to_read(notice.user).filter(episode__pupil__in=Pupil.objects.open().values("pk"))
    return here.filter(pk=notice.subject_id).exists()


def is_still_to_do(notice):
    return EpisodeFollowUp.objects.to(notice.user).to_do().filter(pk=notice.subject_id).exists()


def to_do_by(day):
    """On its day, once: what somebody said they would do by then."""
    for words in EpisodeFollowUp.objects.to_do().filter(follow_up__due_on__lte=day).select_related("follow_up__who"):
        yield words.follow_up.who, words.pk, words.follow_up.due_on


STILL_OWED = {
    "urgent_answered": is_theirs,
    "urgent_called_again": is_theirs,
    "urgent_closed": is_theirs,
    "urgent_taken_back": may_still_see,
    "urgent_handed_over": is_not_taken,
    "safety_plan_to_read": is_not_read,
    "urgent_to_do": is_still_to_do,
}
