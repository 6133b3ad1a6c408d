"""What the safeguarding leads type into a child's file, share and lock. Forms validate; the actions save."""

from datetime import timedelta

from django import forms
from django.utils import timezone

from concerns.forms.logging import TIME_FORMAT, find_child, long_text
from concerns.models import DateOwed, FileEntry, HarmAssessment, Keeping, KeyPerson, Standing
from documents.forms import FilesField
from pupils.models import Pupil, Sibling
from school.models import School
from staff.models import User
from staff.permitted import may
from staff.policy import Permission
from staff.posting import PostingForm, PostingModelForm

A_FORTNIGHT, SIX_WEEKS = timedelta(days=14), timedelta(days=42)


def day_box(label, *, required=True, hint="", initial=None):
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, required=required, help_text=hint, widget=widget, initial=initial)


def people_box(label, hint=""):
    return forms.ModelMultipleChoiceField(
        label=label,
        queryset=User.objects.none(),
        to_field_name="public_id",
        widget=forms.CheckboxSelectMultiple,
        help_text=hint,
    )


def _named(person):
    """A colleague as the box shows them: name and what their badge says."""
    return f"{person.name}, {person.job_title}" if person.job_title else person.name


class FiledForm(PostingForm):
    """A form about one child's file: its draft is kept for that child."""

    def __init__(self, *args, by, pupil, **kwargs):
        self.pupil = pupil
        super().__init__(*args, by=by, draft_about=pupil.public_id, **kwargs)


class StandingForm(FiledForm):
    """Where the child stands from a day."""

    draft = "concerns:set_standing"

    kind = forms.ChoiceField(label="How does the child stand?", choices=Standing.Kind.choices, widget=forms.RadioSelect)
    category = forms.ChoiceField(
        label="Category of the plan",
        choices=Standing.Category.choices,
        required=False,
        help_text="Only for a child protection plan.",
    )
    authority = forms.CharField(label="Which local authority?", max_length=80, required=False)
    from_on = day_box("Since when?")
    replaces = forms.ModelMultipleChoiceField(
        label="This takes the place of",
        queryset=Standing.objects.none(),
        to_field_name="public_id",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="What is ticked ends on that day and stays in the history.",
    )
    words = long_text("What was decided, and what the plan asks of us", rows=4)

    def __init__(self, *args, by, pupil, **kwargs):
        kwargs["initial"] = {"authority": School.current().local_authority, "from_on": timezone.localdate()}
        super().__init__(*args, by=by, pupil=pupil, **kwargs)
        open_now = Standing.objects.permitted(by, Permission.SAFEGUARDING_KEEP).open().filter(pupil=pupil)
        self.fields["replaces"].queryset = open_now
        self.fields["replaces"].label_from_instance = lambda s: f"{s.get_kind_display()}, since {_day(s.from_on)}"
        if not open_now.exists():
            del self.fields["replaces"]
        if Keeping.current().kept_in:
            del self.fields["words"]


class EndForm(PostingForm):
    """The day it ended."""

    until_on = day_box("When did it end?")

    def __init__(self, *args, **kwargs):
        kwargs["initial"] = {"until_on": timezone.localdate()}
        super().__init__(*args, **kwargs)


class ContactWithHomeForm(PostingForm):
    """May home be contacted? And why, where the file is kept here."""

    stop = forms.TypedChoiceField(
        label="Contact with home",
        choices=[("yes", "Do not contact home yet"), ("no", "Home may be contacted")],
        coerce=lambda said: said == "yes",
        widget=forms.RadioSelect,
    )
    why = forms.CharField(label="Why?", max_length=200, help_text="It stands in the safeguarding file, nowhere else.")

    def __init__(self, *args, pupil, kept_in="", **kwargs):
        kwargs["initial"] = {"stop": "no" if pupil.do_not_contact else "yes"}
        super().__init__(*args, **kwargs)
        if kept_in:
            del self.fields["why"]


class KeyPersonForm(FiledForm):
    """Somebody outside, with the telephone one rings them on."""

    job = forms.ChoiceField(label="What do they do?", choices=KeyPerson.Job.choices)
    name = forms.CharField(label="Name", max_length=100)
    authority = forms.CharField(label="Authority or agency", max_length=80, required=False)
    phone = forms.CharField(label="Telephone", max_length=30, required=False)
    email = forms.EmailField(label="E-mail", required=False)
    instead_of = forms.ModelChoiceField(
        label="Instead of", queryset=KeyPerson.objects.none(), to_field_name="public_id", required=False
    )

    def __init__(self, *args, by, pupil, **kwargs):
        kwargs["initial"] = {"authority": School.current().local_authority}
        super().__init__(*args, by=by, pupil=pupil, **kwargs)
        there = KeyPerson.objects.permitted(by, Permission.SAFEGUARDING_KEEP).current().filter(pupil=pupil)
        self.fields["instead_of"].queryset = there
        self.fields["instead_of"].label_from_instance = lambda p: f"{p.name}, {p.get_job_display().lower()}"
        if not there.exists():
            del self.fields["instead_of"]


class DateForm(FiledForm):
    """A day on which something is owed."""

    kind = forms.ChoiceField(
        label="What?", choices=[("", "Choose"), *[c for c in DateOwed.Kind.choices if c[0] != "assessment"]]
    )
    on = day_box("On which day?", hint="A reminder comes five school days before, and once when it has gone by.")
    at_time = forms.TimeField(
        label="At what time?", required=False, widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    )
    place = forms.CharField(label="Where?", max_length=120, required=False)


class AnswerDateForm(PostingForm):
    """What came of it, and the next one."""

    draft = "concerns:answer_date"

    answer = forms.ChoiceField(label="What came of it?", choices=DateOwed.Answer.choices, widget=forms.RadioSelect)
    words = long_text("What was decided", rows=4)
    next_on = day_box("The next one is on", required=False)

    def __init__(self, *args, by, date, **kwargs):
        super().__init__(*args, by=by, draft_about=date.public_id, **kwargs)
        if Keeping.current().kept_in:
            del self.fields["words"]


class EntryForm(FiledForm):
    """Something the file should hold: what was told, by whom, and what school did."""

    draft = "concerns:write_entry"
    years = {"happened_at": (30, 1)}  # what was told of a family may be older than the child

    kind = forms.ChoiceField(
        label="What is it?",
        choices=[c for c in FileEntry.Kind.choices if c[0] in ("encompass", "police", "call", "note")],
        widget=forms.RadioSelect,
    )
    words = long_text("What were we told?", rows=5, required=True)
    done = long_text("What does school do today?", rows=2)
    told_us = forms.CharField(label="Who told us?", max_length=120, required=False)
    reference = forms.CharField(label="Their reference", max_length=60, required=False)
    happened_at = forms.DateTimeField(
        label="When was it?",
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format=TIME_FORMAT),
    )
    siblings = forms.ModelMultipleChoiceField(
        label="The same for",
        queryset=Pupil.objects.none(),
        to_field_name="public_id",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Confirmed brothers and sisters at this school. Each has an entry of their own.",
    )

    def __init__(self, *args, by, pupil, kind="", **kwargs):
        now = timezone.localtime().strftime(TIME_FORMAT)
        kwargs["initial"] = {"happened_at": now, "kind": kind or FileEntry.Kind.NOTE}
        super().__init__(*args, by=by, pupil=pupil, **kwargs)
        self.fields["siblings"].queryset = siblings_of(by, pupil)
        self.fields["siblings"].label_from_instance = lambda child: child.name
        if not self.fields["siblings"].queryset.exists():
            del self.fields["siblings"]
        if kept_in := Keeping.current().kept_in:
            del self.fields["words"], self.fields["done"]
            self.fields["reference"].required = True
            self.fields["reference"].label = f"Reference in {kept_in}"


def siblings_of(user, pupil):
    """Confirmed brothers and sisters who are here and whose files this person keeps."""
    pairs = Sibling.objects.permitted(user, Permission.PUPIL_READ).about_one(pupil).confirmed()
    ids = {pk for pair in pairs for pk in (pair.pupil_a_id, pair.pupil_b_id)} - {pupil.pk}
    return Pupil.objects.permitted(user, Permission.SAFEGUARDING_KEEP).open().filter(pk__in=ids)


SEALED = "PDF if you can, up to 10 MB each. They are sealed here: kept as they came, never changed."


class PagesForm(FiledForm):
    """Further pages of a file from the school before."""

    files = FilesField(label="Its pages", help_text=SEALED)


class ReceivedForm(FiledForm):
    """A file from the school before: its day, its way and its place."""

    received_on = day_box("When did it arrive?")
    from_school = forms.CharField(label="From which school?", max_length=120)
    from_who = forms.CharField(
        label="Who sent or brought it?", max_length=120, required=False, help_text="Name and job, and how it came."
    )
    stored_where = forms.CharField(
        label="Where is the original kept?",
        max_length=160,
        required=False,
        help_text="For example: locked cabinet, DSL’s office.",
    )
    briefed = people_box("Who was told what they need to know?", "Tick only people you have spoken to.")
    files = FilesField(label="Its pages", required=False, words_first=True, help_text=SEALED)

    def __init__(self, *args, by, pupil, people, **kwargs):
        kwargs["initial"] = {"received_on": timezone.localdate()}
        super().__init__(*args, by=by, pupil=pupil, **kwargs)
        self.fields["briefed"].queryset = people
        self.fields["briefed"].label_from_instance = _named
        self.fields["briefed"].required = False
        if kept_in := Keeping.current().kept_in:
            del self.fields["files"]
            self.fields["stored_where"].required = True
            self.fields["stored_where"].help_text = f"Its pages belong in {kept_in}."


class ReferenceForm(FiledForm):
    """Where the child's file is kept."""

    reference = forms.CharField(label="The child’s reference in the other system", max_length=60)


class HarmForm(FiledForm):
    """One version of a risk assessment, about this child alone."""

    draft = "concerns:assess_harm"

    part = forms.ChoiceField(label="This child", choices=[("", "Choose"), *HarmAssessment.Part.choices])
    pupil = forms.UUIDField(required=False, widget=forms.HiddenInput)
    pupil_name = forms.CharField(label="Which child?", max_length=80, required=False)
    what = long_text("What happened or may happen?", rows=4, required=True, hint="Write “another pupil”, not a name.")
    who = long_text("Who may be harmed, and where?", rows=3, required=True)
    likelihood = forms.ChoiceField(
        label="How likely is it?", choices=[("", "Choose"), *HarmAssessment.Likelihood.choices]
    )
    measures = long_text(
        "What do we do about it?",
        rows=5,
        required=True,
        hint="Who does what, when and where: arrival, lessons, break, lunch, home.",
    )
    childs_view = long_text("What does the child say?", rows=2)
    parents_view = long_text("What do the parents say?", rows=2)
    review_on = day_box("Look at it again on")

    def __init__(self, *args, by, pupil, follows=None, **kwargs):
        kwargs["initial"] = {"review_on": timezone.localdate() + A_FORTNIGHT, **(kwargs.get("initial") or {})}
        if follows is not None:
            names = ("what", "who", "measures", "childs_view", "parents_view")
            kwargs["initial"] |= {name: getattr(follows.text, name) for name in names}
            kwargs["initial"] |= {"part": follows.part, "likelihood": follows.likelihood}
            kwargs["initial"]["pupil"] = follows.other_pupil.public_id if follows.other_pupil else None
        super().__init__(*args, by=by, pupil=pupil, **kwargs)

    def clean(self):
        cleaned = super().clean()
        self.other = find_child(self.by, cleaned.get("pupil"))
        return cleaned


class ShareForm(FiledForm):
    """A few words, to people by name, until a day."""

    draft = "concerns:share_words"

    people = people_box("Who needs to know?")
    words = long_text(
        "The fewest words they need", rows=4, required=True, hint="What to notice and what to do. Leave out why."
    )
    until_on = day_box("Until", hint="After that day nobody reads it.")

    def __init__(self, *args, by, pupil, people, **kwargs):
        kwargs["initial"] = {"until_on": timezone.localdate() + A_FORTNIGHT}
        super().__init__(*args, by=by, pupil=pupil, **kwargs)
        self.fields["people"].queryset = people.exclude(pk=by.pk)
        self.fields["people"].label_from_instance = _named


class ExportForm(FiledForm):
    """Why the file is printed."""

    purpose = forms.CharField(
        label="What is it for?", max_length=300, help_text="Who will have it, and why. It is printed on the first page."
    )


class GlassForm(FiledForm):
    """Why somebody must read now what is closed to them."""

    draft = "concerns:break_glass"

    reason = long_text(
        "Why do you need to read it now?", rows=3, required=True, hint="A whole sentence. It is kept with your name."
    )


class NamePeopleForm(PostingForm):
    """Who reads the record from now on, and why only they."""

    draft = "concerns:name_people"

    people = people_box("Who reads it?", hint="The safeguarding lead reads it as well. You stay in yourself.")
    reason = long_text("Why only these people?", rows=2, required=True)

    def __init__(self, *args, by, concern, people, **kwargs):
        there = concern.named_readers.current().values_list("user__public_id", flat=True)
        kwargs["initial"] = {"people": list(there)}
        super().__init__(*args, by=by, draft_about=concern.public_id, **kwargs)
        self.fields["people"].queryset = people.exclude(pk=by.pk)
        self.fields["people"].label_from_instance = _named


class CarryForm(PostingForm):
    """The reference in the other system, and the word of a person that everything is in it."""

    reference = forms.CharField(label="Reference", max_length=60)
    copied = forms.BooleanField(label="I have copied all of these words into it, and looked that they are there")


class KeepingForm(PostingModelForm):
    """Who leads, what the head reads and where the file is."""

    lead = forms.ModelChoiceField(
        label="The safeguarding lead",
        queryset=User.objects.none(),
        to_field_name="public_id",
        required=False,
        help_text="Reads every record for named people. Until you choose, every safeguarding lead does.",
    )
    head_reads = forms.BooleanField(
        label="The head reads safeguarding text",
        required=False,
        help_text="Each reading asks for a purpose. If not, the head can still open it with a written reason.",
    )
    kept_in = forms.CharField(
        label="Our child-protection file is kept in another system: its name",
        max_length=60,
        required=False,
        help_text="Then safeguarding words are carried over into it and leave this system; only references stay.",
    )

    class Meta:
        model = Keeping
        fields = ["lead", "head_reads", "kept_in"]

    def __init__(self, *args, by, leads, **kwargs):
        super().__init__(*args, by=by, **kwargs)
        self.fields["lead"].queryset = leads
        self.initial["lead"] = self.instance.lead.public_id if self.instance.lead else None

    def clean_lead(self):
        lead = self.cleaned_data["lead"]
        if lead is not None and not may(lead, Permission.SAFEGUARDING_KEEP):
            raise forms.ValidationError("The lead has to be one of the safeguarding leads.")
        return lead


def _day(on):
    return f"{on.day} {on:%B %Y}"
