"""Search against brute force: in random schools, everybody finds exactly the texts that they may read."""

import random
from dataclasses import replace

import pytest

from concerns.actions import give_feedback
from concerns.actions.adding import add_words
from concerns.models import Concern, ConcernText, Decision, Note
from concerns.tests.world import raise_about
from dashboard import search
from interventions.models import Move, Placement
from interventions.tests.world import place, review
from pupils.actions import block_relative
from staff.policy import Level, Permission

pytestmark = pytest.mark.django_db

PLACES = {"lantern", "meadow", "harbour", "thimble", "quarry"}
READERS = [
    "teacher",
    "other_teacher",
    "support",
    "sendco",
    "wellbeing_lead",
    "dsl",
    "deputy",
    "head",
    "office",
    "governor",
]
RESTRICTED = (Level.SAFEGUARDING, Level.NAMED)


def readable_texts(user, restricted):
    """Every text this person may read, room by room, without any index: (words, level) one by one."""
    concerns = {c.pk: c for c in Concern.objects.permitted(user, Permission.CONCERN_READ)}
    whole = set(Concern.objects.all().whole(user).values_list("pk", flat=True))
    texts = []
    for text in ConcernText.objects.all():
        if text.concern_id in concerns:
            texts.append((text.facts, concerns[text.concern_id].level))
    for decision in Decision.objects.select_related("concern"):
        if decision.concern_id in whole:
            texts.append((decision.rationale, decision.concern.level))
    for note in Note.objects.select_related("concern"):
        mine = note.concern_id in concerns and note.concern.author_id == user.pk
        told = note.kind == Note.Kind.FEEDBACK or (
            note.written_by_id == user.pk and note.kind in (Note.Kind.ADDED, Note.Kind.CORRECTED, Note.Kind.TOLD)
        )
        if note.concern_id in whole or mine and told:
            texts.append((note.words, note.concern.level))
    placements = {p.pk: p for p in Placement.objects.permitted(user, Permission.PLACEMENT_READ)}
    texts += [(p.reason, p.level) for p in placements.values()]
    texts += [(m.why, placements[m.placement_id].level) for m in Move.objects.all() if m.placement_id in placements]
    return [words for words, level in texts if (level in RESTRICTED) == restricted]


def fill(cast, chance):
    """Some weeks of a school: everybody writes, at every level, and things come after."""
    said = iter(range(10_000))

    def words():
        return f"{chance.choice(sorted(PLACES))} {chance.choice(sorted(PLACES))} note{next(said)}"

    children = [cast.child, cast.classmate, cast.other_child, cast.twin]
    for _ in range(12):
        by = chance.choice([cast.teacher, cast.other_teacher, cast.support, cast.office, cast.sendco])
        level = chance.choice([Level.TEAM, Level.WELLBEING, Level.SAFEGUARDING])
        state = chance.choice([Concern.Status.SUBMITTED, Concern.Status.TRIAGED])
        concern = raise_about(chance.choice(children), by=by, level=level, lead=cast.dsl, status=state, facts=words())
        if chance.random() < 0.5:
            add_words(by=by, concern=concern, words=words())
        if state == Concern.Status.TRIAGED and chance.random() < 0.5:
            give_feedback(by=cast.dsl, concern=concern, words=words())
    for child in children:
        placement = place(child, by=cast.sendco, level=chance.choice([Level.TEAM, Level.WELLBEING]), reason=words())
        review(placement, by=cast.sendco, why=words())
    block_relative(by=cast.office, pupil=chance.choice(children), user=chance.choice([cast.sendco, cast.dsl]))


@pytest.mark.parametrize("seed", range(2))
def test_search_finds_exactly_what_brute_force_finds(cast, seed, monkeypatch):
    monkeypatch.setattr(search, "PAGE", 500)
    chance = random.Random(seed)
    fill(cast, chance)
    met = 0
    for part in READERS:
        user = getattr(cast, part)
        for restricted in (False, True):
            texts = readable_texts(user, restricted)
            for word in PLACES:
                expected = sum(word in text.split() for text in texts)
                hits, _ = search.find(user, search.understand(word), restricted=restricted)
                assert len(hits) == expected, (part, word, restricted)
                met += expected
    assert met > 100


def test_an_everyday_word_is_the_same_page_for_page_however_it_is_found(cast, monkeypatch):
    """From the newest of each record, with the rest of the records where those end too soon; and from the index alone."""
    monkeypatch.setattr(search, "PAGE", 3)
    fill(cast, random.Random(5))
    ways, ended_too_soon, rest = {}, 0, search._rest
    search._ends.forget()  # of another test's school
    for depths, met in (((), ()), ((2, 6), (1, 2, 40)), ((500,), (3, 5)), ((500,), (200,))):
        monkeypatch.setattr(search, "DEPTHS", depths)
        monkeypatch.setattr(search, "MET", met)

        def counted(*values, **how):
            nonlocal ended_too_soon
            ended_too_soon += 1
            return rest(*values, **how)

        monkeypatch.setattr(search, "_rest", counted)
        ways[depths, met] = [
            pages_of(getattr(cast, part), word, restricted)
            for part in ("dsl", "sendco", "teacher")
            for word in sorted(PLACES)
            for restricted in (False, True)
        ]
    plain, *others = ways.values()
    assert all(other == plain for other in others)
    assert ended_too_soon > 5 and sum(map(len, plain)) > 40


def test_where_to_look_is_right_however_old_it_is(cast, monkeypatch):
    """What was kept a moment ago about where the newest texts begin does not hide what was written since."""
    monkeypatch.setattr(search, "PAGE", 3)
    monkeypatch.setattr(search, "DEPTHS", (2,))
    fill(cast, random.Random(6))
    search._ends.forget()  # of another test's school
    word = sorted(PLACES)[0]
    before = pages_of(cast.dsl, word, False)
    for _ in range(4):
        raise_about(cast.child, by=cast.teacher, level=Level.WELLBEING, facts=f"It was the {word} again.")
    after = pages_of(cast.dsl, word, False)
    search._ends.forget()
    assert sum(map(len, after)) == sum(map(len, before)) + 4
    assert after == pages_of(cast.dsl, word, False)


def pages_of(user, word, restricted):
    """Every page of this word: [(when, the words around it)], in the order shown."""
    asked, after, seen = replace(search.understand(word), rare=False), None, []
    while after != "":
        hits, after = search.find(user, asked, restricted=restricted, after=search.place_in(after) if after else None)
        seen += [[(hit.at, str(hit.snippet)) for hit in hits]]
    return seen
