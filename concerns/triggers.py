"""What holds a concern for the safeguarding leads. A rule may raise a level and never lowers it.

A pure function from the answers to codes. Nobody who writes a concern is asked whether it is
safeguarding; the codes are kept with the record, so that a lead sees why it came to them.
"""

import re
from functools import cache

from concerns import innocent_words, trigger_words
from staff.policy import LEVEL_ORDER, Level

DANGER = "danger"
MAY_BE_DANGER = "may_be_danger"
CHILDS_WORDS = "childs_words"
CHILD_TOLD = "child_told"
SELF_HARM = "self_harm"
INJURY = "injury"
DISCLOSURE = "disclosure"
WEIGHT = "weight"

REASONS = {
    DANGER: "Somebody is in danger now",
    MAY_BE_DANGER: "Somebody may be in danger now",
    CHILDS_WORDS: "The child's own words are written down",
    CHILD_TOLD: "The child told an adult",
    SELF_HARM: "It may speak of self-harm",
    INJURY: "It may speak of an injury",
    DISCLOSURE: "It may speak of harm by somebody",
    WEIGHT: "It may speak of a change in weight or eating",
}

WORDS = {
    SELF_HARM: trigger_words.SELF_HARM,
    INJURY: trigger_words.INJURY,
    DISCLOSURE: trigger_words.DISCLOSURE,
    WEIGHT: trigger_words.WEIGHT,
}

# The boxes a person types in; every one of them is read for the words above.
TEXTS = (
    "facts",
    "childs_words",
    "questions_asked",
    "opinion",
    "demeanour",
    "injuries",
    "others_present",
    "where_now",
    "done_already",
    "parents_know",
)


def triggers(answers, held=()):
    """The codes these answers set off, in the order of REASONS. `held` are those of the needs ticked."""
    found = set()
    if answers.get("danger") == "yes":
        found.add(DANGER)
    if answers.get("danger") == "unsure":
        found.add(MAY_BE_DANGER)
    if (answers.get("childs_words") or "").strip():
        found.add(CHILDS_WORDS)
    if answers.get("source") == "child_told":
        found.add(CHILD_TOLD)
    if (answers.get("injuries") or "").strip():
        found.add(INJURY)
    found |= set(held)
    found |= in_words(" | ".join(answers.get(name) or "" for name in TEXTS))
    return [code for code in REASONS if code in found]


def in_words(text):
    """The codes whose words are somewhere in this text."""
    text = _innocent().sub("", _plain(text))
    found = {code for code, phrases in WORDS.items() if _pattern(phrases).search(text)}
    return found | {DISCLOSURE} if _done_by_an_adult().search(text) else found


def held_words(text):
    """Why a line is not for every adult around a child, in sentences: nothing where no rule holds its words."""
    found = in_words(text)
    return ". ".join(REASONS[code] for code in REASONS if code in found)


def finds(phrases, text):
    """Is one of these phrases somewhere in this text? The school's own lists are read like the ones in the code."""
    phrases = tuple(filter(None, map(_plain_phrase, phrases)))
    return bool(phrases) and _pattern(phrases).search(_plain(text)) is not None


def level_for(codes, at_least=Level.WELLBEING):
    """The level a record with these codes is held at: never lower than it already was."""
    held = Level.SAFEGUARDING if codes else Level.WELLBEING
    return max(Level(at_least), held, key=LEVEL_ORDER.index)


def _plain(text):
    """Small letters, no apostrophes, one space for everything that is not a letter or number."""
    text = re.sub(r"['’‘`]", "", text.casefold())
    return re.sub(r"[^\w|]+|_", " ", text)


def _plain_phrase(phrase):
    """As the text is read, but for the star that stands for any ending."""
    return " ".join(re.sub(r"[^\w*]+|_", " ", re.sub(r"['’‘`]", "", phrase.casefold())).split())


@cache
def _pattern(phrases):
    """One expression for a list of phrases; a star is any ending of a word."""
    return re.compile(rf"\b{_any_of(phrases)}\b")


def _any_of(phrases):
    endings = (re.escape(phrase).replace(r"\*", r"\w*") for phrase in phrases)
    return f"(?:{'|'.join(endings)})"


@cache
def _done_by_an_adult():
    """“Dad hit”, “dad has always hit”, “hit by her dad”."""
    adult, harm, between = map(_any_of, (trigger_words.ADULTS, trigger_words.HARM, trigger_words.BETWEEN))
    return re.compile(rf"\b{adult}(?: {between}){{0,3}} {harm}\b|\b{harm} by (?:\w+ )?{adult}\b")


@cache
def _innocent():
    """What is no harm, unless somebody is aimed at; with the space after it, so that the words around it meet."""
    aimed = rf"(?! (?:hard |right |straight )*(?:at|in|into|on|off|against) {_any_of(innocent_words.AIMED_AT)}\b)"
    return re.compile(rf"\b{_any_of(innocent_words.INNOCENT)}\b{aimed} ?")
