"""The frame and the components render, with and without everything they may be given."""

import pytest

pytestmark = pytest.mark.django_db


def test_frame_renders_for_everybody(cast, client_for, client):
    assert client.get("/nowhere/").status_code == 404
    for person in (cast.teacher, cast.dsl, cast.governor):
        page = client_for(person).get("/nowhere/").content.decode()
        assert "Skip to the page" in page
        assert "<script>" not in page
        assert "style=" not in page
