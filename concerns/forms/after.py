"""What people type about a concern once it is there. Forms validate; the actions save."""

from datetime import UTC, datetime

from django import forms
from django.db.models import F
from django.utils import timezone
from django.utils.html import format_html
from django.utils.text import Truncator

from concerns.forms.logging import TIME_FORMAT, find_child, long_text
from concerns.models import Concern, Decision, Need, author_has_heard, sets_threshold
from concerns.wording import LABELS
from documents.forms import FilesField
from pupils.models import FollowUp
from school.calendar import SIX_WEEKS, next_school_day
from school.models import Agency
from staff.models import User
from staff.policy import LEVEL_NAMES, Level
from staff.posting import PostingForm, offer

BEGINS = 90  # letters of a concern that tell it from another


class ShownField(forms.FloatField):
    """When the page was made, kept in it: what was added later has not been seen by whoever sends it."""

    widget = forms.HiddenInput

    def __init__(self):
        super().__init__(required=False, initial=lambda: timezone.now().timestamp())

    def clean(self, value):
        value = super().clean(value)
        try:
            return None if value is None else datetime.fromtimestamp(value, UTC)
        except (ValueError, OverflowError, OSError):
            return None


class SeenForm(PostingForm):
    """One press."""


class AcknowledgeForm(SeenForm):
    """One press on a whole concern: seen, as it was shown."""

    shown_at = ShownField()


class AboutConcernForm(PostingForm):
    """A form beside a concern: its draft is kept for that concern, its fields have names of their own."""

    def __init__(self, *args, by, concern, **kwargs):
        self.concern = concern
        auto_id = f"{type(self).__name__.removesuffix('Form').lower()}_%s"
        super().__init__(*args, by=by, draft_about=concern.public_id, auto_id=auto_id, **kwargs)


class TriageForm(AboutConcernForm):
    """The decision, with its reason. Numbers choose it from the keyboard."""

    draft = "concerns:triage"

    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)
    shown_at = ShownField()
    decision = forms.ChoiceField(
        label="What happens next?",
        choices=Decision.Kind.choices,
        widget=forms.RadioSelect,
        help_text="Urgent calls the others when you save, and opens the page with the clock.",
    )
    until = forms.DateField(
        label="Keep an eye on it until",
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    joined_with = forms.ModelChoiceField(
        label="Part of which concern?",
        queryset=Concern.objects.none(),
        required=False,
        empty_label=None,
        widget=forms.RadioSelect,
    )
    rationale = long_text("Why, and why not something else?", rows=4, required=True)
    parents_told = forms.ChoiceField(
        label="Have the parents been told?", choices=Concern.ParentsTold.choices, required=False
    )
    threshold = forms.ChoiceField(
        label="Threshold",
        choices=Concern.Threshold.choices,
        required=False,
        help_text="Only the safeguarding leads see this.",
    )
    needs = forms.ModelMultipleChoiceField(
        label="What is it about?",
        queryset=Need.objects.none(),
        to_field_name="code",
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args, by, concern, siblings=(), **kwargs):
        self.newest = max(concern.decisions.all(), key=lambda decision: decision.pk, default=None)
        kwargs["initial"] = {
            "seen": self.newest.pk if self.newest else None,
            "parents_told": concern.parents_told,
            "threshold": concern.threshold,
            "needs": [need.code for need in concern.needs.all()],
            "until": next_school_day(timezone.localdate() + SIX_WEEKS),
        }
        super().__init__(*args, by=by, concern=concern, **kwargs)
        self.initial.pop("shown_at", None)  # what was begun an hour ago is shown again now
        self.fields["until"].mark_optional = False
        self.fields["needs"].queryset = (Need.objects.in_use() | concern.needs.all()).distinct()
        self.others, theirs = siblings, Concern.objects.filter(pk__in=[one.pk for one in siblings])
        self.fields["joined_with"].label_from_instance = _told_apart
        self.fields["joined_with"].mark_optional = False
        offer(self.fields["joined_with"], theirs, ask=lambda: siblings)
        if not self.others:
            self.fields["decision"].choices = [c for c in Decision.Kind.choices if c[0] != Decision.Kind.JOIN]
            del self.fields["joined_with"]
        if not sets_threshold(by):
            del self.fields["threshold"]

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("decision") == Decision.Kind.MONITOR and not cleaned.get("until"):
            self.add_error("until", "Keep an eye on it until: please choose a day to come.")
        if cleaned.get("decision") == Decision.Kind.JOIN and not cleaned.get("joined_with"):
            self.add_error("joined_with", "Part of which concern? Please choose it.")
        return cleaned

    def show_newest(self):
        """After somebody else decided or added something: the next press is a decision made with theirs in view."""
        self.data = self.data.copy()
        self.data["seen"] = self.newest.pk if self.newest else ""
        self.data["shown_at"] = timezone.now().timestamp()


def _told_apart(concern):
    """Its day, its children and how it begins: what whoever chooses knows it by."""
    at = timezone.localtime(concern.recorded_at)
    first = Truncator(" ".join(concern.begins.split())).chars(BEGINS)
    begins = f"“{first}”" if first else "Its words are not shown here."
    whence = f"{concern.reference}, from {concern.author_name}"
    return format_html(
        '{}: {}<br><span class="words">{}</span><br><span class="quiet">{}</span>',
        f"{at.day} {at:%B %Y}", ", ".join(concern.children), begins, whence,
    )  # fmt: skip


class LevelForm(AboutConcernForm):
    """Who reads it from now on, with the reason."""

    draft = "concerns:change_level"

    level = forms.ChoiceField(label="Who should read it?")
    reason = long_text("Why?", rows=2, required=True)

    def __init__(self, *args, by, concern, **kwargs):
        super().__init__(*args, by=by, concern=concern, **kwargs)
        offered = [Level.TEAM, Level.WELLBEING, Level.SAFEGUARDING]
        others = [(str(one), LEVEL_NAMES[one]) for one in offered if str(one) != concern.level]
        self.fields["level"].choices = [("", "Choose one"), *others]  # nobody widens it by not choosing


class CloseForm(AboutConcernForm):
    """The last line to the person who told us, and whether the parents know."""

    draft = "concerns:close"

    feedback = long_text(
        "A closing line for the person who told us",
        rows=3,
        hint="They see this line. Leave out anything they do not need to know.",
    )
    parents_told = forms.ChoiceField(
        label="Have the parents been told?", choices=Concern.ParentsTold.choices, required=False
    )

    def __init__(self, *args, by, concern, **kwargs):
        kwargs["initial"] = {"parents_told": concern.parents_told}
        super().__init__(*args, by=by, concern=concern, **kwargs)
        self.fields["feedback"].mark_optional = author_has_heard(concern) or not concern.author_id
        if not concern.author_id:
            self.fields["feedback"].help_text = ""
        self.fields["parents_told"].mark_optional = False


class FeedbackForm(AboutConcernForm):
    """A line back to the person who told us, before it is closed."""

    draft = "concerns:give_feedback"

    words = long_text("A line to the person who told us", rows=3, required=True, hint="No safeguarding detail, please.")


class ParentsForm(AboutConcernForm):
    """Whether the parents were told, and how, or why not."""

    draft = "concerns:say_parents"

    parents_told = forms.ChoiceField(
        label="Have the parents been told?",
        choices=[("", "Choose an answer"), *[c for c in Concern.ParentsTold.choices if c[0]]],
    )
    words = long_text("By whom and how, or why not", rows=2, required=True)


class ColleagueForm(AboutConcernForm):
    """Somebody is chosen who may be asked about this child."""

    who = forms.ModelChoiceField(label="Who?", queryset=User.objects.none())

    def __init__(self, *args, by, concern, colleagues, **kwargs):
        super().__init__(*args, by=by, concern=concern, **kwargs)
        offer(self.fields["who"], colleagues)


class ToDoForm(ColleagueForm):
    """Who does what by when."""

    draft = "concerns:ask_to_do"

    words = long_text(
        "What is to be done?", rows=2, required=True, hint="They read this, and nothing else of the record."
    )
    due_on = forms.DateField(label="By when?", widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))


class FinishForm(AboutConcernForm):
    """Which follow-up is done, and what came of it. One that is done already takes more words: those still open first."""

    draft = "concerns:finish"

    follow_up = forms.ModelChoiceField(label="What is done?", queryset=FollowUp.objects.none())
    words = long_text("What came of it?", rows=2)

    def __init__(self, *args, by, concern, **kwargs):
        super().__init__(*args, by=by, concern=concern, **kwargs)
        rows = FollowUp.objects.filter(concern_words__concern=concern).select_related("who", "concern_words")
        self.fields["follow_up"].queryset = rows.order_by(F("done_at").asc(nulls_first=True), "due_on", "pk")
        told = _who_and_when if concern.is_restricted else _who_does_what
        self.fields["follow_up"].label_from_instance = lambda one: told(one) + (" (done)" if one.done_at else "")


def _who_and_when(follow_up):
    """Of a restricted record: its words come only by a request of their own."""
    return f"{follow_up.who}, by {follow_up.due_on.day} {follow_up.due_on:%B}"


def _who_does_what(follow_up):
    return f"{follow_up.who}: {Truncator(follow_up.concern_words.words).chars(60)}"


class QuestionForm(ColleagueForm):
    """What a colleague may know."""

    draft = "concerns:ask_colleague"

    words = long_text(
        "What do you want to know?", rows=2, required=True, hint="They see the child’s name and this question, no more."
    )


class AgencyForm(AboutConcernForm):
    """A call or a message to somebody outside."""

    draft = "concerns:log_agency"

    agency = forms.ModelChoiceField(label="Which agency?", queryset=Agency.objects.none(), required=False)
    who = forms.CharField(label="Whom did you speak to?", max_length=120)
    at = forms.DateTimeField(
        label="When?", widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format=TIME_FORMAT)
    )
    what_they_said = long_text("What did they say?", rows=3, required=True)
    their_reference = forms.CharField(label="Their reference", max_length=60, required=False)

    def __init__(self, *args, by, concern, **kwargs):
        kwargs["initial"] = {"at": timezone.localtime().strftime(TIME_FORMAT)}
        super().__init__(*args, by=by, concern=concern, **kwargs)
        self.fields["agency"].queryset = Agency.objects.current()


class AddForm(AboutConcernForm):
    """More words about one's own concern."""

    draft = "concerns:add_words"

    words = long_text("What do you want to add?", rows=4, hint="What was sent stays as it is; this goes below it.")
    files = FilesField(
        label="Files",
        required=False,
        help_text="PDF, JPEG, PNG or Word, up to 10 MB each. Never a photograph of an injury.",
    )

    def clean(self):
        cleaned = super().clean()
        if not (cleaned.get("words") or "").strip() and not cleaned.get("files") and not self.errors:
            self.add_error("words", "What do you want to add? Please write something, or choose a file.")
        return cleaned


class CorrectForm(AboutConcernForm):
    """What a box should have said, and why."""

    draft = "concerns:correct_words"

    box = forms.ChoiceField(label="Which part is not right?")
    words = long_text("What should it say?", rows=3, required=True)
    reason = forms.CharField(label="Why?", max_length=300)

    def __init__(self, *args, by, concern, **kwargs):
        super().__init__(*args, by=by, concern=concern, **kwargs)
        text = getattr(concern, "text", None)
        self.fields["box"].choices = [(name, label) for name, label in LABELS.items() if getattr(text, name, "")]


class ToldForm(AboutConcernForm):
    """Whom somebody told in person."""

    words = forms.CharField(label="Whom have you told in person, and when?", max_length=300)


class AnswerForm(PostingForm):
    """What a colleague knows."""

    draft = "concerns:answer"

    words = long_text(
        "What do you know?", rows=4, required=True, hint="What you saw or heard yourself. “Nothing” is an answer too."
    )

    def __init__(self, *args, by, question, **kwargs):
        super().__init__(*args, by=by, draft_about=question.public_id, auto_id=f"answer_{question.pk}_%s", **kwargs)


class DoneForm(PostingForm):
    """What came of what somebody said they would do. There may be nothing to say; what is said later is added."""

    draft = "concerns:done"

    words = long_text(
        "What came of it?", rows=4, hint="A line or two: what you did, saw or were told. Whoever asked you reads it."
    )

    def __init__(self, *args, by, asked, **kwargs):
        super().__init__(*args, by=by, draft_about=asked.follow_up.public_id, **kwargs)
        if asked.follow_up.done_at:
            self.fields["words"].label, self.fields["words"].mark_optional = "Is there more to say?", False


class RefileForm(AboutConcernForm):
    """Which child it was filed under by mistake, the right one, and how we know."""

    draft = "concerns:refile"

    wrong = forms.ChoiceField(label="Which child is the wrong one?", widget=forms.RadioSelect)
    pupil = forms.UUIDField(required=False, widget=forms.HiddenInput)
    pupil_name = forms.CharField(label="Which child?", max_length=80, required=False)
    reason = long_text(
        "How do you know?", rows=2, required=True, hint="The right child’s adults may read this: do not name the other."
    )

    def __init__(self, *args, by, concern, **kwargs):
        super().__init__(*args, by=by, concern=concern, **kwargs)
        self.children = {str(p.pupil.public_id): p.pupil for p in concern.parts.in_place().select_related("pupil")}
        self.fields["wrong"].choices = [(key, child.name) for key, child in self.children.items()]
        if len(self.children) == 1:
            self.fields["wrong"].initial = next(iter(self.children))

    def clean(self):
        cleaned = super().clean()
        self.child = find_child(self.by, cleaned.get("pupil"))
        if self.child is None:
            self.add_error("pupil_name", "Which child? Please choose the right one from the list.")
        return cleaned


class PurposeForm(PostingForm):
    """Why somebody who does not triage opens safeguarding words. It is kept with the reading."""

    purpose = forms.CharField(label="Why do you need to read this now?", max_length=200)
