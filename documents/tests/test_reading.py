"""Reading ease: easy words read as easy, hard words as hard, short text as nothing."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from documents.reading import reading_of, syllables

EASY = "We met on Monday. We spoke about how Sam feels at lunch. Sam likes the quiet room. " * 3
HARD = (
    "Notwithstanding the graduated approach, multidisciplinary professionals recommended comprehensive "
    "neurodevelopmental assessment, acknowledging considerable emotional dysregulation necessitating individualised "
    "accommodations throughout unstructured educational environments and transitional opportunities "
    "alongside collaborative consultation regarding environmental modifications, communication, participation, "
    "therapeutic intervention and sensory regulation."
)


@pytest.mark.parametrize(
    "word, count",
    [("cat", 1), ("table", 2), ("make", 1), ("happy", 2), ("wanted", 2), ("walked", 1), ("classes", 2), ("family", 3)],
)
def test_syllables_are_guessed_fairly(word, count):
    assert syllables(word) == count


def test_easy_words_are_easy_and_hard_words_are_hard():
    assert reading_of(EASY).is_easy and reading_of(EASY).words_per_sentence < 8
    assert reading_of(HARD).grade > 12 and not reading_of(HARD).is_easy


def test_a_few_words_are_not_judged():
    assert reading_of("Thank you.") is None and reading_of("") is None


@given(st.text(max_size=400))
def test_any_text_gets_an_answer(text):
    reading = reading_of(text)
    assert reading is None or (reading.grade >= 0 and reading.words_per_sentence > 0)
