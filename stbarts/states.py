"""Where each kind of record may go next, drawn from the tables the code itself obeys. For STATES.md, drift-tested."""

from django.db.models import TextChoices

from concerns.actions.reports import NEXT as REPORT
from concerns.models import NEXT as CONCERN
from concerns.models import Briefing, Concern, Episode, SentOn
from concerns.models.urgent import NEXT as URGENT
from documents.models import Document
from families.models import Agreed, Correction, Invitation, Meeting, Workshop
from interventions.models import NEXT as HELP
from interventions.models import PLACE_NEXT, PlanStep, Wave
from pupils.models import FlagStep
from referrals.models import Consultation, Referral


class OnWave(TextChoices):
    """Where a child may be, for the drawing: Wave 1 is everybody's, and has no placement."""

    ONE = "wave_1", "Wave 1, everybody"
    TWO = "wave_2", "Wave 2"
    THREE = "wave_3", "Wave 3"

    @classmethod
    def of(cls, wave):
        return cls(f"wave_{int(wave)}")


# What each drawing says before it, and the table it is drawn from.
TABLES = {
    "A concern": (
        "Sent by anybody; seen, decided on and closed by those who triage it. A decision may be followed by another, "
        "and a closed concern is opened again by one. It cannot be closed while a follow-up is open, nobody has said "
        "whether the parents know, something was added that nobody has looked at, or its author has heard nothing.",
        CONCERN,
        Concern.Status.SUBMITTED,
    ),
    "A report whose child is only typed": (
        "From a guest, a paper form or a shared tablet. The safeguarding leads match it to a child, and it becomes a "
        "concern in its writer's words; or they set it aside with a reason, and may still match it.",
        REPORT,
        next(iter(REPORT)),
    ),
    "Something urgent": (
        "Begun with one press, by a decision, or by what a guest wrote; it calls until a person answers. It calls anew "
        "where whoever answered cannot come after all, or turns out to be a relative of the child.",
        URGENT,
        Episode.State.LIVE,
    ),
    "An eye kept on a child": (
        "Until a day, on which somebody looks again: keeps on, stops, or makes it a concern. Each step has its reason. "
        "One that is no longer needed is set anew.",
        FlagStep.NEXT,
        FlagStep.Kind.SET,
    ),
    "The safeguarding file of a child who has left": (
        "Owed by the safeguarding leads from the day the child leaves: sent to the next school, and at rest once "
        "somebody there says that they have it. It ends by itself where the leaving was a mistake.",
        SentOn.NEXT,
        SentOn.Kind.WAITING,
    ),
    "A briefing": (
        "Few words for named people. Those who look after wellbeing send at once; anybody else's waits for them. It "
        "also runs out by itself, on its last day.",
        Briefing.NEXT,
        Briefing.State.PROPOSED,
    ),
    "Help at a wave": (
        "Decided by those who may, one for each child and area of need, and only ever moved: each move says why. "
        "Leading to Wave 1 is ending, and leaves somebody keeping an eye on the child.",
        {OnWave.ONE: {OnWave.TWO, OnWave.THREE}}
        | {OnWave.of(wave): {OnWave.of(one) for one in HELP[wave].values()} for wave in (Wave.TWO, Wave.THREE)},
        OnWave.ONE,
    ),
    "A meeting with a family": (
        "Planned, held, written up; a second person lets the summary out of the house.",
        Meeting.NEXT,
        Meeting.State.PLANNED,
    ),
    "A workshop for families": (
        "Planned; then it was held, or it did not happen. Who came can be put right later.",
        Workshop.NEXT,
        Workshop.State.PLANNED,
    ),
    "An invitation to a workshop": (
        "Waits for a second person, who lets it out of the house; then it goes home. That somebody came is a fact "
        "beside it, that they did not is none.",
        Invitation.NEXT,
        Invitation.State.WAITING,
    ),
    "A thing agreed at a meeting": (
        "Who does what by when. It is done, no longer needed, or carried over: then it is agreed anew at the next meeting.",
        Agreed.NEXT,
        Agreed.Outcome.OPEN,
    ),
    "A family's correction of a summary": (
        "Kept in their words with the school's answer, which a second person lets out or not. The summary never changes.",
        Correction.NEXT,
        Correction.State.WAITING,
    ),
    "A question to the SENDCo": (
        "Asked from a child's page. A day may be set and moved; advice may be given without one, and may open a referral.",
        Consultation.NEXT,
        Consultation.State.ASKED,
    ),
    "A referral": (
        "Considered first: to decide against one is a record too. A second person approves the letter; a call or a "
        "request inside school is sent without one. Each answer of the agency has its day, a no its reason and where "
        "the family was pointed to. It may be withdrawn at any time.",
        Referral.NEXT,
        Referral.State.CONSIDERING,
    ),
    "A child's place on a programme": (
        "Asked for by a teacher or by those who decide; the family agrees first where the help asks for it. The order "
        "of asking is the order of the list, also for a place put back on it. Once begun it is completed or ends early.",
        PLACE_NEXT,
        next(iter(PLACE_NEXT)),
    ),
    "An informal plan": (
        "Begun from the tick list, looked at again as often as it goes on, ended with a line; after that a new one is begun.",
        PlanStep.NEXT,
        PlanStep.Kind.STARTED,
    ),
    "A document": (
        "Owed with the act that needs it, made by the worker, and frozen with its hash.",
        Document.NEXT,
        Document.State.OWED,
    ),
}
HEAD = """# Where each record may go next

Drawn by `script/manage draw_states` from the tables in the code; a test fails where they differ.
"""


def as_markdown():
    """The whole page: a heading, a sentence and a drawing for each table."""
    parts = [f"## {name}\n\n{words}\n\n{drawing(table, start)}" for name, (words, table, start) in TABLES.items()]
    return "\n".join([HEAD, "\n\n".join(parts), ""])


def drawing(table, start):
    """A Mermaid state diagram: begins where a new record is, ends where nothing leads on."""
    lines = ["```mermaid", "stateDiagram-v2", f"    [*] --> {start.value}"]
    lines += [f"    {state.value} : {state.label}" for state in table]
    for state, following in table.items():
        lines += [f"    {state.value} --> {one.value}" for one in table if one in following]
        if not following:
            lines.append(f"    {state.value} --> [*]")
    return "\n".join([*lines, "```"])
