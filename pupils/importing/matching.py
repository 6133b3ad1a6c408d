"""Who is this line? By UPN, else by admission number and birthday; a name is only ever a question for a person."""

import re
from collections import defaultdict
from dataclasses import dataclass
from functools import lru_cache

from pupils.importing.values import same_id
from pupils.normal import LOST_LETTER, normal
from pupils.upn import is_temporary


@dataclass(frozen=True)
class Known:
    """A child already here, as far as matching needs."""

    id: int
    upn: str
    mis_id: str
    born_on: object
    names: tuple  # (legal_forename, legal_surname, preferred_forename, preferred_surname)


@dataclass(frozen=True)
class Match:
    """One of: this child, nobody here yet (no candidates), or a person must say which of the candidates."""

    pupil: int | None = None
    candidates: tuple = ()
    why: str = ""
    check: str = ""  # matched, but a person must look before it is brought in
    remark: str = ""

    @property
    def is_ambiguous(self):
        return self.pupil is None and bool(self.candidates)


class Register:
    """Every child here, found by each of the things a line may carry."""

    def __init__(self, known):
        self.by_id = {child.id: child for child in known}
        self.by_upn = {child.upn: child for child in known if child.upn}
        self.by_mis_id, self.by_birthday = defaultdict(list), defaultdict(list)
        for child in known:
            self.by_birthday[child.born_on].append(child)
            if child.mis_id:
                self.by_mis_id[same_id(child.mis_id)].append(child)

    def match(self, facts):
        """Decide about one line's facts."""
        upn, born_on = facts.get("upn", ""), facts["born_on"]
        by_number = [c for c in self.by_mis_id.get(same_id(facts.get("mis_id", "")), []) if c.born_on == born_on]
        if upn in self.by_upn:
            return self._by_upn(self.by_upn[upn], by_number, facts)
        if by_number:
            return self._by_mis_id(by_number, facts)
        return self._by_name(facts)

    def _by_upn(self, child, by_number, facts):
        others = [other for other in by_number if other.id != child.id]
        if others:
            return _ask([child, *others], "The UPN is one child's, the admission number and birthday another's.")
        alike = _alike(child, facts)
        if child.born_on != facts["born_on"]:
            if not any(alike):
                return _ask([child], "The UPN is known here for a child of another name and birthday.")
            return Match(child.id, check="The date of birth differs from the one we have. Please check it.")
        if not all(alike) and (twins := self._twins(child)):
            return _ask([child, *twins], "Another child here has the same birthday; the name fits neither for certain.")
        if not any(alike):
            return Match(child.id, check="Forename and surname both differ from those we have. Please check them.")
        return Match(child.id)

    def _by_mis_id(self, children, facts):
        if len(children) > 1:
            return _ask(children, "Several children here have this admission number and birthday.")
        child, upn = children[0], facts.get("upn", "")
        if not any(_alike(child, facts)):
            return _ask([child], "Admission number and birthday fit a child of another name.")
        if upn and child.upn and not is_temporary(child.upn) and not is_temporary(upn):
            return _ask([child], "Admission number and birthday fit, but the UPN is another.")
        if not all(_alike(child, facts)) and (twins := self._twins(child)):
            return _ask([child, *twins], "Another child here has the same birthday; the name fits neither for certain.")
        return Match(child.id)

    def _by_name(self, facts):
        """Name and birthday: enough to ask, never enough to decide."""
        birthday = self.by_birthday.get(facts["born_on"], [])
        same = [child for child in birthday if all(_alike(child, facts))]
        different_upn = [child for child in same if _both_permanent(child.upn, facts.get("upn", ""))]
        if same:
            why = "A child of this name and birthday is here already"
            return _ask(same, f"{why}, with another UPN." if different_upn else f"{why}; nothing else says it is them.")
        near = [child for child in birthday if any(_alike(child, facts))]
        if near and not all(_both_permanent(child.upn, facts.get("upn", "")) for child in near):
            return _ask(near, "A child here has this birthday and half of this name: the same child, or a twin?")
        if near:
            return Match(remark="A child here has the same birthday and half of the same name: perhaps twins.")
        return Match()

    def _twins(self, child):
        """Others born on that day with the same surname."""
        surnames = {normal(child.names[1]), normal(child.names[3])}
        return [
            other
            for other in self.by_birthday[child.born_on]
            if other.id != child.id and surnames & {normal(other.names[1]), normal(other.names[3])}
        ]


def _ask(children, why):
    return Match(candidates=tuple(child.id for child in children), why=why)


def _both_permanent(one, other):
    return bool(one and other) and not is_temporary(one) and not is_temporary(other) and one != other


def _alike(child, facts):
    """Whether the forename, and whether the surname, is one of the child's; a lost letter fits any letter."""
    forenames, surnames = child.names[0::2], child.names[1::2]
    return (
        _one_of((facts["legal_forename"], facts["preferred_forename"]), forenames),
        _one_of((facts["legal_surname"], facts["preferred_surname"]), surnames),
    )


def _one_of(said, ours):
    return any(same_name(one, other) for one in said for other in ours if one and other)


@lru_cache(maxsize=10_000)
def same_name(one, other):
    """The same name but for accents, capitals and lost letters."""
    if LOST_LETTER.search(one) or LOST_LETTER.search(other):
        return _fits(one, other)
    return normal(one) == normal(other)


def _fits(one, other):
    """Whether each lost letter can stand for what the other name has in its place (one letter, or two)."""
    first, second = _bare(one), _bare(other)
    if "?" in first and "?" in second:
        return len(first) == len(second) and all(a == b or "?" in (a, b) for a, b in zip(first, second, strict=True))
    lost, whole = (first, second) if "?" in first else (second, first)
    return re.fullmatch(".{0,2}".join(re.escape(part) for part in lost.split("?")), whole) is not None


def _bare(name):
    """Normal letters, with every lost one kept as "?"."""
    return "?".join(normal(part) for part in LOST_LETTER.split(name)).replace(" ", "")
