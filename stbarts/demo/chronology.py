"""What repeats and what belongs together: twins with one worry, small things that add up, a chronology in order."""

from datetime import timedelta

from concerns import actions as concerns
from concerns.models import Concern, Decision, Need
from dashboard.actions import choose_lines, curate_line
from pupils.chronology import lines_of
from pupils.siblings import add_sibling
from stbarts.demo.clock import at, on

TWINS = "Dąbrowska Zofia", "Dąbrowska Zuzanna"
SMALL = (
    (14, "Rafa would not come in from break. He sat by the gate until I sat there too.", 0),
    (9, "Rafa told his table that he hates himself, then said he was joking. He laughed and nobody else did.", 3),
)  # fmt: skip


def tell(world):
    """After the story. The dates are this half-term's, so that the patterns are there to be noticed."""
    _twins(world)
    _small_things(world)
    _in_order(world)


def _twins(world):
    """One worry for two sisters: it was settled in the autumn, and now it is back for one of them."""
    add_sibling(by=world.people["office"], pupil=world.children[TWINS[0]], other=world.children[TWINS[1]])
    first = _log(world, "deputy", TWINS[0], 28, "Zofia cried at the gate and held on to her grandmother's coat.")
    with at(on(world.ago(27), 9)):
        concerns.triage(
            by=world.people["wellbeing_lead"], concern=_fresh(first), decision=Decision.Kind.NO_ACTION,
            rationale="Her grandmother is here until half-term. Somebody meets them at the gate.", parents_told="told",
        )  # fmt: skip
    with at(on(world.ago(26), 15)):
        concerns.close(
            by=world.people["wellbeing_lead"], concern=_fresh(first), parents_told="told",
            feedback="Thank you. Somebody will be at the gate each morning.",
        )  # fmt: skip
    _log(world, "deputy", TWINS[1], 8, "Zuzia asked three times this morning who would fetch her. She was shaking.")
    _log(world, "support", TWINS[0], 3, "Zofia would not let go of her bag all day. Her grandmother has gone home.")


def _small_things(world):
    """Three small concerns about one boy in six school weeks; one was written down days later."""
    for days, facts, late in SMALL:
        _log(world, "other_teacher", "Silva Rafael", days, facts, late=late, need="N7")


def _in_order(world):
    """A safeguarding lead has put the long thread in order: some lines in her words, one left out."""
    lead, child = world.people["dsl"], world.children["García-López Ana-María"]
    with at(on(world.ago(1), 16, 20)):
        lines = lines_of(lead, [child], most=50)
        noticed = [line for line in lines if line.kind == "concern"][-1]
        curate_line(
            by=lead, pupil=child, line=noticed, included=True,
            summary="Told her teacher that she lies awake and counts cars until it is light.",
            decided="Wave 2: a key adult, time to talk before lunch.",
            impact="Tired and tearful most afternoons; stopped playing.",
            outcome="Moved to one-to-one help after six weeks.",
        )  # fmt: skip
        minor = [line for line in lines if line.kind == "class"]
        choose_lines(by=lead, pupil=child, lines=minor, included=set())


def _log(world, part, child, days, facts, *, late=0, need="N4"):
    happened = on(world.ago(days), 8, 50)
    with at(happened + timedelta(days=late, hours=1)):
        return concerns.raise_concern(
            by=world.people[part],
            pupil=world.children[child],
            answers={"danger": Concern.Danger.NO, "happened_at": happened, "facts": facts},
            needs=list(Need.objects.filter(code=need)),
        )


def _fresh(concern):
    if concern.status == Concern.Status.SUBMITTED:
        return concern
    return Concern.objects.get(pk=concern.pk)
