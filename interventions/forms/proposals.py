"""What is asked when a target is proposed, and when it is not taken up."""

from django import forms

from interventions.forms.held import HoldsBack
from interventions.forms.targets import day, number


class ProposeTargetForm(HoldsBack):
    """ "By … will … in …, measured by … from … to …": the words; the measure is settled by those who decide."""

    draft = "interventions:propose_target"
    lines = ("will", "setting", "measured", "childs_words")

    by_on = day("By when?")
    will = forms.CharField(label="What will the child do?", help_text="Something one can see.", max_length=300)
    setting = forms.CharField(label="In what?", help_text="“the dining hall”, “the first lesson”.", max_length=200)
    measured = forms.CharField(
        label="What is rated or counted?", help_text="“Lunches with a friend in a week”.", max_length=100
    )
    baseline = number("From: the number now")
    goal = number("To: the number we hope for")
    childs_words = forms.CharField(
        label="In the child’s words", help_text="“I will …”", max_length=1000, required=False,
        widget=forms.Textarea({"rows": 2}),
    )  # fmt: skip

    def __init__(self, *args, placement, **kwargs):
        kwargs["initial"] = {"by_on": placement.review_on, **(kwargs.get("initial") or {})}
        super().__init__(*args, draft_about=placement.public_id, **kwargs)

    def answers(self):
        names = ("by_on", "will", "setting", "measured", "baseline", "goal", "childs_words")
        return {name: self.cleaned_data[name] for name in names}


class DeclineTargetForm(HoldsBack):
    """One line of why not."""

    lines = ("why_not",)

    why_not = forms.CharField(label="Why not?", help_text="One line. Whoever proposed it reads it.", max_length=300)
