"""The README is short, and its table is the policy's own."""

from pathlib import Path

from staff.policy_table import as_markdown

README = (Path(__file__).resolve().parents[2] / "README.md").read_text()


def test_the_permission_table_is_the_policys_own():
    assert as_markdown() in README


def test_it_can_be_read_in_one_sitting():
    assert len(README.splitlines()) <= 120


def test_it_says_that_nobody_independent_has_attacked_it_yet():
    assert "no independent penetration test" in README
