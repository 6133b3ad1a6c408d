"""Does the family agree, by somebody who may say so, and may each adult at home read what is in their copy?"""

from referrals.preflight.register import Problem, check


@check
def the_family_agrees(draft):
    for sentence, blocks in draft.agreement:
        yield Problem(sentence, blocks=blocks)


@check
def more_than_one_at_home_reads_it(draft):
    if draft.readers_at_home and draft.adults_at_home > 1 and draft.says("parents_words"):
        yield Problem(
            "Each adult who has a copy reads what the others at home said. Is that all right with them?",
            box="parents_words",
        )


@check
def nothing_leaks_home(draft):
    for sentence in draft.leaks:
        yield Problem(f"{sentence} Or send no copy home.", blocks=True, leaks=True)
