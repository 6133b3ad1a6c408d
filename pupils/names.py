"""Other children's names in a text about one child: found before it leaves the house, for a person to look at."""

import re
from dataclasses import dataclass, field

from audit.actions import Refused
from pupils.models import Membership, Pupil
from pupils.normal import normal

WORD = re.compile(r"[^\W_]+(?:['’.\-][^\W_]+)*")
POSSESSIVE = re.compile(r"['’]s$", re.IGNORECASE)


@dataclass
class OtherNames:
    """Names to look for, each as its normal words: whole names of everybody, first names of classmates."""

    whole: dict = field(default_factory=dict)  # ("kit", "oleary") -> "Kit O'Leary"
    alone: dict = field(default_factory=dict)  # ("kit",) -> "Kit"

    def add(self, forename, surname, *, classmate=False):
        words = (*normal(forename).split(), *normal(surname).split())
        if len(words) > 1:
            self.whole.setdefault(words, f"{forename} {surname}")
        if classmate and normal(forename):
            self.alone.setdefault(tuple(normal(forename).split()), forename)

    def leave_out(self, *names):
        """The child's own names are not another child's."""
        for name in names:
            self.whole.pop(tuple(normal(name).split()), None)
            self.alone.pop(tuple(normal(name).split()), None)

    def found_in(self, text):
        """The names in the text, in its order, each once. A first name alone counts only with a capital."""
        words, capitals = _words(text)
        longest = max(map(len, (*self.whole, *self.alone)), default=0)
        found, at = {}, 0
        while at < len(words):
            for length in range(min(longest, len(words) - at), 0, -1):
                here = tuple(words[at : at + length])
                name = self.whole.get(here) or (self.alone.get(here) if capitals[at] else None)
                if name:
                    found.setdefault(normal(name), name)
                    at += length
                    break
            else:
                at += 1
        return list(found.values())


def _words(text):
    words, capitals = [], []
    for found in WORD.finditer(text):
        token = POSSESSIVE.sub("", found[0])
        for number, word in enumerate(normal(token).split()):
            words.append(word)
            capitals.append(number > 0 or token[0].isupper())
    return words, capitals


def other_names(pupil):
    """Everybody else's names, ready to look for; two queries."""
    classes = Membership.objects.current().filter(pupil=pupil).values("school_class")
    classmates = set(Membership.objects.current().filter(school_class__in=classes).values_list("pupil", flat=True))
    names = _names_of(Pupil.objects.open().exclude(pk=pupil.pk), classmates)
    names.leave_out(pupil.preferred_forename, pupil.legal_forename, pupil.name, pupil.legal_name)
    return names


def other_names_in(text, pupil):
    """Other children's names in a text about this child."""
    return other_names(pupil).found_in(text)


def refuse_to_name(text):
    """Stop words that are about no child and go to many families, or to anybody, where a child's whole name is in them."""
    if found := _names_of(Pupil.objects.open()).found_in(text):
        raise Refused(f"These words are for everybody, and name a child: {', '.join(found)}. Take the name out.")


def _names_of(pupils, classmates=()):
    names = OtherNames()
    for pk, preferred, surname, legal, legal_surname in pupils.values_list(
        "pk", "preferred_forename", "preferred_surname", "legal_forename", "legal_surname"
    ):
        for forename, family in ((preferred, surname), (legal, legal_surname), (preferred, legal_surname)):
            names.add(forename, family, classmate=pk in classmates)
    return names
