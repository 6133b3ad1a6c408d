"""Does the family agree, by somebody who may say so, and is it all right with them that each reads what the other said?"""

from referrals.preflight.register import Problem, check


@check
def the_family_agrees(draft):
    for sentence, blocks in draft.agreement:
        yield Problem(sentence, blocks=blocks)


@check
def more_than_one_at_home_reads_it(draft):
    if draft.readers_at_home > 1 and draft.says("parents_words"):
        yield Problem(
            "Each adult who has a copy reads what the others at home said. Is that all right with them?",
            box="parents_words",
        )
