"""What is asked before a request goes: each check finds what it looks for and nothing else, and nothing stops what is urgent."""

import pytest

from referrals.preflight import CHECKS, Draft, problems
from referrals.preflight.words import SWAPS

WHOLE = {
    "recipient": "Dr Example",
    "recipient_address": "The Surgery",
    "gp": "Dr Example, The Surgery",
    "purpose": "To ask for your view on sleep.",
    "strengths": "She draws maps.",
    "what_we_see": "Awake before five on four nights in five since September.",
    "impact": "She is tired by eleven.",
    "tried": "A worry book for six weeks: two more nights slept through.",
    "risk": "We see none.",
    "child_words": "I count the cars.",
    "parents_words": "Sunday nights are the hardest.",
    "ask": "Please see her and tell us how we can help.",
}


def draft(more=None, **facts):
    return Draft(words={**WHOLE, **(more or {})}, **facts)


def texts(one):
    return [problem.text for problem in problems(one)]


def test_a_whole_letter_has_no_problem():
    assert problems(draft()) == []


@pytest.mark.parametrize(
    "more, facts, said, blocks",
    [
        ({}, {"agreement": (("Nobody has written down yet whether the family agrees.", True),)}, "family agrees", True),
        ({"purpose": " "}, {}, "in one line", True),
        ({"what_we_see": ""}, {}, "Say what you see", True),
        ({"ask": ""}, {}, "Say what you ask for", True),
        ({"strengths": ""}, {}, "good at", True),
        ({"impact": ""}, {}, "how it affects", False),
        ({"child_words": ""}, {}, "child’s own words", False),
        ({"parents_words": ""}, {}, "parents’ words", False),
        ({"risk": ""}, {}, "what risk", False),
        ({"tried": ""}, {}, "what has been tried", False),
        ({"tried": ""}, {"tried": 2, "without_effect": 1}, "One line of what was tried does not", False),
        ({"recipient_address": ""}, {}, "no address", False),
        ({"gp": ""}, {"gp_wanted": True}, "doctor or surgery", False),
        ({"what_we_see": "She is awake since September."}, {}, "how often", False),
        ({"what_we_see": "Awake most days."}, {}, "how long", False),
        ({"ask": "Sleep and worry."}, {}, "plainly what you would like", False),
        ({"what_we_see": "She is always tired since September, on most days."}, {}, "“always” cannot be seen", False),
        ({"risk": "He has ADHD."}, {}, "does not diagnose", False),
        ({}, {"rounds_expected": 2, "rounds": 1}, "expect 2 reviewed rounds", False),
        ({}, {"others": ("Kit O’Leary",)}, "Another child may be named here: Kit O’Leary", False),
        ({}, {"no_place": {"risk", "strengths"}}, "They will not read about the risk", False),
        ({}, {"readers_at_home": 1, "adults_at_home": 2}, "Each adult who has a copy", False),
        ({}, {"leaks": ("Another child is named here.",)}, "Or send no copy home.", True),
    ],
)
def test_each_check_finds_what_it_looks_for(more, facts, said, blocks):
    found = problems(draft(more, **facts))
    assert [problem.blocks for problem in found if said in problem.text] == [blocks], found
    assert len(found) == 1


def test_nothing_is_asked_for_that_its_reader_has_no_place_for():
    assert problems(draft({"purpose": "", "impact": ""}, no_place={"purpose", "impact"})) == []


def test_what_a_doctor_found_or_a_parent_asks_is_no_diagnosis_of_ours():
    for words in ("Autism was diagnosed by Dr Example in June.", "His father asks whether it could be ADHD."):
        assert problems(draft({"risk": words})) == []
    assert problems(draft({"parents_words": "He is always on the go. It is ADHD."})) == []  # their words, not ours


def test_every_word_that_cannot_be_seen_is_offered_a_swap():
    for word in SWAPS:
        found = problems(draft({"impact": f"In class {word} is what it is."}))
        assert len(found) == 1 and found[0].swap.startswith("Say ") and not found[0].blocks, word
        assert problems(draft({"impact": f"In class x{word}x is what it is."})) == [], word


def test_nothing_stops_what_is_urgent_and_all_of_it_is_said():
    nothing = Draft(agreement=(("The family would rather not.", True),))
    calm, urgent = problems(nothing), problems(Draft(agreement=nothing.agreement, urgent=True))
    assert sum(problem.blocks for problem in calm) == 5
    assert [p.blocks for p in urgent] == [False] * len(calm) and {p.text for p in urgent} == {p.text for p in calm}


def test_a_check_asks_no_database(monkeypatch):
    """The facts are all there is: outside a database every check answers."""
    assert len(CHECKS) == 14
    for check in CHECKS:
        assert isinstance(list(check(draft())), list)
