"""Concerns for tests, made through the actions. Later rooms import `raise_about`."""

from concerns.actions import acknowledge, change_level, close, raise_concern, triage
from concerns.models import Concern
from pupils.actions import block_relative
from staff.policy import Level

CALM = "Sat apart from the others at lunch, all week."
GRAVE = "Has a large bruise on the left arm."


def raise_about(
    pupil,
    *,
    by,
    level=None,
    status=Concern.Status.SUBMITTED,
    lead=None,
    facts=None,
    others=(),
    needs=(),
    **answers,
):
    """A concern about a child, at a level (else where the rules put it) and in a state; `lead` is who triages it."""
    facts = facts or (GRAVE if level == Level.SAFEGUARDING else CALM)
    answers = {"facts": facts, "danger": "no", **answers}
    concern = raise_concern(by=by, pupil=pupil, answers=answers, others=others, needs=needs)
    if level and concern.level != level:
        concern = change_level(by=lead, concern=concern, level=level, reason="This is who needs to know.")
    if status != Concern.Status.SUBMITTED:
        concern = acknowledge(by=lead, concern=concern)
    if status in (Concern.Status.TRIAGED, Concern.Status.CLOSED):
        concern = triage(by=lead, concern=concern, decision="nfa", rationale="Talked it through; nothing more needed.")
    if status == Concern.Status.CLOSED:
        close(by=lead, concern=concern, feedback="Thank you. We have spoken to them.", parents_told="told")
        concern.refresh_from_db()
    return concern


def related(cast, user, pupil):
    """This person is a parent or relative of this child."""
    block_relative(by=cast.office, pupil=pupil, user=user)
