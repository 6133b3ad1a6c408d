"""How easily words are read: Flesch and Kincaid's grade and the length of sentences. Advice, never a gate."""

import re
from dataclasses import dataclass

ENOUGH_WORDS = 30  # the measure jumps about on anything shorter
EASY_GRADE = 6
EASY_SENTENCE = 15

SENTENCE_END = re.compile(r"[.!?]+(?=\s|$)|\n\s*\n")
WORD = re.compile(r"[a-z]+(?:['’][a-z]+)*", re.IGNORECASE)
VOWELS = re.compile(r"[aeiouy]+")


@dataclass(frozen=True)
class Reading:
    """`grade` is the American school year; a child of that year is about five years older."""

    words: int
    grade: float
    words_per_sentence: float

    @property
    def age(self):
        """About how old a reader is who finds this easy."""
        return round(self.grade) + 5

    @property
    def is_easy(self):
        return self.grade <= EASY_GRADE and self.words_per_sentence <= EASY_SENTENCE


def syllables(word):
    """A fair guess for English: groups of vowels, less a silent e."""
    word = re.sub(r"[^a-z]", "", word.lower())
    count = len(VOWELS.findall(word))
    silent = word.endswith("e") and not word.endswith(("le", "ee", "ye", "ue", "oe"))
    silent = silent or (word.endswith("ed") and not word.endswith(("ted", "ded", "eed")))
    silent = silent or (word.endswith("es") and not re.search(r"(s|x|z|ch|sh|c|g|l)es$", word))
    return max(1, count - (1 if silent and count > 1 else 0))


def reading_of(text):
    """The measure of this text, or None where it is too short to say."""
    sentences = [words for part in SENTENCE_END.split(text) if (words := WORD.findall(part))]
    words = [word for sentence in sentences for word in sentence]
    if len(words) < ENOUGH_WORDS:
        return None
    length = len(words) / len(sentences)
    grade = 0.39 * length + 11.8 * sum(map(syllables, words)) / len(words) - 15.59
    return Reading(len(words), round(max(0.0, grade), 1), round(length, 1))
