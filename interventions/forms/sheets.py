"""What is asked on a sheet about a child: one form for each kind, made from its boxes, so that each keeps its drafts."""

from django import forms

from interventions.forms.held import HoldsBack
from interventions.forms.levels import WHO_READS
from interventions.sheet_kinds import KINDS
from staff.policy import Level


class SheetForm(HoldsBack):
    """The boxes of one kind, filled in with the newest version. Who reads it is asked once, when it is begun."""

    kind = None
    version = forms.IntegerField(widget=forms.HiddenInput)
    level = forms.ChoiceField(
        label="Who may read this?", widget=forms.RadioSelect, initial=Level.TEAM, choices=WHO_READS
    )

    def __init__(self, *args, about, newest=None, begins_with=None, **kwargs):
        there = newest.filled_in() if newest else begins_with or {}
        there = {_name(place): words for place, words in there.items()}
        kwargs["initial"] = {"version": newest.version if newest else 0, **there, **(kwargs.get("initial") or {})}
        self.draft = "interventions:write_sheet" if newest else "interventions:start_sheet"
        draft_about = about.public_id if newest else f"{about.public_id} {self.kind.slug}"
        super().__init__(*args, draft_about=draft_about, **kwargs)
        if newest or self.kind.for_team:
            del self.fields["level"]
        if newest:
            self.read_at = about.level

    def lines_typed(self):
        return [_name(place) for place in self.kind.places()] if self.kind.of_life else []

    def parts(self):
        """The boxes as the page lays them out: a box by itself, or a table with a row of boxes to a line."""
        for part in self.kind.parts:
            if part in self.kind.boxes:
                yield {"box": self[part.name]}
            else:
                lines = [
                    [(self[_name((column.name, line))], column.label) for column in part.columns]
                    for line in range(1, part.most + 1)
                ]
                yield {"table": part, "lines": lines}

    def words(self):
        """{(box, line): words}, as the action takes them."""
        found = {}
        for place, box in self.kind.places().items():
            value = self.cleaned_data.get(_name(place))
            found[place] = value.isoformat() if box.is_day and value else value or ""
        return found

    def their_words(self):
        """What the other person saved where it differs from what was typed here."""
        theirs, places = self.theirs.filled_in(), self.kind.places()
        typed = {place: words.strip() for place, words in self.words().items()}
        return [
            {"label": _label(place, box), "words": box.said(theirs.get(place, "")) or "(nothing)"}
            for place, box in places.items()
            if theirs.get(place, "") != typed[place]
        ]


def _name(place):
    box, line = place
    return f"{box}_{line}" if line else box


def _label(place, box):
    return f"{box.label}, line {place[1]}" if place[1] else box.label


def _field(place, box):
    facts = {"label": _label(place, box), "required": False}
    if box.is_day:
        date = forms.DateInput({"type": "date"}, format="%Y-%m-%d")
        made = forms.DateField(help_text=box.hint, widget=date, **facts)
    elif box.choices:
        made = forms.ChoiceField(
            help_text=box.hint, choices=[("", "–" if place[1] else "Not said"), *box.choices], **facts
        )
    elif place[1]:
        made = forms.CharField(max_length=box.most, **facts)
    else:
        made = forms.CharField(max_length=box.most, help_text=box.hint, widget=forms.Textarea({"rows": 3}), **facts)
    made.mark_optional = False  # any one box is enough
    if place[1]:  # a table's boxes are laid out by the page itself
        made.widget.attrs["class"] = "form-select" if box.choices else "form-control"
    return made


def _form(kind):
    """The form of one kind: its boxes are its own, so that a draft fills them in again."""
    name = f"{kind.slug.title()}SheetForm"
    fields = {_name(place): _field(place, box) for place, box in kind.places().items()}
    own = {"kind": kind, "draft": f"interventions:sheet_{kind.slug}", "__module__": __name__, "__qualname__": name}
    return type(SheetForm)(name, (SheetForm,), {"__doc__": kind.says, **own, **fields})


FORMS = {slug: _form(kind) for slug, kind in KINDS.items()}
