"""What is done when something is urgent: begin, answer, tick, call, tell, stand down. Nothing here waits for anything.

No act asks for consent, for a child's name, for an approval or for a PDF. What is written
afterwards (plans, hand-overs, what is still to do) is in urgent_after.py.
"""

from django.db.models import Q
from django.utils import timezone

from audit.actions import Refused, action, record
from concerns import calling, word_home
from concerns.actions.filing import CLOCKS_DIFFER, keep_out, subject_of
from concerns.letters import safety_plan_html
from concerns.models import AgencyCall, Concern, Episode, EpisodeNote, JoinedReport, Reply, Step, Tick, WordHome
from documents.actions import order_document
from pupils.models import FollowUp, Relative
from school.duty import on_duty
from staff.notices import owe, settle
from staff.permitted import NotAllowed, require
from staff.policy import Permission

State = Episode.State


@action
def open_urgent(*, by, pupil=None, concern=None, trigger=None, words=""):
    """Begin, with one press. The people to call are written down at once, each with their moment.

    Which child, where and what may all come later. Refuses only somebody who does not work with children
    here, and a concern that is not theirs.
    """
    if concern is not None:
        if concern.author_id != by.pk:
            require(by, Permission.CONCERN_READ, concern)
        pupil = pupil or subject_of(concern)
    require(by, Permission.CONCERN_RAISE, pupil)
    now = timezone.now()
    episode = Episode.objects.create(
        opened_by=by, opened_at=now, calls_began_at=now, staffed=on_duty(now).staffed,
        pupil=pupil, concern=concern, trigger=trigger,
    )  # fmt: skip
    if words := taken_here(words):
        EpisodeNote.objects.create(episode=episode, words=words, by=by)
    calling.begin(episode, now)
    record("urgent.opened", episode, by=by, pupil=pupil)
    return episode


@action
def open_for_report(*, by, report, trigger=None):
    """A guest wrote of danger, and cannot press: the people are called as if somebody here had.

    The guest is told nothing of it. Which child it is, is said when the report is matched, or before.
    While a cascade that another guest began still has somebody to ring, this report joins it: ten reports of
    one afternoon ring each lead once, not ten times. It begins its own where nobody is left to ring, or where
    the one that rings is closed to other people than this one would be.
    """
    now = timezone.now()
    if (running := _rings_for(report, now)) is not None:
        JoinedReport.objects.create(episode=running, report=report, at=now)
        record("urgent.report_joined", running, by=by, fields=["report"])
        return running
    episode = Episode.objects.create(
        report=report, opened_at=now, calls_began_at=now, staffed=on_duty(now).staffed, trigger=trigger
    )
    calling.begin(episode, now)
    record("urgent.opened", episode, by=by)
    return episode


def _rings_for(report, now):
    """What calls already, held so that nobody answers it meanwhile; the same people must be kept from both."""
    closed_to = set(Relative.objects.filter(pupil__in=report.perhaps.values("pupil")).values_list("user", flat=True))
    for episode in Episode.objects.select_for_update(no_key=True, of=("self",)).takes_reports(now).order_by("pk"):
        if set(episode.relatives().values_list("user", flat=True)) == closed_to:
            return episode
    return None


@action
def follow_report(*, by, report, concern):
    """The report is a concern about this child now: what it began knows so, too. Nothing where it began nothing.

    One that joined another's leaves a line there; which child that is about is for the first report to say.
    """
    episode = Episode.objects.select_for_update(no_key=True, of=("self",)).filter(report=report).first()
    if episode is None:
        return _say_of_joined(report, concern, by)
    if episode.concern_id is None:
        episode.concern = concern
        episode.save(update_fields=["concern"])
        _say_it_goes_with(concern, episode, by)
        word_home.carry(list(episode.words_home.select_related("directed_to")), concern, by=by)
    child = subject_of(concern)
    if episode.pupil_id is None:
        _name(child, episode, by)
    record("urgent.concern_linked", episode, by=by, pupil=child, fields=["concern"])
    return episode


@action
def follow_refiled(*, by, concern, wrong, right):
    """The concern was about another child: so is what is urgent about it, where this person answers for that."""
    theirs = Episode.objects.all().by_role(by).filter(concern=concern, pupil=wrong)
    for episode in Episode.objects.select_for_update(no_key=True, of=("self",)).filter(pk__in=theirs.values("pk")):
        _name(right, episode, by)
        record("urgent.child_named", episode, by=by, pupil=right, fields=["pupil"])


def _say_of_joined(report, concern, by):
    episode = Episode.objects.filter(joined__report=report).first()
    if episode is not None:
        _say_it_goes_with(concern, episode, by)
        record("urgent.concern_linked", episode, by=by, pupil=subject_of(concern), fields=["concern"])
    return episode


@action
def urgent_for(*, by, concern):
    """What a decision "urgent" leads to: what goes on about this concern or its child, else one begun now.

    It joins only what this person sees the whole of. Anything else begins anew: two calls are better than
    none, and it does not tell of the other.
    """
    going_on = Episode.objects.all().whole(by).open().order_by("opened_at")
    running = going_on.filter(Q(concern=concern) | Q(decisions__concern=concern)).first()
    if running is None and (child := subject_of(concern)) is not None:
        running = going_on.filter(pupil=child).first()
    if running is None:
        return open_urgent(by=by, concern=concern)
    if running.concern_id is None:
        return link_concern(by=by, episode=running, concern=concern)
    if running.concern_id != concern.pk:
        _say_it_goes_with(concern, running, by)
    return running


@action
def acknowledge_urgent(*, by, episode):
    """Somebody who may answers "I am coming": the calling stops, whoever began it is told. Twice changes nothing."""
    episode = locked_by_role(by, episode)
    if not episode.replies.filter(user=by, kind=Reply.Kind.COMING, at__gte=episode.calls_began_at).exists():
        Reply.objects.create(episode=episode, user=by, kind=Reply.Kind.COMING)
    if not episode.is_live:
        return episode
    now = timezone.now()
    episode.state, episode.answered_at, episode.answered_by, episode.held_by = State.ANSWERED, now, by, by
    episode.save(update_fields=["state", "answered_at", "answered_by", "held_by"])
    calling.stop(episode)
    Tick.objects.create(episode=episode, step=Step.LEAD, words=f"{by} answered", by=by)
    if episode.opened_by_id not in (None, by.pk):
        owe("urgent_answered", to=[episode.opened_by], about=episode)
    record("urgent.acknowledged", episode, by=by, pupil=episode.pupil, fields=["state"])
    return episode


@action
def say_cannot_come(*, by, episode):
    """Somebody who was called has seen it and cannot come. When nobody called so far can, the next are called now."""
    episode = locked_by_role(by, episode)
    Reply.objects.create(episode=episode, user=by, kind=Reply.Kind.CANNOT if episode.is_live else Reply.Kind.SEEN)
    if episode.is_live:
        calling.sooner(episode, timezone.now())
    record("urgent.seen", episode, by=by, pupil=episode.pupil)
    return episode


@action
def call_again(*, by, episode):
    """Whoever had it cannot come after all, or nobody came: everybody is called anew, from now. Nothing blocks it.

    Whoever says so of themselves is called after those who can come, and whoever began it is told. While it calls
    already nothing is begun anew, until everybody was called in vain.
    """
    episode = _locked(by, episode)
    if episode.is_closed:
        raise Refused("It was stood down. If it is urgent again, press Urgent.")
    now = timezone.now()
    if episode.is_live and episode.alerts.filter(round=episode.round, due_at__gt=now).exists():
        return episode
    had = episode.held_by or episode.answered_by
    cannot = by if had == by else None
    words = f"{by} cannot come after all." if cannot else "Nobody has come."
    _begin_again(episode, now, by, f"{words} Everybody is called again.", cannot=cannot)
    settle("urgent_answered", episode.pk)
    if had is not None and episode.opened_by_id not in (None, by.pk):
        owe("urgent_called_again", to=[episode.opened_by], about=episode)
    record("urgent.called_again", episode, by=by, pupil=episode.pupil, fields=["state"])
    return episode


@action
def tick(*, by, episode, step, kind=Tick.Kind.DONE, words="", ticked_at=None):
    """A step was done, not needed, or ticked by mistake. Its moment is that of the press, never one to come."""
    episode = _locked(by, episode, begun=True)
    made = _tick(episode, Step(step), by, kind=Tick.Kind(kind), words=taken_here(words)[:300], ticked_at=ticked_at)
    record("urgent.ticked", episode, by=by, pupil=episode.pupil, fields=[made.step])
    return made


@action
def note_urgent(*, by, episode, words, step=""):
    """A few words: what is happening, where, what a step was about. Whoever began it may add theirs afterwards, too."""
    episode = _locked(by, episode, begun=True)
    if not words.strip():
        raise Refused(words="Please write a word or two.")
    note = EpisodeNote.objects.create(episode=episode, words=taken_here(words), step=step, by=by)
    record("urgent.noted", episode, by=by, pupil=episode.pupil)
    return note


@action
def name_child(*, by, episode, pupil):
    """Which child it is. It closes to the child's relatives at once, and calls again if one of them had answered."""
    episode = _locked(by, episode)
    require(by, Permission.CONCERN_RAISE, pupil)
    if episode.pupil_id == pupil.pk:
        return episode
    _name(pupil, episode, by)
    record("urgent.child_named", episode, by=by, pupil=pupil, fields=["pupil"])
    return episode


def _name(pupil, episode, by):
    episode.pupil = pupil
    episode.save(update_fields=["pupil"])
    FollowUp.objects.filter(source=f"{episode._meta.label_lower}:{episode.pk}").update(pupil=pupil)
    EpisodeNote.objects.create(episode=episode, kind=EpisodeNote.Kind.CHILD, words=f"It is {pupil.name}.", by=by)
    if (plan := episode.plans.order_by("-version").first()) is not None:
        plan.episode = episode
        print_plan(plan, by=by)
    related = set(episode.relatives().values_list("user", flat=True))
    episode.alerts.waiting().filter(user__in=related).update(email_state="cancelled")
    if episode.state == State.ANSWERED and {episode.answered_by_id, episode.held_by_id} & related:
        words = "Whoever had answered may not deal with this child, so the others are called."
        _begin_again(episode, timezone.now(), by, words)


def print_plan(plan, *, by):
    """The PDF of this version, with the child as they are named now. Nothing waits for it."""
    facts = {"kind": "safety plan", "title": "Safety plan", "html": safety_plan_html(plan)}
    order_document(by=by, owner=plan, pupil=plan.episode.pupil, **facts)


@action
def link_concern(*, by, episode, concern):
    """The written concern that goes with it, so that the thread holds. It must be one this person may read.

    What parents were told by then is carried to it.
    """
    concern = _hold([concern.pk])
    episode = _locked(by, episode)
    if not Concern.objects.filter(pk=concern.pk, author=by).exists():
        require(by, Permission.CONCERN_READ, concern)
    if episode.pupil_id and not concern.parts.in_place().filter(pupil=episode.pupil_id).exists():
        raise Refused("That concern is about another child.")
    episode.concern = concern
    episode.save(update_fields=["concern"])
    _say_it_goes_with(concern, episode, by)
    word_home.carry(list(episode.words_home.select_related("directed_to")), concern, by=by)
    record("urgent.concern_linked", episode, by=by, pupil=episode.pupil, fields=["concern"])
    child = subject_of(concern)
    if episode.pupil_id is None and child is not None:
        name_child(by=by, episode=episode, pupil=child)
    return episode


def _say_it_goes_with(concern, episode, by):
    words = f"Goes with concern {concern.reference}."
    if not episode.notes.filter(kind=EpisodeNote.Kind.CONCERN, words=words).exists():
        EpisodeNote.objects.create(episode=episode, kind=EpisodeNote.Kind.CONCERN, words=words, by=by)


@action
def log_call(*, by, episode, agency=None, name="", who="", reference="", words="", called_at=None, adds_to=None):
    """Somebody outside was rung, with one press. Who answered and their reference may be added afterwards."""
    episode = _locked(by, episode)
    if adds_to is not None:
        agency, name, called_at = adds_to.agency, adds_to.name, adds_to.called_at
    name = (agency.name if agency else name).strip()
    if not name:
        raise Refused(name="Please say whom you rang.")
    call = AgencyCall.objects.create(
        episode=episode, adds_to=adds_to, agency=agency, name=name[:120], who=who.strip(), reference=reference.strip(),
        words=taken_here(words), called_at=_past(called_at, episode, "called_at"), by=by,
    )  # fmt: skip
    tick_once(episode, Step.AGENCY, by, name)
    record("urgent.agency_called", episode, by=by, pupil=episode.pupil, fields=["agency"])
    return call


@action
def tell_parents(*, by, episode, kind, contact=None, who="", words="", directed_to=None, told_at=None):
    """Direct word to the parents, or why not: who was told, when, what, and which agency they were directed to.

    The concern it goes with has it as a dated entry, and as its answer to "parents told?".
    """
    concern = _hold(Episode.objects.filter(pk=episode.pk).values("concern"))
    episode = _locked(by, episode)
    word = WordHome.objects.create(
        episode=episode, kind=WordHome.Kind(kind), contact=contact, who=(contact.name if contact else who).strip(),
        words=taken_here(words), directed_to=directed_to, told_at=_past(told_at, episode, "told_at"), by=by,
    )  # fmt: skip
    if word.kind != WordHome.Kind.NO_ANSWER:
        tick_once(episode, Step.PARENTS, by, word.get_kind_display())
    if concern is not None:
        word_home.carry([word], concern, by=by)
    record("urgent.parents_told", episode, by=by, pupil=episode.pupil, fields=["parents"])
    return word


@action
def stand_down(*, by, episode, outcome, words=""):
    """It is over: how it ended. What is not ticked is no hindrance. Whoever began it may only say "by mistake",
    while nobody has answered yet; everybody who was called by then is told so. Whoever had it hears of it, too."""
    episode = _locked(by, episode)
    outcome = Episode.Outcome(outcome)
    mine = not Episode.objects.all().by_role(by).filter(pk=episode.pk).exists()
    if mine and not (episode.is_live and outcome == Episode.Outcome.MISTAKE):
        raise NotAllowed("A safeguarding lead stands it down. You can write a note for them.")
    if not episode.may_become(State.CLOSED):
        raise Refused("It was stood down already.")
    if not outcome:
        raise Refused(outcome="Please say how it ended.")
    episode.state, episode.closed_at, episode.closed_by = State.CLOSED, timezone.now(), by
    episode.outcome = outcome
    episode.save(update_fields=["state", "closed_at", "closed_by", "outcome"])
    calling.stop(episode)
    text = taken_here(words) or outcome.label
    EpisodeNote.objects.create(episode=episode, kind=EpisodeNote.Kind.CLOSED, words=text, by=by)
    settle("urgent_answered", episode.pk)
    if mine:
        called = episode.alerts.filter(due_at__lte=timezone.now()).select_related("user")
        owe("urgent_taken_back", to={alert.user_id: alert.user for alert in called}.values(), about=episode)
    else:
        owe("urgent_closed", to=_others(by, episode.opened_by, episode.held_by), about=episode)
    record("urgent.stood_down", episode, by=by, pupil=episode.pupil, fields=["state", "outcome"])
    return episode


def _others(by, *people):
    return [person for person in people if person not in (None, by)]


def taken_here(words):
    """Somebody's own words. Refused where the school keeps such words in another system: presses and times never are."""
    if words.strip():
        keep_out()
    return words.strip()


def standing(episode):
    """How each step stands: {step: its newest tick}, steps taken back left out."""
    newest = {}
    for one in episode.ticks.all():
        newest[one.step] = one
    return {step: one for step, one in newest.items() if one.kind != Tick.Kind.TAKEN_BACK}


def _begin_again(episode, now, by, words, *, cannot=None):
    """Nobody has it any longer: a new round of calling, from now."""
    episode.state, episode.answered_by, episode.answered_at, episode.held_by = State.LIVE, None, None, None
    episode.round, episode.calls_began_at = episode.round + 1, now
    names = ["state", "answered_by", "answered_at", "held_by", "round", "calls_began_at"]
    episode.save(update_fields=names)
    calling.stop(episode)
    if cannot is not None:
        Reply.objects.create(episode=episode, user=cannot, kind=Reply.Kind.CANNOT)
    EpisodeNote.objects.create(episode=episode, kind=EpisodeNote.Kind.AGAIN, words=words, by=by)
    calling.begin(episode, now)
    calling.sooner(episode, now)


def _locked(by, episode, *, begun=False):
    """The row as it is now, held until this transaction ends; for those who see the whole of it (or who began it)."""
    found = (
        Episode.objects.select_for_update(no_key=True, of=("self",))
        .select_related("pupil", "opened_by", "answered_by", "held_by")
        .get(pk=episode.pk)
    )
    theirs = begun and found.opened_by_id == by.pk
    if by.as_actor().kind != "system" and not (theirs or Episode.objects.all().whole(by).filter(pk=found.pk).exists()):
        raise NotAllowed("This record is not one you can change.")
    return found


def locked_by_role(by, episode):
    """The same, for those who may answer for it."""
    found = _locked(by, episode)
    if not Episode.objects.all().by_role(by).filter(pk=found.pk).exists():
        raise NotAllowed("A safeguarding lead or the head answers this.")
    return found


def _hold(concern):
    """The concern it goes with, held first: a decision on it takes the two in the same order. None where there is none."""
    return Concern.objects.select_for_update(no_key=True, of=("self",)).filter(pk__in=concern).first()


def _tick(episode, step, by, *, kind=Tick.Kind.DONE, words="", ticked_at=None):
    return Tick.objects.create(
        episode=episode, step=step, kind=kind, words=words, ticked_at=_past(ticked_at, episode), by=by
    )


def tick_once(episode, step, by, words):
    """A step is ticked by what was done for it, unless it stands already."""
    if step not in standing(episode):
        _tick(episode, step, by, words=words[:300])


def _past(moment, episode, box=""):
    """A moment a page or a person gave: never before it began, nor one to come. One typed in a box is a slip then."""
    now = timezone.now()
    if box and moment is not None and moment > now + CLOCKS_DIFFER:
        raise Refused(**{box: "That time has not come yet. Please check the day and the time."})
    return now if moment is None else max(min(moment, now), min(episode.opened_at, now))
