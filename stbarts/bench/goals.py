"""Which figures have a goal, and which are over it: each marked where it is said, all of them named in the last line."""

from stbarts.supervisor import say

OVER = "  OVER ITS GOAL"


class Goals:
    """Says the figures of a run and remembers those over their goals."""

    def __init__(self):
        self.asked, self.over = 0, []

    def say(self, name, line, *figures):
        """One line of the run. `figures` are (what was measured, its goal); a goal of None asks nothing."""
        figures = [(figure, goal) for figure, goal in figures if goal is not None]
        self.asked += len(figures)
        over = sum(figure > goal for figure, goal in figures)
        self.over += [name] * over
        say(f"{line}{OVER if over else ''}")

    def last_line(self):
        if not self.over:
            return f"Every figure with a goal is within it ({self.asked})."
        names = ", ".join(dict.fromkeys(self.over))
        return f"{len(self.over)} of {self.asked} figures with a goal are over it: {names}."
