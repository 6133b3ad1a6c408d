"""What holds a concern for the safeguarding leads: rules raise, and never lower."""

import time

import pytest

from concerns import innocent_words
from concerns import triggers as rules
from concerns.tests.sentences import HARM, INNOCENT
from concerns.triggers import held_words, level_for, triggers
from staff.policy import LEVEL_ORDER, Level

NOTHING = {"facts": "Forgot her reading book again and was cross about it.", "danger": "no"}


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        ({}, []),
        ({"danger": "yes"}, [rules.DANGER]),
        ({"danger": "unsure"}, [rules.MAY_BE_DANGER]),
        ({"childs_words": "I do not want to."}, [rules.CHILDS_WORDS]),
        ({"childs_words": "   \n"}, []),
        ({"source": "child_told"}, [rules.CHILD_TOLD]),
        ({"source": "parent_told"}, []),
        ({"injuries": "A graze on the knee."}, [rules.INJURY]),
        ({"facts": "There are cuts on her arm."}, [rules.SELF_HARM]),
        ({"facts": "He SELF-HARMED at the weekend."}, [rules.SELF_HARM]),
        ({"opinion": "I wonder about self harm."}, [rules.SELF_HARM]),
        ({"facts": "Said she doesn’t want to be here any more. “I don’t want to be here.”"}, [rules.SELF_HARM]),
        ({"facts": "Bruising on both knees."}, [rules.INJURY]),
        ({"demeanour": "Was limping at break."}, [rules.INJURY]),
        ({"facts": "He told me: my brother hits me."}, [rules.DISCLOSURE]),
        ({"done_already": "She is scared to\n go home."}, [rules.DISCLOSURE]),
        ({"facts": "Has lost weight since September."}, [rules.WEIGHT]),
        ({"where_now": "In the hall, still not eating."}, [rules.WEIGHT]),
        ({"danger": "yes", "facts": "A black eye."}, [rules.DANGER, rules.INJURY]),
    ],
)
def test_these_answers_set_off_these_rules(answers, expected):
    assert triggers({**NOTHING, **answers}) == expected


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        ("She cuts her arms at night.", rules.SELF_HARM),
        ("Said he wants to end his life.", rules.SELF_HARM),
        ("She doesn’t want to be here any longer.", rules.SELF_HARM),
        ("He took mum’s pills.", rules.SELF_HARM),
        ("Dad punched mum last night.", rules.DISCLOSURE),
        ("Says her mum’s boyfriend touches her.", rules.DISCLOSURE),
        ("My uncle comes in my room.", rules.DISCLOSURE),
        ("He doesn’t want to go home.", rules.DISCLOSURE),
        ("He is scared of his dad.", rules.DISCLOSURE),
        ("A man online asks her for photos.", rules.DISCLOSURE),
        ("Her back was black and blue.", rules.INJURY),
        ("Dad kicked me.", rules.DISCLOSURE),
        ("Dad kicked the dog and then the baby.", rules.DISCLOSURE),
        ("Dad kicked the ball at me, hard.", rules.DISCLOSURE),
        ("Dad kicked the ball right into his face.", rules.DISCLOSURE),
        ("Dad kicked the ball, then kicked him.", rules.DISCLOSURE),
        ("Dad kicked the door down.", rules.DISCLOSURE),
        ("Dad beat me at home.", rules.DISCLOSURE),
        ("Mum locked the door and went out.", rules.DISCLOSURE),
        ("Her uncle touched her leg.", rules.DISCLOSURE),
        ("Mum has always hit him.", rules.DISCLOSURE),
        ("Stepdad shook the baby.", rules.DISCLOSURE),
        ("She was slapped by her mum.", rules.DISCLOSURE),
        ("Dad threw a plate at mum.", rules.DISCLOSURE),
        ("Dad has a knife under the bed.", rules.DISCLOSURE),
        ("There is a mark on her neck.", rules.INJURY),
        ("Mum was drunk again.", rules.DISCLOSURE),
        ("She hasn’t eaten since Friday.", rules.WEIGHT),
    ],
)
def test_what_people_say_of_harm_in_plain_words_is_found(facts, code):
    assert code in triggers({"facts": facts, "danger": "no"})


@pytest.mark.parametrize(
    "facts",
    [
        "Dad has a new job and mum is at home now.",
        "Two boys pushed each other in the line; both said sorry.",
        "He is keen on the scarecrow project.",
        "Her bloodhound puppy is called Biscuit.",
        "We talked about the Abraham story.",
        "Played gangly giraffes in PE.",
        "Rembrandt self portraits; harmony in music.",
        "Dad kicked the ball over the fence and they both laughed.",
        "Her dad hits the ball further than anybody.",
        "Mum beat the eggs and he stirred.",
        "Grandad beat him at chess, again.",
        "My dad beat me at Mario Kart.",
        "Mum shakes hands with every teacher.",
        "Mum threw a party for his birthday.",
        "Nan pushed the buggy all the way.",
        "He cannot yet use a knife and fork.",
        "Full marks on her spelling test.",
        "She had drunk her milk and wanted more.",
        "Playing with blades of grass; Secret Santa on Friday.",
    ],
)
def test_words_inside_other_words_set_nothing_off(facts):
    assert triggers({"facts": facts, "danger": "no"}) == []


@pytest.mark.parametrize("sentence", HARM)
def test_a_sentence_of_harm_is_held_wherever_it_is_written(sentence):
    assert held_words(sentence) and held_words(f"{INNOCENT[0]} {sentence}") and held_words(sentence.upper())


@pytest.mark.parametrize("sentence", INNOCENT)
def test_a_sentence_of_every_day_is_not_held(sentence):
    assert held_words(sentence) == ""


def test_what_is_taken_out_hides_no_harm_beside_it():
    for phrase in innocent_words.INNOCENT:
        said = phrase.replace("*", "")
        for harm in ("a bruise", "dad hit him", "he cuts himself", "not eating"):
            assert held_words(f"{said} and {harm}"), (phrase, harm)


def test_a_phrase_does_not_run_from_one_box_into_the_next():
    assert triggers({"facts": "They had lost", "opinion": "weight is not something I know about", "danger": "no"}) == []


def test_a_need_that_the_school_holds_sets_its_rule_off():
    assert triggers(NOTHING, held=[rules.SELF_HARM]) == [rules.SELF_HARM]


def test_a_rule_raises_to_safeguarding():
    assert level_for([]) == Level.WELLBEING
    assert all(level_for([code]) == Level.SAFEGUARDING for code in rules.REASONS)


@pytest.mark.parametrize("level", LEVEL_ORDER)
@pytest.mark.parametrize("codes", [[], [rules.INJURY]])
def test_a_rule_never_lowers(level, codes):
    assert LEVEL_ORDER.index(level_for(codes, at_least=level)) >= LEVEL_ORDER.index(level)


def test_every_rule_has_a_reason_in_words():
    assert set(rules.WORDS) <= set(rules.REASONS)
    assert all(reason[0].isupper() for reason in rules.REASONS.values())


def test_the_longest_text_is_read_in_a_blink():
    begun = time.thread_time()  # its own work, whatever else the machine does
    triggers({"facts": "a secret garden grows " * 900, "childs_words": "x" * 20_000})
    assert time.thread_time() - begun < 0.5
