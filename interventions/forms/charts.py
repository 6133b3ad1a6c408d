"""What is asked for a reflection chart: what is looked at and when, and the marks of a week, a digit each."""

import datetime

from django import forms

from interventions.forms.held import HoldsBack
from interventions.forms.programmes import one_line
from interventions.models import HelpItem
from interventions.models.charts import DAY_NAMES, DAYS, HIGHEST, MOST_SESSIONS, WEEKS
from staff.policy import Level
from staff.posting import PostingForm

WHO = ("child", "adult")


class StartChartForm(HoldsBack):
    """What we look at, at which times of the day, for how long, and how it is marked."""

    lines = ("about",)

    about = one_line("What do we look at?", "Something to grow: “Asking for help before it is too much.”", most=120)
    times = forms.MultipleChoiceField(
        label="Which times of the day?", widget=forms.CheckboxSelectMultiple, help_text="Fewer are easier to keep up."
    )
    weeks = forms.TypedChoiceField(
        label="For how long?", coerce=int, initial=2, widget=forms.RadioSelect,
        choices=[(number, f"{number} weeks") for number in WEEKS],
    )  # fmt: skip
    marks = forms.ChoiceField(
        label="How does the child mark it?", initial="faces", widget=forms.RadioSelect,
        choices=[("faces", "With a face"), ("numbers", "With a number from 0 to 3")],
    )  # fmt: skip
    level = forms.ChoiceField(
        label="Who may read this?", widget=forms.RadioSelect, initial=Level.TEAM,
        choices=[
            (Level.TEAM, "The team: the child’s class staff and the adults around them"),
            (Level.WELLBEING, "Wellbeing: you, the SENDCo, the Wellbeing Lead, the safeguarding leads and the head"),
        ],
    )  # fmt: skip

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        names = [item.name for item in HelpItem.objects.in_use().filter(kind=HelpItem.Kind.TIMES)[:MOST_SESSIONS]]
        self.fields["times"].choices = [(name, name) for name in names]
        self.fields["times"].initial = names

    def answers(self):
        cleaned = self.cleaned_data
        facts = {name: cleaned[name] for name in ("about", "weeks", "level")}
        return facts | {"sessions": cleaned["times"], "with_faces": cleaned["marks"] == "faces"}


class EndChartForm(HoldsBack):
    """A line of how it went."""

    lines = ("came_of_it",)

    came_of_it = one_line("How did it go?", "One line is enough. Its weeks stay to be read.", most=300)


def _box():
    return forms.IntegerField(
        min_value=0, max_value=HIGHEST, required=False,
        widget=forms.TextInput(
            {"inputmode": "numeric", "maxlength": "1", "pattern": f"[0-{HIGHEST}]", "autocomplete": "off"}
        ),
    )  # fmt: skip


def _name(who, day, session):
    return f"{who}_{day}_{session}"


# As many boxes as any chart has: the form of one chart leaves out those it has not, and drafts fill in the others.
MarksForm = type(PostingForm)(
    "MarksForm",
    (PostingForm,),
    {
        "__module__": __name__,
        "__doc__": "A box for each mark of a week.",
        **{_name(who, day, session): _box() for day in range(DAYS) for session in range(MOST_SESSIONS) for who in WHO},
    },
)


class WeekForm(HoldsBack, MarksForm):
    """A week of one chart: a digit for each time of each day by child and adult, and one line."""

    draft = "interventions:type_week"
    lines = ("helped",)

    version = forms.IntegerField(widget=forms.HiddenInput)
    helped = forms.CharField(label="What helped?", help_text="One line.", max_length=200, required=False)

    def __init__(self, *args, chart, week_on, newest, open_days, **kwargs):
        self.chart, self.week_on, self.newest, self.open_days = chart, week_on, newest, open_days
        marks = {_name(*place): self._mark(newest, *place) for place in self._places()} if newest else {}
        kwargs["initial"] = {
            "version": newest.version if newest else 0, "helped": newest.helped if newest else "", **marks,
        }  # fmt: skip
        super().__init__(*args, draft_about=f"{chart.public_id} {week_on}", **kwargs)
        places = {_name(*place): place for place in self._places()}
        for name in [name for name in self.fields if name.startswith(("child_", "adult_"))]:
            if name not in places or places[name][1] not in open_days:
                del self.fields[name]
            else:
                who, day, session = places[name]
                label = f"{DAY_NAMES[day]}, {chart.sessions[session]}, {who}"
                wrong = f"{label}: a mark is a number from 0 to {HIGHEST}."
                self.fields[name].label = label
                self.fields[name].error_messages |= dict.fromkeys(("invalid", "min_value", "max_value"), wrong)

    def _places(self):
        return [
            (who, day, session) for who in WHO for day in range(DAYS) for session in range(len(self.chart.sessions))
        ]

    def _mark(self, week, who, day, session):
        return getattr(week, who)[day * len(self.chart.sessions) + session]

    def days(self):
        """Each day with its rows, for the page; a day that is closed or to come has none."""
        for day in range(DAYS):
            is_open = day in self.open_days
            yield {
                "name": DAY_NAMES[day],
                "is_first": day == min(self.open_days, default=None),
                "on": self.week_on + datetime.timedelta(days=day),
                "rows": [
                    (name, [(self[_name(who, day, number)], day * 2 + place) for place, who in enumerate(WHO)])
                    for number, name in enumerate(self.chart.sessions)
                ]
                if is_open
                else [],
            }

    def marks(self, who):
        """The marks of one of the two, day by day, as the action takes them. A closed day keeps what it had."""
        return [
            self.cleaned_data.get(_name(who, day, session))
            if _name(who, day, session) in self.fields
            else (self._mark(self.newest, who, day, session) if self.newest else None)
            for day in range(DAYS)
            for session in range(len(self.chart.sessions))
        ]

    def answers(self):
        facts = {name: self.cleaned_data[name] for name in ("version", "helped")}
        return facts | {who: self.marks(who) for who in WHO}

    def their_words(self):
        """What the other person saved where it differs from what was typed here."""
        lines = []
        for place in self._places():
            name = _name(*place)
            if name in self.fields and self._mark(self.theirs, *place) != self.cleaned_data.get(name):
                mark = self._mark(self.theirs, *place)
                lines.append({"label": self.fields[name].label, "words": "(nothing)" if mark is None else str(mark)})
        if self.theirs.helped != self.cleaned_data.get("helped"):
            lines.append({"label": "What helped?", "words": self.theirs.helped or "(nothing)"})
        return lines
