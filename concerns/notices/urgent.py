"""What something urgent owes people besides the calls themselves: an answer, a hand-over, a plan to read, a thing to do."""

from django.db.models import Case, Q, When
from django.urls import reverse

from concerns.models import Episode, EpisodeFollowUp, HandOver, SafetyPlan
from pupils.models import Pupil
from staff.notices import Kind, register
from staff.policy import Permission

# name, sentence, page, whether it goes out at weekends and in holidays too
KINDS = (
    ("urgent_answered", "Somebody has answered what you started urgently.", "concerns:urgent", True),
    ("urgent_called_again", "Everybody is called again for what you started urgently.", "concerns:urgent", True),
    ("urgent_closed", "Something urgent that you started or looked after is over.", "concerns:urgent", False),
    ("urgent_taken_back", "An urgent call to you was a mistake.", "concerns:urgent", True),
    (
        "urgent_handed_over",
        "Something urgent is handed over to you. Please say that you have it.",
        "concerns:urgent",
        True,
    ),
    ("safety_plan_to_read", "There is a plan for you to read.", "concerns:plans", True),
    ("urgent_to_do", "There is something for you to do.", "concerns:asked", False),
    ("urgent_done", "What you asked for after something urgent is done.", "concerns:urgent", False),
)


def register_kinds():
    """Called once, when the room opens."""
    for name, sentence, url_name, urgent in KINDS:
        more = OF_FOLLOW_UPS.get(name, {})
        register(Kind(name, sentence, url_name, still_owed=STILL_OWED[name], urgent=urgent, **more))


def was_theirs(notice):
    mine = Q(opened_by=notice.user) | Q(
        held_by=notice.user, pk__in=Episode.objects.all().by_role(notice.user).values("pk")
    )
    return Episode.objects.filter(mine, pk=notice.subject_id).exists()


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


def is_done_for_them(notice):
    return (
        EpisodeFollowUp.objects.answered_for(notice.user)
        .filter(pk=notice.subject_id, follow_up__made_by=notice.user)
        .exists()
    )


def is_theirs_to_see_to(notice):
    """Somebody who stands in, and answers for what was urgent anyway."""
    return EpisodeFollowUp.objects.answered_for(notice.user).to_do().filter(pk=notice.subject_id).exists()


def _to_do(user):
    """Their own; and, for whoever stands in for a colleague, those of what they answer for."""
    own = EpisodeFollowUp.objects.to(user).values("pk")
    theirs = EpisodeFollowUp.objects.answered_for(user).values("pk")
    rows = EpisodeFollowUp.objects.filter(Q(pk__in=own) | Q(pk__in=theirs)).to_do()
    return rows.annotate(their_own=Case(When(pk__in=own, then=True), default=False))


def _one_to_do(words):
    return reverse("concerns:asked") if words.their_own else _its_episode(words)


def _of_whom(user, rows):
    return {words.pk: words.follow_up.pupil.name for words in rows.select_related("follow_up__pupil")}


def _its_episode(words):
    return f"{words.episode.get_absolute_url()}#afterwards"


def to_do_by(day):
    """On its day, once: what somebody said they would do by then."""
    for words in EpisodeFollowUp.objects.to_do().filter(follow_up__due_on__lte=day).select_related("follow_up__who"):
        yield words.follow_up.who, words.pk, words.follow_up.due_on


STILL_OWED = {
    "urgent_answered": is_theirs,
    "urgent_called_again": is_theirs,
    "urgent_closed": was_theirs,
    "urgent_taken_back": may_still_see,
    "urgent_handed_over": is_not_taken,
    "safety_plan_to_read": is_not_read,
    "urgent_to_do": is_still_to_do,
    "urgent_done": is_done_for_them,
}
OF_FOLLOW_UPS = {
    "urgent_to_do": {
        "owed": to_do_by,
        "stands_in": is_theirs_to_see_to,
        "rows": _to_do,
        "whose": _of_whom,
        "page": _one_to_do,
    },  # fmt: skip
    "urgent_done": {"rows": EpisodeFollowUp.objects.answered_for, "whose": _of_whom, "page": _its_episode},
}
