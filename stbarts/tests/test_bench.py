"""What the bench says of its goals: marked where it is over, counted and named in the last line."""

from stbarts.bench import goals as module
from stbarts.bench.goals import Goals


def test_what_is_over_its_goal_is_marked_and_counted_in_the_last_line(monkeypatch):
    said = []
    monkeypatch.setattr(module, "say", said.append)
    goals = Goals()
    goals.say("a page", "a page 3.0", (3.0, 12))
    goals.say("a list", "a list 9.5", (9.5, None))
    assert goals.last_line() == "Every figure with a goal is within it (1)."
    goals.say("paper", "paper 1.6 130", (1.6, 1.5), (130, 120))
    assert [line.endswith("OVER ITS GOAL") for line in said] == [False, False, True]
    assert goals.last_line() == "2 of 3 figures with a goal are over it: paper."
