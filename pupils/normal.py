"""Names without accents, capitals and punctuation: for finding and sorting, never for deciding who is who."""

import re
import unicodedata

# "?" for a letter an export could not hold; "Ã©" for one that was read in the wrong alphabet.
LOST_LETTER = re.compile(r"[?\ufffd]|[ÃÅÄÂ][\u0080-\u00bf\u2018-\u203a\u20ac\u2122]")
# Letters that carry no separate accent to take away.
PLAIN = str.maketrans({"ł": "l", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "ß": "ss", "æ": "ae", "œ": "oe", "ı": "i"})


def normal(text):
    """Lower case, no accents, no apostrophes; every other mark becomes one space."""
    text = text.casefold()
    if text.isascii() and text.isalnum():  # most words, and a search reads many
        return text
    text = unicodedata.normalize("NFKD", text.translate(PLAIN))
    text = "".join(c for c in text if not unicodedata.combining(c))
    text = re.sub(r"['’‘`´]", "", text)
    return " ".join("".join(c if c.isalnum() else " " for c in text).split())


def sort_name(surname, forename):
    return f"{normal(surname)} {normal(forename)}".strip()[:200]


def find_words(*names):
    """Each name's words, and the name run together: "St.John" is found by "joh" and by "stj"."""
    words = []
    for name in names:
        parts = normal(name).split()
        words += [*parts, "".join(parts)]
    return f" {' '.join(dict.fromkeys(words))} "[:400]


def words_to_find(text):
    """What was typed as patterns for LIKE: each begins a word of what `find_words` keeps."""
    return [f"% {word}%" for word in normal(text).split()[:6]]  # normal() leaves no sign that LIKE would read


def has_lost_letter(name):
    """An export that could not hold a letter writes "?" in its place."""
    return bool(LOST_LETTER.search(name))
