"""A word is found in any text its reader may read, and in nothing else."""

from datetime import timedelta

import pytest
from django.db import connection, models
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from concerns.actions import change_level, following
from concerns.actions.filing import write_entry
from concerns.actions.sharing import share_words
from concerns.carrying import set_keeping
from concerns.models import Concern
from concerns.tests.world import raise_about
from dashboard import search
from dashboard.hits import ANOTHER
from interventions.tests.world import place, review
from pupils import searching
from pupils.models import OpenWords, RestrictedWords
from staff.policy import Level
from stbarts.tests.test_conventions import our_models

pytestmark = pytest.mark.django_db


def found(user, typed, **how):
    return search.find(user, search.understand(typed), **how)[0]


def places(user, typed, **how):
    return [hit.where for hit in found(user, typed, **how)]


@pytest.mark.parametrize(
    "typed",
    ["bullying", "bully", "bullied", "BULLY", "bull", "O'Leary", "O’Leary", "oleary", "leary", "garcia-lopez",
     "García", "didn't", "didnt", "dad's", "mum", "she", "bullying garden", "PE"],
)  # fmt: skip
def test_a_word_is_found_as_a_teacher_would_type_it(cast, typed):
    words = "Kit O’Leary’s dad says the bullying by Ana García-López in the garden didn't stop; mum/she was at PE."
    raise_about(cast.child, by=cast.teacher, level=Level.TEAM, lead=cast.dsl, facts=words)
    assert places(cast.teacher, typed if typed != "she" else "she garden") == ["Concern"]


@pytest.mark.parametrize("typed", ["gardens shed", "ully", "bullyings garlic", "12"])
def test_what_is_not_there_is_not_found(cast, typed):
    raise_about(cast.child, by=cast.teacher, facts="The bullying in the garden.")
    assert found(cast.teacher, typed) == []


@pytest.mark.parametrize("typed", ["", "  ", "!!", "the", "he was", "a"])
def test_words_that_say_nothing_are_not_looked_for(cast, typed):
    with pytest.raises(search.NothingToLookFor):
        search.understand(typed)


def test_what_is_somebodys_own_names_the_child_as_their_page_of_it_does_and_no_other(cast):
    concern = raise_about(
        cast.child, by=cast.teacher, level=Level.WELLBEING, lead=cast.dsl, others=[(cast.classmate, "affected")]
    )
    asked = following.ask_colleague(by=cast.dsl, concern=concern, who=cast.other_teacher, words="Was the kite there?")
    following.ask_to_do(
        by=cast.dsl, concern=concern, who=cast.other_teacher, words="Find the kite.", due_on=timezone.localdate()
    )
    following.answer_question(by=cast.other_teacher, question=asked, words="The kite was in the tree.")
    following.finish(
        by=cast.other_teacher, concern=concern, follow_up=concern.follow_ups.get().follow_up, words="A kite again."
    )
    share_words(
        by=cast.dsl, pupil=cast.child, words="Hide the kite.", people=[cast.other_teacher],
        until_on=timezone.localdate() + timedelta(days=9),
    )  # fmt: skip
    hits = found(cast.other_teacher, "kite")
    assert {hit.where: hit.names for hit in hits} == dict.fromkeys(
        ["Question to a colleague", "A colleague's answer", "To do", "What came of it"],
        f"{cast.child.name}, {ANOTHER}",
    )
    assert [hit.names for hit in found(cast.other_teacher, "kite", restricted=True)] == [cast.child.name]


def test_the_number_that_the_police_read_out_finds_the_child(cast):
    """Also in a school whose file is elsewhere: there the number is all that is here."""
    write_entry(by=cast.dsl, pupil=cast.child, kind="encompass", words="An owl call.", reference="EN-20417")
    set_keeping(by=cast.dsl, lead=cast.dsl, head_reads=True, kept_in="The Other File")
    write_entry(by=cast.dsl, pupil=cast.child, kind="police", reference="CP/88", told_us="PC Vandermeer")
    for typed in ("EN-20417", "20417", "cp/88", "vandermeer"):
        assert places(cast.dsl, typed, restricted=True) == ["Safeguarding file"], typed
        assert found(cast.dsl, typed) == [] and found(cast.teacher, typed, restricted=True) == []


def test_a_restricted_word_is_found_only_by_its_own_request(cast):
    raise_about(cast.child, by=cast.teacher, level=Level.SAFEGUARDING, lead=cast.dsl, facts="A bruise: zebra-canary.")
    assert found(cast.dsl, "zebra") == []
    assert places(cast.dsl, "zebra", restricted=True) == ["Concern"]
    assert places(cast.teacher, "zebra", restricted=True) == ["Concern"]  # her own words
    for user in (cast.sendco, cast.wellbeing_lead, cast.other_teacher, cast.support, cast.office):
        assert found(user, "zebra") == []
        assert found(user, "zebra", restricted=True) == []


def test_words_move_to_the_other_index_with_the_level(cast):
    concern = raise_about(cast.child, by=cast.teacher, status=Concern.Status.TRIAGED, lead=cast.dsl, facts="Zebra.")
    assert (OpenWords.objects.filter(record__in=["concern", "after"]).count(), RestrictedWords.objects.count()) == (
        2,
        0,
    )
    change_level(by=cast.dsl, concern=concern, level=Level.SAFEGUARDING, reason="Giraffe.")
    assert (OpenWords.objects.filter(record__in=["concern", "after"]).count(), RestrictedWords.objects.count()) == (
        0,
        3,
    )
    assert found(cast.dsl, "zebra") == []
    concern.refresh_from_db()
    change_level(by=cast.dsl, concern=concern, level=Level.TEAM, reason="Not so.")
    assert places(cast.dsl, "zebra") == ["Concern"]


def test_what_came_after_is_not_found_by_its_author(cast):
    concern = raise_about(
        cast.child, by=cast.office, level=Level.WELLBEING, status=Concern.Status.TRIAGED, lead=cast.dsl
    )
    assert places(cast.sendco, "talked") == ["Decision"]
    assert found(cast.office, "talked") == []
    assert places(cast.office, "lunch") == ["Concern"]
    following.ask_colleague(by=cast.dsl, concern=concern, who=cast.teacher, words="Seen a giraffe?")
    (hit,) = found(cast.teacher, "giraffe")
    assert "answer" in hit.url
    assert found(cast.other_teacher, "giraffe") == []


def test_newest_first_and_no_hit_lost_between_pages(cast):
    for n in range(search.PAGE + 5):
        raise_about(cast.child, by=cast.teacher, facts=f"Zebra number {n}.")
    asked = search.understand("zebra")
    first, after = search.find(cast.teacher, asked)
    second, end = search.find(cast.teacher, asked, after=search.place_in(after))
    assert (len(first), len(second), end) == (search.PAGE, 5, "")
    moments = [hit.at for hit in first + second]
    assert moments == sorted(moments, reverse=True)
    assert len({hit.url for hit in first + second}) == search.PAGE + 5


def test_searching_one_child_finds_nothing_of_another(cast):
    raise_about(cast.child, by=cast.teacher, facts="Zebra one.")
    raise_about(cast.classmate, by=cast.teacher, facts="Zebra two.")
    review(place(cast.child, by=cast.sendco, reason="Zebra three."), by=cast.sendco, why="Zebra four.")
    assert sorted(places(cast.sendco, "zebra", pupil=cast.child)) == ["Concern", "Help: why it began", "Review"]


def test_the_other_child_in_a_concern_is_another_pupil(cast):
    raise_about(
        cast.child,
        by=cast.sendco,
        level=Level.TEAM,
        lead=cast.dsl,
        others=[(cast.other_child, "witness")],
        facts="Zebra.",
    )
    (hit,) = found(cast.teacher, "zebra")
    assert ANOTHER in hit.names
    assert cast.child.name in hit.names
    assert cast.other_child.preferred_surname not in hit.names


def test_markup_in_a_text_stays_text(cast):
    raise_about(cast.child, by=cast.teacher, facts="<script>zebra</script> & <b>more</b>")
    (hit,) = found(cast.teacher, "zebra")
    assert ("zebra", True) in hit.snippet
    assert "".join(piece for piece, _ in hit.snippet) == "<script>zebra</script> & <b>more</b>"


def test_a_search_costs_the_same_queries_whatever_it_finds(cast):
    for n in range(3):
        raise_about(cast.child, by=cast.teacher, level=Level.TEAM, lead=cast.dsl, facts=f"Zebra {n}")
        place(cast.child, by=cast.sendco, reason="Zebra")
    found(cast.sendco, "zebra")  # which words are common is kept for a minute
    with CaptureQueriesContext(connection) as queries:
        assert len(found(cast.sendco, "zebra")) == 6
    assert len(queries) <= 4


LONG = 200


def test_every_column_with_somebodys_words_is_searched_or_says_why_not():
    """A new table with words cannot be forgotten: declare a Text for it, or leave it out with a reason."""
    columns = {
        f"{model._meta.label}.{column.name}"
        for model in our_models()
        for column in model._meta.fields
        if isinstance(column, models.TextField)
        or isinstance(column, models.CharField)
        and not column.choices
        and column.max_length >= LONG
    }
    silent = columns - searching.searched_columns() - set(searching.NOT_SEARCHED)
    assert silent == set()


def test_no_reason_outlives_its_column():
    every = {f"{model._meta.label}.{column.name}" for model in our_models() for column in model._meta.fields}
    assert set(searching.NOT_SEARCHED) <= every
    assert searching.searched_columns() <= every
