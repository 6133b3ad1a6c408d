"""What failed, for those who look after the system: the virus scanner among it, and no word about a child."""

import socketserver
import threading
from datetime import timedelta

from django.urls import reverse
from django.utils import timezone

from concerns.tests.world import raise_about
from documents.models import Document
from documents.tests.test_uploads import Clamd
from staff.models import Notice
from staff.notices import owe
from stbarts.tests.grid_asking import plain


def watched(client_for, cast):
    return plain(client_for(cast.technical).get("/watch/").content)


def test_what_failed_and_what_waits_tell_nothing_of_what_it_was_about(cast, client_for):
    concern = raise_about(cast.child, by=cast.dsl)
    Notice.objects.all().delete()
    before = watched(client_for, cast)
    owe("concern_to_acknowledge", to=[cast.dsl], about=concern)
    assert watched(client_for, cast) == before
    Notice.objects.update(next_at=timezone.now() - timedelta(minutes=11))
    failed = Document.objects.create(
        kind="safeguarding_file", title="Safeguarding file", html="<p>x</p>", made_by=cast.dsl, state="failed",
        owner_type="staff.user", owner_id=cast.dsl.pk, problem="It took too long.",
    )  # fmt: skip
    page = watched(client_for, cast)
    assert "An e-mail has waited longer than ten minutes" in page
    assert f"Document {failed.reference}" in page and "afeguarding file" not in page


def test_what_waits_for_whom_is_about_no_child(cast, client_for):
    def waits():
        return plain(client_for(cast.office).get(reverse("dashboard:owed_to")).content)

    concern = raise_about(cast.child, by=cast.teacher)
    Notice.objects.all().delete()
    before = waits()
    owe("concern_seen", to=[cast.teacher], about=concern)
    assert waits() == before
    owe("access_given", to=[cast.dsl], about=cast.teacher)
    assert "Somebody was given a role" in waits() and cast.dsl.name in waits()


def test_a_school_without_a_scanner_is_told_so(cast, client_for):
    assert "No virus scanner is named here." in watched(client_for, cast)


def test_a_scanner_that_does_not_answer_is_told_of(cast, client_for, settings, tmp_path):
    settings.CLAMD = str(tmp_path / "nobody.ctl")
    assert "The virus scanner does not answer." in watched(client_for, cast)


def test_a_scanner_that_answers_is_told_of(cast, client_for, settings, tmp_path):
    settings.CLAMD = str(tmp_path / "clamd.ctl")
    with socketserver.ThreadingUnixStreamServer(settings.CLAMD, Clamd) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        try:
            assert "The virus scanner answers." in watched(client_for, cast)
        finally:
            server.shutdown()
            thread.join()
