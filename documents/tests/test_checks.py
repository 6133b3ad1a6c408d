"""A missing library or font is named with the package that brings it."""

import pytest

from documents import checks
from documents.tests.reading_back import need_fonts


def test_this_machine_has_all_it_needs():
    need_fonts()
    assert checks.printing_check(None) == []


@pytest.mark.parametrize("library, package", [(name, package) for name, (package, _) in checks.LIBRARIES.items()])
def test_a_missing_library_is_named_with_its_package(monkeypatch, library, package):
    monkeypatch.setattr(checks, "has_font", lambda: True)
    monkeypatch.setattr(checks, "LIBRARIES", {library + ".gone": (package, "No PDF can be made.")})
    [caution] = checks.printing_check(None)
    assert library in caution.msg and f"apt install {package}" in caution.hint


def test_missing_fonts_are_named(monkeypatch):
    monkeypatch.setattr(checks, "FONT_FOLDERS", ())
    [caution] = checks.printing_check(None)
    assert "apt install fonts-noto-core" in caution.hint
