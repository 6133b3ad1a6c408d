"""Words of this room onto paper: the safety plan, for those who have to know it."""

from documents.letters import typed


def safety_plan_html(plan):
    """The finished HTML of one version. The child is named in the words and nowhere else."""
    child = plan.episode.pupil
    return typed(
        "letters/safety_plan.html",
        title="Safety plan",
        marking="Confidential: only for the people named to read it",
        heading="Safety plan",
        child=child.name if child else "",
        plan=plan,
        boxes=plan.boxes,
        written_by=str(plan.by),
    )
