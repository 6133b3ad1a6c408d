"""What people type when they write a concern down. The form validates; the action saves."""

import json
from itertools import zip_longest
from uuid import UUID

from django import forms
from django.utils import timezone
from django.utils.dateparse import parse_date

from concerns import body
from concerns.models import FACTS, WORDS, ChangeKind, Concern, ConcernPupil, Need
from concerns.trigger_words import HINTS
from documents.forms import FilesField
from pupils.models import Pupil
from staff.kept import kept
from staff.policy import Permission
from staff.posting import PostingForm, offer

TIME_FORMAT = "%Y-%m-%dT%H:%M"  # what a browser's own day-and-time box sends
HINTS_IN_THE_PAGE = json.dumps(HINTS)
DANGER_HINT = "If yes, tell a person as well: this form does not call anyone."


def long_text(label, *, rows=4, required=False, hint=""):
    return forms.CharField(
        label=label,
        required=required,
        help_text=hint,
        widget=forms.Textarea(attrs={"rows": rows, "class": "form-control"}),
    )


class ListField(forms.Field):
    """Several values under one name, as a list of texts; a draft may hold just one. Its boxes are laid out in rows:
    `where` is the id of the box that an error is about."""

    widget = forms.MultipleHiddenInput
    most = 40  # a whole class was there
    where = ""

    def to_python(self, value):
        values = as_list(value)
        if len(values) > self.most:
            raise forms.ValidationError(f"That is more than {self.most}: please write the others in your own words.")
        return values


def as_list(value):
    if not value:
        return []
    return [str(one) for one in value] if isinstance(value, (list, tuple)) else [str(value)]


class LogForm(PostingForm):
    """One short form for everything anybody notices about a child. The child may be in the address already."""

    draft = "concerns:log"

    pupil = forms.UUIDField(required=False, widget=forms.HiddenInput)
    pupil_name = forms.CharField(label="Which child?", max_length=80, required=False)
    facts = long_text(
        "What did you see or hear?",
        rows=6,
        required=True,
        hint="What happened, in order, as you would tell a colleague. The family may read this one day.",
    )
    childs_words = long_text(
        "The child’s own words",
        rows=3,
        hint="Exactly as they said them, swear words too. Leave empty if they said nothing.",
    )
    happened_at = forms.DateTimeField(
        label="When was it?",
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format=TIME_FORMAT),
        error_messages={"invalid": "When was it? Please give a day and a time."},
    )
    happened_about = forms.BooleanField(label="I am not sure of the exact time", required=False)
    place = forms.ChoiceField(label="Where was it?", choices=Concern.Place.choices, required=False)
    danger = forms.ChoiceField(
        label="Is anyone in danger now?",
        choices=Concern.Danger.choices,
        widget=forms.RadioSelect,
        help_text=DANGER_HINT,
        error_messages={"required": "Is anyone in danger now? Please choose an answer."},
    )
    source = forms.ChoiceField(label="How do you know?", choices=Concern.Source.choices, required=False)
    place_detail = forms.CharField(label="Where exactly?", max_length=200, required=False)
    where_now = forms.CharField(label="Where is the child now, and with whom?", max_length=300, required=False)
    questions_asked = long_text(
        "What did you ask?", rows=2, hint="Your questions in your words. “Tell me”, “explain”, “describe” are enough."
    )
    demeanour = forms.CharField(label="How did the child seem?", max_length=300, required=False)
    others_present = forms.CharField(label="Who else was there?", max_length=300, required=False)
    injuries = long_text(
        "Is anybody hurt?", rows=2, hint="What you saw, without touching or undressing. No photographs."
    )
    done_already = forms.CharField(label="What have you done already?", max_length=2000, required=False)
    parents_know = forms.CharField(
        label="Do the parents know?", max_length=300, required=False, help_text="Who told them, or why nobody has."
    )
    opinion = long_text("What do you think?", rows=2, hint="Your opinion, and why. It is kept apart from what you saw.")
    needs = forms.ModelMultipleChoiceField(
        label="What is it about?",
        queryset=Need.objects.none(),
        to_field_name="code",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Only if it helps. Somebody else will decide.",
    )
    files = FilesField(
        label="Files",
        required=False,
        words_first=True,
        help_text="A note, a letter, a drawing or a slip: PDF, JPEG, PNG or Word, up to 10 MB each. "
        "Never a photograph of an injury.",
    )
    others = ListField(required=False)
    parts = ListField(required=False)
    mark_where = ListField(required=False)
    mark_words = ListField(required=False)
    change_kind = ListField(required=False)
    change_words = ListField(required=False)
    change_on = ListField(required=False)

    def __init__(self, *args, by, **kwargs):
        now = timezone.localtime().strftime(TIME_FORMAT)
        kwargs["initial"] = {"happened_at": now, "source": Concern.Source.SAW, **(kwargs.get("initial") or {})}
        super().__init__(*args, by=by, **kwargs)
        offer(self.fields["needs"], Need.objects.in_use(), _needs)
        self.fields["pupil_name"].mark_optional = False
        for name in ("facts", "opinion"):
            self.fields[name].widget.attrs["data-hints"] = HINTS_IN_THE_PAGE

    def clean_source(self):
        return self.cleaned_data["source"] or Concern.Source.SAW

    def clean(self):
        cleaned = super().clean()
        self.child = find_child(self.by, cleaned.get("pupil"))
        if self.child is None:
            self.add_error("pupil_name", "Which child? Please choose one from the list.")
        self.other_children = children_and_parts(self.by, cleaned.get("others"), cleaned.get("parts"), but=self.child)
        self.marks = self._marks(cleaned)
        self.changes = self._changes(cleaned)
        return cleaned

    def _marks(self, cleaned):
        """The rows of the body map that were filled in. One half of a row is asked for the other."""
        marks = []
        rows = zip_longest(cleaned.get("mark_where") or [], cleaned.get("mark_words") or [], fillvalue="")
        for number, (where, words) in enumerate(rows, 1):
            where, words = where.strip(), words.strip()[:300]
            if where in body.REGIONS and words:
                marks.append((where, words))
            elif where or words:
                missing = "mark-words" if where in body.REGIONS else "mark-where"
                self._one_row_is_wrong(
                    "mark_words", f"{missing}-{number}", "Each mark needs a place and what it looks like."
                )
        return marks

    def _changes(self, cleaned):
        """The rows of changes that were filled in, as (kind, words, day). Half a row is asked for the rest."""
        rows = list(zip_longest(*(cleaned.get(name) or [] for name in CHANGE_BOXES), fillvalue=""))
        kinds = {str(one.public_id): one for one in ChangeKind.objects.in_use()} if any(map(any, rows)) else {}
        changes, number = [], 0
        for kind, words, on in rows:
            number += bool(kind or words)
            words, day = words.strip()[:200], _day(on)
            if kind in kinds and words and day:
                changes.append((kinds[kind], words, day))
            elif kind or words:
                missing = "on" if kind and words else "words" if kind else "kind"
                said = "Each change needs its kind, a line and a day."
                self._one_row_is_wrong("change_words", f"change-{missing}-{number}", said)
        return changes

    def _one_row_is_wrong(self, name, where, said):
        """Said once, however many rows are wrong, and at the first of them."""
        if name not in self.errors:
            self.fields[name].where = where
            self.add_error(name, said)

    def answers(self):
        """The answers as the action takes them."""
        return {name: self.cleaned_data[name] for name in (*FACTS, *WORDS) if name in self.cleaned_data}

    def typed_list(self, name):
        """What a list holds now, whether it was posted, drafted or is empty."""
        return as_list(self[name].value())


def children_and_parts(user, others, parts, but=None):
    """Further children, each once, with the part each had; strange ids and strange parts are left out."""
    found, seen = [], {but.pk} if but else set()
    for public_id, part in zip_longest(as_list(others), as_list(parts), fillvalue=""):
        child = find_child(user, public_id)
        if child is not None and child.pk not in seen:
            seen.add(child.pk)
            found.append((child, part if part in ConcernPupil.Part.values else ConcernPupil.Part.AFFECTED))
    return found


CHANGE_BOXES = ("change_kind", "change_words", "change_on")


def _day(text):
    """A day as a browser sends it; None for anything else."""
    try:
        return parse_date(text)
    except ValueError:
        return None


def _uuid(text):
    """A public id, or None for anything else: a strange value finds nobody."""
    try:
        return UUID(str(text or ""))
    except ValueError:
        return None


def find_child(user, public_id):
    """The child with this id whom this person may log a concern about; None if there is none."""
    public_id = _uuid(public_id)
    return next(iter(_who_is_here(user, public_id)), None) if public_id else None


@kept
def _who_is_here(user, public_id):
    return Pupil.objects.permitted(user, Permission.CONCERN_RAISE).open().filter(public_id=public_id).order_by()


@kept
def _needs():
    return Need.objects.in_use()
