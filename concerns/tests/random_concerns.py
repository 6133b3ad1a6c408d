"""Random concerns for random schools, written straight: later rooms ask what such a child's papers may do."""

from hypothesis import strategies as st

from concerns.models import Concern, ConcernPupil, ConcernText, Decision
from pupils.tests.random_schools import NOW, PUPILS, a_level, a_person

a_part = st.tuples(st.integers(0, PUPILS - 1), st.sampled_from([False, False, True]))  # the child; moved away?
a_concern = st.fixed_dictionaries(
    {
        "author": st.one_of(a_person, a_person, st.none()),
        "level": a_level,
        "status": st.sampled_from(["submitted", "submitted", "acknowledged", "triaged", "closed"]),
        "look_again": st.booleans(),
        "parts": st.lists(a_part, min_size=1, max_size=3, unique_by=lambda part: part[0]),
    }
)


def build_concerns(plan, people, pupils):
    """The concerns of the plan, written straight, each with its words and one decision."""
    return [build_one(drawn, people, pupils) for drawn in plan["concerns"]]


def build_one(drawn, people, pupils):
    seen, closed = drawn["status"] != "submitted", drawn["status"] == "closed"
    concern = Concern.objects.create(
        author=None if drawn["author"] is None else people[drawn["author"]],
        author_name="Somebody",
        level=drawn["level"],
        status=drawn["status"],
        danger="no",
        acknowledged_at=NOW if seen else None,
        acknowledged_by=people[0] if seen else None,
        closed_at=NOW if closed else None,
        closed_by=people[0] if closed else None,
        look_again_at=NOW if drawn["look_again"] else None,
    )
    ConcernText.objects.create(concern=concern, facts="Words.")
    Decision.objects.create(concern=concern, decision="nfa", rationale="A reason.", decided_by=people[0])
    for child, moved in drawn["parts"]:
        away = {"moved_at": NOW, "moved_by": people[0], "moved_to": pupils[0]} if moved else {}
        ConcernPupil.objects.create(concern=concern, pupil=pupils[child], **away)
    return concern


def children_in(drawn):
    return [child for child, moved in drawn["parts"] if not moved]
