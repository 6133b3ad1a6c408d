"""Words a family may not know, and what to say instead: offered beside the boxes, never changed by themselves."""

import re

SWAPS = {
    "graduated approach": "step-by-step support",
    "intervention": "extra help",
    "interventions": "extra help",
    "provision": "help",
    "targeted": "extra",
    "baseline": "where we began",
    "outcome": "what we hope for",
    "outcomes": "what we hope for",
    "cohort": "year group",
    "attainment": "how well they do",
    "emotional regulation": "calming down",
    "self-regulate": "calm down",
    "dysregulated": "very upset",
    "presenting": "showing",
    "strategies": "ways that help",
    "implement": "use",
    "implemented": "used",
    "facilitate": "help",
    "monitor": "keep an eye on",
    "monitoring": "keeping an eye on",
    "communicate": "talk",
    "additional": "extra",
    "support staff": "the adults in class",
    "peers": "other children",
    "pupil": "the child's name",
    "in order to": "to",
    "prior to": "before",
    "regarding": "about",
    "subsequent to": "after",
    "with regard to": "about",
    "commence": "begin",
    "utilise": "use",
    "transition": "moving from one thing to the next",
    "transitions": "moving from one thing to the next",
    "disengaged": "not joining in",
    "non-compliant": "did not do what was asked",
    "challenging behaviour": "what happened, and when",
    "APDR": "plan, do and look again",
    "SEMH": "feelings and friendships",
    "SLCN": "talking and understanding",
    "QFT": "everyday teaching",
    "TA": "teaching assistant",
    "LSA": "teaching assistant",
    "SENCo": "learning-support lead",
    "SENDCo": "learning-support lead",
    "ELSA": "time to talk about feelings",
    "EHCP": "education, health and care plan",
    "IEP": "plan",
    "CAMHS": "the children's mental health service",
}
_FOUND = re.compile(r"\b(" + "|".join(map(re.escape, sorted(SWAPS, key=len, reverse=True))) + r")\b", re.IGNORECASE)
_LOWER = {word.casefold(): swap for word, swap in SWAPS.items()}
ALL_CAPITALS = {word for word in SWAPS if word.isupper()}


def swaps_for(text):
    """[(word as written, what to say instead)], each once, in the order of the text."""
    found = {}
    for match in _FOUND.finditer(text):
        word = match[0]
        if word.upper() in ALL_CAPITALS and not word.isupper():
            continue
        found.setdefault(word.casefold(), (word, _LOWER[word.casefold()]))
    return list(found.values())
