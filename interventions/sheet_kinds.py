"""The kinds of sheet: a page of boxes about one child, each declared once, with boxes and words of our own."""

import datetime
from dataclasses import dataclass


@dataclass(frozen=True)
class Box:
    """Something to fill in. `choices` makes it a question with a few answers; `half` stands beside the next half."""

    name: str
    label: str
    hint: str = ""
    most: int = 1000
    choices: tuple = ()
    is_day: bool = False
    half: bool = False

    def said(self, words):
        """What stands in it, as people read it."""
        if self.is_day and words:
            day = datetime.date.fromisoformat(words)
            return f"{day.day} {day:%B %Y}"
        return dict(self.choices).get(words, words)


@dataclass(frozen=True)
class Lines:
    """A table to fill in, a line at a time: the same few boxes in each."""

    name: str
    label: str
    hint: str
    columns: tuple
    most: int = 12


@dataclass(frozen=True)
class SheetKind:
    """One kind. A child has only `one` of some; `for_team` leaves no choice of level; `card` is for a supply teacher.

    What is `of_life` tells what a child lives through: words of harm in it are for fewer than the team. The others
    tell adults what to do, and such words too where it has to be done.
    """

    slug: str
    name: str
    says: str
    parts: tuple
    one: bool = False
    for_team: bool = False
    of_life: bool = False
    card: tuple = ()
    signed: tuple = ()
    foot: str = ""

    @property
    def boxes(self):
        return [part for part in self.parts if isinstance(part, Box)]

    @property
    def tables(self):
        return [part for part in self.parts if isinstance(part, Lines)]

    def places(self):
        """{(box, line): box}: everywhere that words can stand. A box by itself is line nought."""
        alone = {(box.name, 0): box for box in self.boxes}
        return alone | {
            (box.name, line): box for table in self.tables for line in range(1, table.most + 1) for box in table.columns
        }


PASSPORT = SheetKind(
    slug="passport",
    name="Pupil passport",
    says="One page about me, written with the child. Everybody around the child reads it.",
    one=True,
    for_team=True,
    parts=(
        Box("likes", "What people like about me", "Ask the child, a friend and somebody at home.", most=400),
        Box("matters", "What matters to me", most=400),
        Box("helps", "How to help me", "What works, in a few words each.", most=400),
        Box("signs", "Signs that I am struggling", "What somebody who does not know me would see or hear.", most=400),
        Box("adults", "My adults", "Whom I go to, and where they are.", most=400),
    ),
    card=("helps", "signs", "adults"),
)

ROOTS = SheetKind(
    slug="roots",
    name="Roots and fruits",
    says="What we see is the fruit. What a child has lived through is the root. Good roots grow too.",
    of_life=True,
    parts=(
        Box("good_fruits", "Good fruits: what we see on a good day", half=True),
        Box("hard_fruits", "Hard fruits: what we see on a hard day", half=True),
        Box("good_inside", "What it feels like inside then", half=True),
        Box("hard_inside", "What it may feel like inside then", half=True),
        Box("good_roots", "Good roots: what has been good, and who was there", half=True),
        Box("hard_roots", "Hard roots: what has been hard", half=True),
        Box("next", "What we shall do so that the good roots grow"),
    ),
)

HOW_IT_FEELS = tuple(
    (str(number), f"{'+' if number > 0 else '−' if number < 0 else ''}{abs(number)}") for number in range(5, -6, -1)
)

ANXIETY = SheetKind(
    slug="anxiety",
    name="Anxiety map",
    says="Where the day is easy and where it is hard: people, places, activities and times.",
    of_life=True,
    parts=(
        Lines(
            "map",
            "The map",
            "+5 is very calm and happy, 0 is neither, −5 is very worried.",
            (
                Box(
                    "sort",
                    "Kind",
                    choices=(("person", "Person"), ("place", "Place"), ("activity", "Activity"), ("time", "Time")),
                ),
                Box("what", "Who, where, what or when?", most=80),
                Box("feels", "How is it?", choices=HOW_IT_FEELS),
                Box("do", "What we do", most=200),
            ),
        ),
        Box("hardest", "What we change first", "One thing, by when, and who does it."),
    ),
)

RISK = SheetKind(
    slug="risk",
    name="Risk-reduction plan",
    says="How we keep a child and everybody else safe when it gets too much, and put things right afterwards.",
    parts=(
        Box("well", "What goes well, and what this child is good at"),
        Box("behaviour", "What may happen", "What we would see, not what we think of it."),
        Box(
            "likely",
            "How likely is it?",
            choices=(("seldom", "Seldom"), ("sometimes", "Sometimes"), ("often", "Often")),
            half=True,
        ),
        Box(
            "harm",
            "How badly could somebody be hurt?",
            choices=(("upset", "Upset, not hurt"), ("little", "Hurt a little"), ("badly", "Hurt badly")),
            half=True,
        ),
        Box("triggers", "What sets it off"),
        Box("prevent", "What we do so that it happens less"),
        Box("early", "Early signs"),
        Box("calm", "What helps when we see them"),
        Box("safe", "If it happens: how we keep everybody safe"),
        Box("repair", "Afterwards: how we put things right"),
        Box("child", "What the child says about this plan"),
        Box("again", "When do we look at it again?", is_day=True),
    ),
    signed=("The child", "A parent or carer", "For the school"),
    foot="If a child had to be held, that is written in the school’s own book as well.",
)

KINDS = {kind.slug: kind for kind in (PASSPORT, ROOTS, ANXIETY, RISK)}


def laid_out(kind, words, *, only=(), empty=False):
    """A sheet for page or paper: rows of one part, or of two halves side by side; what is empty is left out."""
    rows, waiting = [], False
    for part in kind.parts:
        if only and part.name not in only:
            continue
        shown = _table(part, words, empty) if isinstance(part, Lines) else _box(part, words)
        is_half = isinstance(part, Box) and part.half
        if is_half and waiting:
            rows[-1].append(shown)
        else:
            rows.append([shown])
        waiting = is_half and not waiting
    if empty:
        return rows
    return [row for row in rows if any(shown.get("words") or shown.get("lines") for shown in row)]


def _box(box, words):
    answers = [name for _, name in box.choices]
    return {"label": box.label, "hint": box.hint, "words": box.said(words.get((box.name, 0), "")), "answers": answers}


def _table(table, words, empty):
    lines = [
        [column.said(words.get((column.name, line), "")) for column in table.columns]
        for line in range(1, table.most + 1)
    ]
    return {
        "label": table.label,
        "hint": table.hint,
        "headings": [column.label for column in table.columns],
        "lines": lines if empty else [line for line in lines if any(line)],
    }
