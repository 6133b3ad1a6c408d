"""The words are frozen from the order, the bytes from the moment they are ready: the database says so."""

import pytest
from django.db import connection, transaction
from django.db.utils import Error, IntegrityError

from audit.actions import Refused
from audit.models import Entry
from documents.actions import order_document, try_again
from documents.models import Document
from staff.permitted import NotAllowed

READY = {
    "state": "ready",
    "ready_at": "2026-11-02T10:00:00Z",
    "sha256": "a" * 64,
    "file_name": "aa/aa.pdf",
    "bytes_size": 9,
    "pages": 1,
}


@pytest.fixture
def letter(cast):
    return order_document(by=cast.dsl, kind="letter", title="Letter", html="<p>Words</p>", owner=cast.teacher)


def refused(sql, *values):
    with pytest.raises(Error), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, values)
    return True


def test_a_document_is_owed_in_the_transaction_of_its_order(letter, cast):
    assert letter.state == "owed"
    assert list(Document.objects.of(cast.teacher)) == [letter]
    assert Entry.objects.filter(verb="document.ordered", subject=str(letter.public_id)).count() == 1


def test_lists_never_fetch_the_words(letter):
    assert "html" in Document.objects.get().get_deferred_fields()
    assert Document.objects.get().html == "<p>Words</p>"


@pytest.mark.parametrize("column", ["html", "title", "kind", "owner_type", "reference"])
def test_the_words_cannot_be_changed_even_before_they_are_printed(letter, column):
    assert refused(f"UPDATE documents_document SET {column} = 'x' WHERE id = %s", letter.pk)


@pytest.mark.parametrize("column", ["state", "sha256", "file_name", "problem"])
def test_a_ready_document_cannot_be_changed_at_all(letter, column):
    Document.objects.filter(pk=letter.pk).update(**READY)
    assert refused(f"UPDATE documents_document SET {column} = 'owed' WHERE id = %s", letter.pk)


def test_a_document_is_never_deleted(letter):
    assert refused("DELETE FROM documents_document WHERE id = %s", letter.pk)


@pytest.mark.parametrize("missing", ["ready_at", "sha256", "file_name", "bytes_size", "pages"])
def test_a_ready_document_is_whole(letter, missing):
    empty = None if missing in ("ready_at", "bytes_size", "pages") else ""
    with pytest.raises(IntegrityError), transaction.atomic():
        Document.objects.filter(pk=letter.pk).update(**{**READY, missing: empty})


@pytest.mark.parametrize("html", ["", "  \n", "x" * 2_000_001])
def test_nothing_and_too_much_are_refused(cast, html):
    with pytest.raises(Refused):
        order_document(by=cast.dsl, kind="letter", title="Letter", html=html, owner=cast.teacher)


def test_only_those_who_watch_the_system_try_again_and_only_what_failed(letter, cast):
    with pytest.raises(Refused):
        try_again(by=cast.technical, document=letter)
    Document.objects.filter(pk=letter.pk).update(state="failed", problem="It took too long.", attempts=5)
    with pytest.raises(NotAllowed):
        try_again(by=cast.teacher, document=letter)
    again = try_again(by=cast.technical, document=letter)
    assert (again.state, again.attempts, again.problem) == ("owed", 0, "")


def test_a_file_is_named_by_its_title_and_reference_alone(letter):
    assert letter.download_name == f"letter-{letter.reference}.pdf"
