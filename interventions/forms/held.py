"""Words of harm among the lines that others around a child read: the safeguarding leads have them first."""

from concerns.triggers import held_words
from staff.policy import Level
from staff.posting import PostingForm

GO_FIRST = "{why}. Such words go to the safeguarding leads first: log a concern with them, and leave them out here."
FOR_FEWER = "{why}. Every adult around the child reads this: leave such words out here, or let fewer people read it."


class HoldsBack(PostingForm):
    """A form with lines that others around the child read. One that speaks of harm is not kept, and its words are
    offered as a concern about the child, not yet sent.

    What is for fewer people than the team, by the form's own question or by the level of what it belongs to,
    may speak of it: those who plan for the child have to.
    """

    lines = ()  # the boxes with such lines
    read_at = Level.TEAM
    held_in = {}

    def lines_typed(self):
        return self.lines

    def clean(self):
        cleaned = super().clean()
        asked = self.cleaned_data.get("level", self.read_at)
        if asked == Level.TEAM:
            sentence = FOR_FEWER if "level" in self.fields else GO_FIRST
            self.held_in = {name: words for name in self.lines_typed() if (words := self._held(name, sentence))}
        return cleaned

    def _held(self, name, sentence):
        words = self.cleaned_data.get(name) or ""
        why = held_words(words)
        if why:
            self.add_error(name, sentence.format(why=why))
        return words if why else ""

    @property
    def held(self):
        """What was held back, for the form of a concern."""
        return "\n".join(self.held_in.values())
