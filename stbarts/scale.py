"""A big school for measuring: children and concerns written straight into the tables, in words that vary.

Never through the actions, which would take a night; the rows are as the actions would leave them.
"""

import random
from datetime import date, timedelta

from django.db import connection, transaction
from django.utils import timezone

from concerns.models import Concern, ConcernNeed, ConcernPupil, ConcernText, Decision, Need
from documents.models import new_reference
from pupils.models import Membership, Pupil
from pupils.normal import find_words, sort_name
from school.models import SchoolClass
from staff.models import User
from staff.policy import Level, Permission

A_CLASS = 30
BATCH = 1_000
FORENAMES = (
    "Ada Bilal Cara Dilan Esme Femi Grace Hari Isla Jonah Keira Leo Mina Noor Ottilie Perry Quinn Rosa Sami Tess"
)
SURNAMES = "Abara Birch Carden Dunlin Ember Fairway Gorse Heath Ilsley Juniper Kestrel Larch Mallow Nettle Oakes Piper"
# Said every week, said each term, said once: a search must be quick for all three.
OFTEN = "at lunch on the playground after break in class with a friend before home time in the corridor".split(" ")
SAID = (
    "sat apart from the others", "said that nobody would play", "would not take the coat off", "was very tired",
    "cried when it was time to go in", "had no breakfast", "fell out over a game", "was kind to a younger child",
    "hid under the table", "asked to ring home", "did not want to change for PE", "talked about the new baby",
)  # fmt: skip
SELDOM = (
    "lantern", "harbour", "quarry", "thimble", "marzipan", "trombone", "walnut", "gazebo", "kayak", "obelisk",
)  # fmt: skip


def build(*, pupils, concerns, say=lambda line: None):
    """So many children more, in classes of about thirty, and so many concerns about them (or who is here)."""
    chance = random.Random(pupils)  # noqa: S311 made-up words, the same each time
    children = _children(pupils) or list(Pupil.objects.open()[:BATCH])
    say(f"{len(children):,} children")
    people = list(User.objects.filter(is_active=True))
    authors = [user for user in people if user.roles] or people
    seen_by = next(iter(User.objects.who_may(Permission.CONCERN_TRIAGE)), authors[0])
    needs, references = list(Need.objects.in_use()), _unused_references()
    for start in range(0, concerns, BATCH):
        many = min(BATCH, concerns - start)
        _write(chance, children, authors, seen_by, needs, references, start, many, concerns)
        say(f"{min(start + BATCH, concerns):,} concerns")
    return children


@transaction.atomic
def _children(number):
    classes = _classes(number)
    today, first = timezone.localdate(), Pupil.objects.count()
    forenames, surnames = FORENAMES.split(), SURNAMES.split()
    rows = []
    for n in range(first, first + number):
        forename = forenames[n % len(forenames)]
        surname = f"{surnames[n // len(forenames) % len(surnames)]}{n // (len(forenames) * len(surnames)) or ''}"
        rows.append(
            Pupil(
                legal_forename=forename, legal_surname=surname, preferred_forename=forename, preferred_surname=surname,
                sort_name=sort_name(surname, forename), find_name=find_words(forename, surname),
                born_on=date(2016, 9, 1) + timedelta(days=n % 1800), year_group=str(n % 6 + 1),
            )
        )  # fmt: skip
    Pupil.objects.bulk_create(rows, batch_size=BATCH)
    Membership.objects.bulk_create(
        (
            Membership(pupil=pupil, school_class=classes[n % len(classes)], from_on=today - timedelta(days=80))
            for n, pupil in enumerate(rows)
        ),
        batch_size=BATCH,
    )
    return rows


def _classes(number):
    """Classes for so many children more: new ones, where there would be more than thirty in each of those there are."""
    there = list(SchoolClass.objects.all())
    wanted = -(-(Pupil.objects.count() + number) // A_CLASS)
    rows = [SchoolClass(name=f"Class {n + 1}", year_group=str(n % 6 + 1)) for n in range(len(there), wanted)]
    return SchoolClass.objects.bulk_create(rows) or there


def words(chance, n):
    """Some eighty words of a concern; every two-thousandth has a word that hardly any other has."""
    said = [f"{chance.choice(SAID)} {chance.choice(OFTEN)} {chance.choice(OFTEN)}" for _ in range(9)]
    if n % 2_000 == 7:
        said.append(f"drew a {SELDOM[n // 2_000 % len(SELDOM)]}")
    return ". ".join(part.capitalize() for part in said) + "."


def _unused_references():
    """Codes that no concern has: of a million drawn at random, two are likely to be the same."""
    taken = set(Concern.objects.values_list("reference", flat=True))
    for code in iter(new_reference, ""):
        if code not in taken:
            taken.add(code)
            yield code


@transaction.atomic
def _write(chance, children, authors, seen_by, needs, references, start, count, total):
    """One batch, the newest first: some wait to be seen, some are open, most are closed."""
    now, every = timezone.now(), timedelta(days=900) / max(total, 1)
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = 0")  # a thousand texts to index at once, on a busy machine
    concerns = []
    for n in range(start, start + count):
        at = now - every * n
        author = authors[n % len(authors)]
        state = {"status": "closed", "closed_at": at, "closed_by": seen_by, "parents_told": "told"}
        if n >= 30:
            state |= {"acknowledged_at": at, "acknowledged_by": seen_by}
        if n < 300:
            state = {"status": "acknowledged", "acknowledged_at": at, "acknowledged_by": seen_by} if n >= 30 else {}
        level = (Level.TEAM, Level.TEAM, Level.WELLBEING, Level.WELLBEING, Level.SAFEGUARDING)[n % 5]
        concerns.append(
            Concern(
                reference=next(references), author=author, author_name=author.name, recorded_at=at,
                happened_at=at - timedelta(minutes=n % 90), danger="no", level=level, **state,
            )
        )  # fmt: skip
    Concern.objects.bulk_create(concerns)
    rows = list(enumerate(concerns, start))
    ConcernText.objects.bulk_create(ConcernText(concern=concern, facts=words(chance, n)) for n, concern in rows)
    ConcernPupil.objects.bulk_create(
        ConcernPupil(concern=concern, pupil=children[n % len(children)]) for n, concern in rows
    )
    ConcernNeed.objects.bulk_create(
        ConcernNeed(concern=concern, need=needs[n % len(needs)]) for n, concern in rows if needs and n % 3
    )
    Decision.objects.bulk_create(
        Decision(
            concern=concern, decision="nfa", rationale=f"Talked it through {chance.choice(OFTEN)}.",
            decided_at=concern.closed_at, decided_by=seen_by,
        )
        for _, concern in rows
        if concern.status == "closed"
    )  # fmt: skip
