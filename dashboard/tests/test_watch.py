"""What failed, for those who look after the system: the virus scanner among it, and no word about a child."""

import socketserver
import threading

from documents.tests.test_uploads import Clamd


def watched(client_for, cast):
    return client_for(cast.technical).get("/watch/").content.decode()


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
