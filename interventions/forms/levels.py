"""Who reads something about a child from now on."""

from django import forms

from staff.policy import Level
from staff.posting import PostingForm

WHO_READS = [
    (Level.TEAM, "The team: the child’s class staff and the adults around them"),
    (Level.WELLBEING, "Wellbeing: you, the SENDCo, the Wellbeing Lead, the safeguarding leads and the head"),
]


class LevelForm(PostingForm):
    """Who reads it, and why."""

    level = forms.ChoiceField(label="Who may read this from now on?", widget=forms.RadioSelect, choices=WHO_READS)
    reason = forms.CharField(label="Why?", help_text="One line. It is kept with your name.", max_length=300)

    def __init__(self, *args, row, **kwargs):
        kwargs["initial"] = {"level": row.level, **(kwargs.get("initial") or {})}
        super().__init__(*args, **kwargs)
