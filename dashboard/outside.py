"""Help that is asked for outside the class: referrals to finish, agencies to ask again, questions to the SENDCo. One query."""

from django.db.models import Case, CharField, F, Value, When
from django.db.models.functions import Cast, Concat, TruncDate

from dashboard.things import SHOWN, Line, section_of
from referrals.agreed import with_the_no
from referrals.models import Consultation, Referral
from staff.addresses import addresses
from staff.kept import kept
from staff.permitted import may
from staff.policy import Permission

State = Referral.State
TO_FINISH, TO_CHASE, TO_ANSWER = range(3)
WRITE, ANSWER = Permission.REFERRAL_WRITE, Permission.PLACEMENT_DECIDE


def sections(user, day):
    """One section for each of the three that this person has."""
    found = {TO_FINISH: [], TO_CHASE: [], TO_ANSWER: []}
    for kind, _, _, *row in _outside(user, day):
        found[kind].append(row)
    made = [
        section_of("Letters and referrals to finish", found[TO_FINISH], _finish, more="referrals:referrals"),
        section_of("Agencies to ask again", found[TO_CHASE], _chase, more="referrals:to_chase"),
    ]
    if may(user, ANSWER):
        made.insert(0, section_of("Questions for you", found[TO_ANSWER], _answer, more="referrals:consultations"))
    return made


def _finish(row):
    ref, name, agency, state, answer = row
    stands = with_the_no(State(state).label, answer)
    return Line(addresses("referrals:referral")(ref), f"{name} – {agency}", stands)


def _chase(row):
    ref, name, agency, state, answer = row
    silent = with_the_no(f"{State(state).label} · no word for longer than usual", answer)
    return Line(addresses("referrals:referral")(ref), f"{name} – {agency}", silent)


def _answer(row):
    ref, name, who, state, _ = row
    return Line(addresses("referrals:consultation")(ref), name, f"{who} asks · {Consultation.State(state).label}")


@kept
def _outside(user, day):
    writes = Referral.objects.permitted(user, WRITE)
    rows = [
        _of(writes.to_finish(), TO_FINISH, TruncDate("raised_at"), "agency__name"),
        _of(writes.to_chase(day), TO_CHASE, F("chase_on"), "agency__name"),
        _of(Consultation.objects.permitted(user, ANSWER).open(), TO_ANSWER, TruncDate("asked_at"), "asked_by__name"),
    ]
    return rows[0].union(*rows[1:], all=True).order_by("kind", "rank", "since")


# Those that are nearest to being sent come first.
NEARNESS = (State.MORE, State.APPROVED, State.DRAFTING, State.CONSENT, State.CONSIDERING)


def _of(rows, kind, since, who):
    near = [When(state=state, then=Value(n)) for n, state in enumerate(NEARNESS)] if kind == TO_FINISH else []
    rank = Case(*near, default=Value(len(NEARNESS)))
    name = Concat("pupil__preferred_forename", Value(" "), "pupil__preferred_surname", output_field=CharField())
    rows = rows.order_by().annotate(
        kind=Value(kind), since=since, child=name,
        who=Cast(who, CharField()), stands=Cast("state", CharField()), rank=rank,
        said=Value("", CharField()) if kind == TO_ANSWER else Cast("consent__answer", CharField()),
    )  # fmt: skip
    columns = ("kind", "rank", "since", "public_id", "child", "who", "stands", "said")
    return rows.order_by("rank", "since", "pk").values_list(*columns)[: SHOWN + 1]
