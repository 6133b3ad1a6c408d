"""A school that keeps its child-protection file elsewhere: words are never lost, and then they are not here."""

import hashlib

import pytest
from django.db import DatabaseError, IntegrityError, connection, connections, transaction
from django.urls import reverse
from django.utils import timezone

from audit.actions import Refused
from concerns.actions import acknowledge, adding, change_level, filing, following, sharing, standing, triage
from concerns.carrying import HEARD, canonical, carry_over, set_keeping, to_carry
from concerns.models import (
    MARKER,
    CarriedOver,
    Concern,
    ConcernText,
    Decision,
    FileEntry,
    FileText,
    Note,
)
from concerns.tests.world import raise_about
from documents.files import keep, path_of
from documents.models import Attachment
from school.calendar import add_school_days, next_school_day
from staff.models import Draft, Notice
from staff.notices import sweep
from staff.permitted import NotAllowed
from staff.policy import Level

SECRET = "A bruise like a hand on his arm."
SYSTEM = "The Other File"


@pytest.fixture
def elsewhere(cast):
    set_keeping(by=cast.dsl, lead=cast.dsl, head_reads=True, kept_in=SYSTEM)
    return cast


def grave(cast, **more):
    return raise_about(cast.child, by=cast.teacher, facts=SECRET, childs_words="I fell.", **more)


def carry(cast, concern, reference="CP-1042"):
    return carry_over(by=cast.dsl, concern=concern, reference=reference, copied=True)


def with_a_file(concern):
    name, sha256 = keep(b"%PDF-1.7 a scan", ending="pdf")
    return Attachment.objects.create(
        owner_type="concerns.concern", owner_id=concern.pk, given_name="Arm of Ana.pdf", kind="pdf", file_name=name,
        sha256=sha256, bytes_size=15, scanned=False, added_by_name="Tilly",
    )  # fmt: skip


def everywhere(word):
    """The tables of the database in which a word is found, in any column."""
    found = []
    with connection.cursor() as cursor:
        cursor.execute("SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace")
        for (table,) in cursor.fetchall():
            cursor.execute(f'SELECT count(*) FROM "{table}" t WHERE to_jsonb(t)::text LIKE %s', [f"%{word}%"])  # noqa: S608
            if cursor.fetchone()[0]:
                found.append(table)
    return found


def test_a_held_concern_waits_whole_until_its_words_are_carried_over(elsewhere, client_for):
    concern = grave(elsewhere)
    assert concern.level == Level.SAFEGUARDING
    assert list(to_carry(Concern.objects.all())) == [concern]
    assert concern.text.facts == SECRET
    own = client_for(elsewhere.teacher).get(reverse("concerns:receipt", args=[concern.public_id])).content.decode()
    assert SECRET in own


def test_once_carried_over_no_word_is_left_in_any_table(elsewhere):
    concern = grave(elsewhere)
    adding.add_words(by=elsewhere.teacher, concern=concern, words="Also a zebra-shaped mark.")
    carry(elsewhere, concern)
    assert everywhere("bruise like a hand") == []
    assert everywhere("zebra") == []  # nor in the index of words
    assert everywhere("I fell.") == []


def test_what_stays_is_who_when_which_child_the_reference_and_a_proof_of_the_words(elsewhere):
    concern = grave(elsewhere)
    words = canonical(concern)
    carried = carry(elsewhere, concern)
    concern.refresh_from_db()
    assert (concern.author, concern.status, concern.closed_by) == (elsewhere.teacher, "closed", elsewhere.dsl)
    assert concern.parts.get().pupil == elsewhere.child
    assert (carried.reference, carried.kept_in) == ("CP-1042", SYSTEM)
    assert carried.sha256 == hashlib.sha256(words.encode()).hexdigest()
    assert ConcernText.objects.get(concern=concern).facts == MARKER


def test_the_author_is_told_who_has_it_and_that_the_words_are_there(elsewhere, client_for):
    concern = grave(elsewhere)
    carry(elsewhere, concern)
    assert Notice.objects.filter(kind="concern_feedback", user=elsewhere.teacher, subject_id=concern.pk).exists()
    page = client_for(elsewhere.teacher).get(reverse("concerns:receipt", args=[concern.public_id])).content.decode()
    assert HEARD in page and SECRET not in page
    assert f"whole and as you wrote them. To read them again, ask {elsewhere.dsl.name}" in page


def test_the_words_do_not_leave_without_a_reference_or_a_persons_word(elsewhere):
    concern = grave(elsewhere)
    for answers, why in (
        ({"reference": " ", "copied": True}, "reference"),
        ({"reference": "X", "copied": False}, "Copy"),
    ):
        with pytest.raises(Refused, match=why):
            carry_over(by=elsewhere.dsl, concern=concern, **answers)
    assert ConcernText.objects.get(concern=concern).facts == SECRET


@pytest.mark.parametrize("part", ["teacher", "sendco", "wellbeing_lead", "head"])
def test_only_a_safeguarding_lead_carries_a_record_over(elsewhere, part):
    concern = raise_about(elsewhere.child, by=elsewhere.teacher)
    change_level(by=elsewhere.dsl, concern=concern, level=Level.SAFEGUARDING, reason="There is more.")
    with pytest.raises(NotAllowed):
        carry_over(by=getattr(elsewhere, part), concern=concern, reference="X", copied=True)


def test_nothing_leaves_in_a_school_that_keeps_its_file_here(cast):
    concern = grave(cast)
    with pytest.raises(Refused, match="no words here to carry over"):
        carry(cast, concern)
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT concerns_carry_over(%s)", [concern.pk])
    assert ConcernText.objects.get(concern=concern).facts == SECRET


def test_the_door_lets_only_the_marker_through_and_only_for_what_was_carried(elsewhere):
    kept, gone = grave(elsewhere), grave(elsewhere)
    carry(elsewhere, gone)
    for concern in (kept, gone):
        with pytest.raises(DatabaseError), transaction.atomic():
            ConcernText.objects.filter(concern=concern).update(facts="Nothing happened.")
        with pytest.raises(DatabaseError), transaction.atomic():
            ConcernText.objects.filter(concern=concern)._raw_delete("default")
    assert ConcernText.objects.get(concern=kept).facts == SECRET


def test_even_the_owner_of_the_tables_only_puts_the_marker_there(committed_db, cast):
    set_keeping(by=cast.dsl, lead=cast.dsl, head_reads=True, kept_in=SYSTEM)
    kept, gone = grave(cast), grave(cast)
    carry(cast, gone)
    for words, which in (("Nothing happened.", gone), (MARKER, kept)):
        with pytest.raises(DatabaseError, match="append-only"), connections["owner"].cursor() as cursor:
            cursor.execute("UPDATE concerns_concerntext SET facts = %s WHERE concern_id = %s", [words, which.pk])
    assert everywhere("bruise like a hand") == ["concerns_concerntext"]


def test_files_that_came_with_it_leave_and_say_where_they_are(
    elsewhere, settings, tmp_path, django_capture_on_commit_callbacks, client_for
):
    settings.MEDIA_ROOT = tmp_path
    concern = grave(elsewhere)
    name = with_a_file(concern).file_name
    with django_capture_on_commit_callbacks(execute=True):
        carry(elsewhere, concern)
    assert not path_of(name).exists()
    assert Attachment.objects.get().given_name == MARKER
    assert everywhere("Arm of Ana") == []
    answer = client_for(elsewhere.dsl).get(
        reverse("concerns:attachment", args=[concern.public_id, Attachment.objects.get().public_id])
    )
    words = answer.content.decode()
    assert answer.status_code == 410 and f"{SYSTEM}, reference CP-1042" in words and "damaged" not in words


def test_what_the_author_adds_later_is_held_and_carried_over_again(elsewhere):
    concern = grave(elsewhere)
    carry(elsewhere, concern)
    adding.add_words(by=elsewhere.teacher, concern=concern, words="His brother said the same.")
    assert list(to_carry(Concern.objects.all())) == [concern]
    carry(elsewhere, concern, "CP-1042b")
    assert everywhere("His brother said") == []
    assert [c.reference for c in CarriedOver.objects.all()] == ["CP-1042", "CP-1042b"]


def test_raised_later_its_earlier_words_go_too_and_its_decisions_stay_as_rows(elsewhere):
    concern = raise_about(elsewhere.child, by=elsewhere.teacher, facts="Quiet as an ibis all week.")
    triage(by=elsewhere.sendco, concern=concern, decision="wave2", rationale="An ibis-like sadness.")
    change_level(by=elsewhere.dsl, concern=concern, level=Level.SAFEGUARDING, reason="His sister told us.")
    carry(elsewhere, concern)
    assert everywhere("ibis") == []
    assert [(d.decision, d.rationale) for d in Decision.objects.all()] == [("wave2", MARKER)]


@pytest.mark.parametrize("act", ["triage", "ask", "agency", "parents", "to_do", "note"])
def test_new_safeguarding_words_about_a_concern_are_refused_in_favour_of_the_other_system(elsewhere, act):
    concern, by = grave(elsewhere), elsewhere.dsl
    day = timezone.localdate()
    with pytest.raises(Refused, match="keeps its child-protection file in The Other File"):
        {
            "triage": lambda: triage(by=by, concern=concern, decision="urgent", rationale="Now."),
            "ask": lambda: following.ask_colleague(by=by, concern=concern, who=elsewhere.support, words="Seen it?"),
            "agency": lambda: following.log_agency(
                by=by, concern=concern, who="Hub", at=timezone.now(), what_they_said="Come."
            ),
            "parents": lambda: following.say_parents(by=by, concern=concern, parents_told="told", words="Rang."),
            "to_do": lambda: following.ask_to_do(by=by, concern=concern, who=by, words="Ring.", due_on=day),
            "note": lambda: adding.add_words(by=by, concern=concern, words="He said more."),
        }[act]()


def test_nobody_is_asked_to_type_what_would_be_refused_and_what_was_typed_before_is_still_there(elsewhere, client_for):
    concern, calm = grave(elsewhere), raise_about(elsewhere.child, by=elsewhere.teacher)
    lead = client_for(elsewhere.dsl)
    url = f"/concerns/{concern.public_id}/"
    html = lead.get(url).content.decode()
    assert "Decide in The Other File" in html and "I have seen this" in html and "It is urgent" in html
    refused = (
        "triage_rationale",
        "Ask a colleague what they know",
        "A call or message to an agency",
        "Parents told, or not",
        "Add a note or a file",
    )
    assert [one for one in refused if one in html] == []
    assert all(one in lead.get(f"/concerns/{calm.public_id}/").content.decode() for one in refused)
    Draft.objects.create(
        user=elsewhere.dsl, form="concerns:triage", about=str(concern.public_id), fields={"rationale": "An ibis"}
    )
    assert "An ibis" in lead.get(url).content.decode()


def test_notes_assessments_shares_and_standing_words_are_refused_and_references_are_taken(elsewhere, client_for):
    by, child, today = elsewhere.dsl, elsewhere.child, timezone.localdate()
    for refused in (
        lambda: filing.write_entry(by=by, pupil=child, kind="note", words="A note.", reference="R"),
        lambda: filing.write_entry(by=by, pupil=child, kind="note"),
        lambda: standing.set_standing(by=by, pupil=child, kind="child_in_need", from_on=today, words="The plan."),
        lambda: sharing.share_words(by=by, pupil=child, people=[elsewhere.teacher], words="Look.", until_on=today),
        lambda: filing.assess_harm(
            by=by,
            pupil=child,
            part="harmed",
            likelihood="likely",
            review_on=add_school_days(today, 5),
            what="a",
            who="b",
            measures="c",
        ),
    ):
        with pytest.raises(Refused, match="child-protection file"):
            refused()
    assert not FileText.objects.exists()
    filing.keep_elsewhere(by=by, pupil=child, reference="CP-1042")
    filing.write_entry(by=by, pupil=child, kind="encompass", reference="EN-7")
    standing.set_standing(by=by, pupil=child, kind="child_in_need", from_on=today)
    page = client_for(by).get(reverse("concerns:safeguarding_file", args=[child.public_id])).content.decode()
    assert "The words of this file are kept in The Other File" in page and "CP-1042" in page and "EN-7" in page
    form = client_for(by).get(reverse("concerns:write_entry", args=[child.public_id])).content.decode()
    assert 'name="words"' not in form and "Reference in The Other File" in form


def test_an_old_link_to_a_page_for_words_leads_back_to_the_file_which_does_not_say_it_has_none(cast, client_for):
    """What was written here before the school chose the other system stays until somebody has copied it."""
    filing.write_entry(by=cast.dsl, pupil=cast.child, kind="note", words="An ibis rang.")
    lead, file = client_for(cast.dsl), f"/concerns/safeguarding/{cast.child.public_id}/"
    set_keeping(by=cast.dsl, lead=cast.dsl, head_reads=True, kept_in=SYSTEM)
    for page in ("harm/", "share/"):
        assert lead.get(file + page).headers["Location"] == file
    html = lead.get(file).content.decode()
    assert "keeps its child-protection file in The Other File" in html
    assert "An ibis rang." in html and "What was written here before is still below" in html
    assert "Here are only dates" in lead.get(f"/concerns/safeguarding/{cast.classmate.public_id}/").content.decode()


def test_the_database_refuses_the_words_whatever_the_code_does(elsewhere):
    concern = grave(elsewhere)
    entry = FileEntry.objects.create(
        kind="note", pupil=elsewhere.child, happened_at=timezone.now(), written_by=elsewhere.dsl
    )
    for attempt in (
        lambda: FileText.objects.create(entry=entry, words="Words."),
        lambda: Decision.objects.create(concern=concern, decision="nfa", rationale="Words.", decided_by=elsewhere.dsl),
        lambda: Note.objects.create(concern=concern, kind="parents", words="Words.", written_by=elsewhere.dsl),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            attempt()


def test_a_wellbeing_concern_is_kept_here_as_before(elsewhere):
    concern = raise_about(elsewhere.child, by=elsewhere.teacher)
    triage(by=elsewhere.sendco, concern=concern, decision="wave1", rationale="A buddy at lunch.")
    assert not to_carry(Concern.objects.all()).exists()
    with pytest.raises(Refused, match="no words here"):
        carry(elsewhere, concern)


def test_it_is_still_acknowledged_at_once_and_urgent_word_still_goes_out(elsewhere):
    concern = grave(elsewhere, danger="yes")
    assert Notice.objects.filter(kind="danger_to_acknowledge", user=elsewhere.dsl).exists()
    acknowledge(by=elsewhere.dsl, concern=concern)
    assert list(to_carry(Concern.objects.all())) == [concern]


def test_words_that_wait_since_yesterday_are_owed_to_the_leads_once(elsewhere):
    day = add_school_days(next_school_day(timezone.localdate()), 1)
    concern = grave(elsewhere)
    acknowledge(by=elsewhere.dsl, concern=concern)
    sweep(day)
    owed = Notice.objects.filter(kind="concern_to_carry", subject_id=concern.pk)
    assert set(owed.values_list("user", flat=True)) == {elsewhere.dsl.pk, elsewhere.deputy.pk}
    sweep(add_school_days(day, 1))
    assert owed.count() == 2, "and nothing more is sent tomorrow"
    carry(elsewhere, concern)
    assert not owed.filter(settled_at=None).exists()


def test_what_somebody_was_still_writing_about_it_goes_too(elsewhere):
    concern = grave(elsewhere)
    Draft.objects.create(
        user=elsewhere.dsl, form="concerns:triage", about=str(concern.public_id), fields={"rationale": "An ibex."}
    )
    carry(elsewhere, concern)
    assert everywhere("ibex") == []


def test_the_page_to_carry_over_shows_every_word_and_file_to_copy(elsewhere, client_for, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    concern = grave(elsewhere)
    file = with_a_file(concern)
    adding.add_words(by=elsewhere.teacher, concern=concern, words="Also a zebra-shaped mark.")
    client = client_for(elsewhere.dsl)
    shown = client.get(reverse("concerns:carry_over", args=[concern.public_id]))
    page = shown.content.decode()
    assert SECRET in page and "zebra-shaped" in page and "I fell." in page
    assert f'href="{reverse("concerns:attachment", args=[concern.public_id, file.public_id])}">Arm of Ana.pdf' in page
    key = shown.context["form"]["idempotency_key"].value()
    answer = client.post(
        reverse("concerns:carry_over", args=[concern.public_id]),
        {"idempotency_key": key, "reference": "CP-9", "copied": "on"},
    )
    assert answer.status_code == 302
    after = client.get(reverse("concerns:read", args=[concern.public_id])).content.decode()
    assert "CP-9" in after and SECRET not in after


def test_older_records_wait_in_the_log_and_nothing_is_removed_by_itself(cast):
    concern = grave(cast)
    set_keeping(by=cast.dsl, lead=None, head_reads=True, kept_in=SYSTEM)
    sweep(next_school_day(timezone.localdate()))
    assert ConcernText.objects.get(concern=concern).facts == SECRET
    assert list(to_carry(Concern.objects.all())) == [concern]
