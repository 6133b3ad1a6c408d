"""What people press and type while something is urgent. Only what a sentence cannot do without is required."""

from django import forms
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from concerns.forms.logging import TIME_FORMAT, long_text
from concerns.models import PLAN_BOXES, Episode, EpisodeFollowUp, Need, Step, Tick, UrgentTrigger, WordHome
from pupils.models import Contact
from school.models import Agency
from staff.models import User
from staff.posting import PostingForm, PostingModelForm, offer


def short_text(label, *, rows=2, required=False, hint=""):
    """A few lines, quickly typed again."""
    field = long_text(label, rows=rows, required=required, hint=hint)
    field.max_length = 500
    field.widget.attrs["maxlength"] = "500"
    return field


def _moment(label):
    box = forms.DateTimeInput(attrs={"type": "datetime-local"}, format=TIME_FORMAT)
    return forms.DateTimeField(label=label, required=False, widget=box)


class Lenient(forms.CharField):
    """Something a page sends along: whatever it is, it stops nothing."""

    def __init__(self, **kwargs):
        super().__init__(required=False, widget=forms.HiddenInput, **kwargs)

    def clean(self, value):
        return str(value or "").replace("\x00", "")[:64]


class OpenForm(PostingForm):
    """One press. What is known already goes along."""

    pupil = Lenient()
    concern = Lenient()
    trigger = Lenient()


class PressForm(PostingForm):
    """One press, and nothing to fill in."""


class TickForm(PostingForm):
    """A step, when it was pressed, and a few words if there are any."""

    step = forms.ChoiceField(choices=Step.choices)
    kind = forms.ChoiceField(choices=Tick.Kind.choices, required=False)
    words = forms.CharField(label="A few words", max_length=300, required=False)
    ticked_at = Lenient()

    def clean_kind(self):
        return self.cleaned_data["kind"] or Tick.Kind.DONE

    def clean_ticked_at(self):
        """The telephone's own moment; one that cannot be read is now."""
        try:
            moment = parse_datetime(self.cleaned_data["ticked_at"])
        except ValueError:
            return None
        return moment if moment is None or timezone.is_aware(moment) else timezone.make_aware(moment)


class AboutEpisodeForm(PostingForm):
    """A form beside something urgent: its fields have names of their own."""

    def __init__(self, *args, by, episode, **kwargs):
        self.episode = episode
        auto_id = f"{type(self).__name__.removesuffix('Form').lower()}_%s"
        super().__init__(*args, by=by, draft_about=episode.public_id, auto_id=auto_id, **kwargs)


class UrgentNoteForm(AboutEpisodeForm):
    """What is happening, where, anything."""

    draft = "concerns:episode"

    words = long_text("What is happening, and where?", rows=2, required=True)
    step = forms.ChoiceField(choices=[("", "")] + Step.choices, required=False, widget=forms.HiddenInput)


class CallForm(AboutEpisodeForm):
    """Whom outside somebody rang. Everything but the name may stay empty."""

    agency = forms.ModelChoiceField(
        label="Which agency?", queryset=Agency.objects.none(), required=False, to_field_name="public_id"
    )
    name = forms.CharField(label="Or somebody else", max_length=120, required=False)
    who = forms.CharField(label="Whom did you speak to?", max_length=120, required=False)
    reference = forms.CharField(label="Their reference", max_length=60, required=False)
    words = short_text("What did they say?")
    called_at = _moment("When?")
    adds_to = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args, agencies, **kwargs):
        super().__init__(*args, **kwargs)
        offer(self.fields["agency"], agencies)

    def clean(self):
        cleaned = super().clean()
        adds_to = cleaned.get("adds_to")
        cleaned["adds_to"] = self.episode.calls.filter(public_id=adds_to).first() if adds_to else None
        if not (cleaned.get("agency") or cleaned.get("name") or cleaned["adds_to"]):
            self.add_error("agency", "Whom did you ring? Choose an agency, or write a name.")
        return cleaned


class HomeForm(AboutEpisodeForm):
    """Direct word to the parents, or why not."""

    kind = forms.ChoiceField(label="Do the parents know?", choices=WordHome.Kind.choices, widget=forms.RadioSelect)
    contact = forms.ModelChoiceField(
        label="Whom did you speak to?", queryset=Contact.objects.none(), required=False, to_field_name="public_id"
    )
    who = forms.CharField(label="Or somebody else", max_length=120, required=False)
    words = short_text("What was said, or why it may not be safe")
    directed_to = forms.ModelChoiceField(
        label="Which agency were they directed to?",
        queryset=Agency.objects.none(),
        required=False,
        to_field_name="public_id",
    )
    told_at = _moment("When?")

    def __init__(self, *args, contacts, agencies, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["contact"].label_from_instance = _contact_in_words
        offer(self.fields["contact"], contacts)
        offer(self.fields["directed_to"], agencies)


def _contact_in_words(contact):
    parts = [contact.name, contact.relationship, ", ".join(contact.phones)]
    return ", ".join(part for part in parts if part)


OUTCOMES = [("", "Please choose"), *(one for one in Episode.Outcome.choices if one[0])]  # none is said by not looking


class StandDownForm(AboutEpisodeForm):
    """How it ended."""

    outcome = forms.ChoiceField(label="How did it end?", choices=OUTCOMES)
    words = short_text("A line about it")


class PlanForm(AboutEpisodeForm):
    """The safety plan: any one box is enough."""

    draft = "concerns:write_plan"

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    signs = long_text(PLAN_BOXES["signs"], rows=2, hint="What we see or hear first.")
    helps = long_text(PLAN_BOXES["helps"], rows=2, hint="In the child’s own words, where you can.")
    people = long_text(PLAN_BOXES["people"], rows=2)
    safe_places = long_text(PLAN_BOXES["safe_places"], rows=2)
    kept_away = long_text(PLAN_BOXES["kept_away"], rows=2)
    after_school = long_text(PLAN_BOXES["after_school"], rows=2)
    ring = long_text(PLAN_BOXES["ring"], rows=2)

    def __init__(self, *args, by, episode, **kwargs):
        self.newest = episode.plans.order_by("-version").first()
        initial = {name: getattr(self.newest, name) for name in PLAN_BOXES} if self.newest else {}
        kwargs["initial"] = {"version": self.newest.version if self.newest else 0, **initial}
        super().__init__(*args, by=by, episode=episode, **kwargs)

    def boxes(self):
        return {name: self.cleaned_data[name] for name in PLAN_BOXES}

    def show_newest(self):
        """After somebody saved first: the next press is written with theirs in view."""
        self.data = self.data.copy()
        self.data["version"] = self.newest.version if self.newest else 0


class PeopleField(forms.ModelMultipleChoiceField):
    """People by name, with what their badge says."""

    def label_from_instance(self, person):
        return f"{person.name}, {person.job_title}" if person.job_title else person.name


class ReadersForm(AboutEpisodeForm):
    """Who has to know the plan."""

    people = PeopleField(
        label="Who has to know it?",
        queryset=User.objects.none(),
        required=False,
        to_field_name="public_id",
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args, colleagues, readers, **kwargs):
        kwargs["initial"] = {"people": [reader.user.public_id for reader in readers]}
        super().__init__(*args, **kwargs)
        offer(self.fields["people"], colleagues)


class HandOverForm(AboutEpisodeForm):
    """Who has it next, and what they need to know."""

    draft = "concerns:hand_over"

    to = forms.ModelChoiceField(
        label="Who has it from now on?", queryset=User.objects.none(), to_field_name="public_id"
    )
    words = long_text("What do they need to know?", rows=3)

    def __init__(self, *args, leads, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["to"].queryset = leads


class PromiseForm(AboutEpisodeForm):
    """Who does what by when."""

    kind = forms.ChoiceField(label="What?", choices=EpisodeFollowUp.Kind.choices)
    who = forms.ModelChoiceField(label="Who?", queryset=User.objects.none(), to_field_name="public_id")
    due_on = forms.DateField(label="By when?", widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    words = short_text("Anything to add", hint="They read this, and nothing else of the record.")

    def __init__(self, *args, by, episode, colleagues, next_day, **kwargs):
        kwargs["initial"] = {"due_on": next_day, "who": by.public_id}
        super().__init__(*args, by=by, episode=episode, **kwargs)
        offer(self.fields["who"], colleagues)


class TriggerForm(PostingModelForm):
    """One thing that makes the urgent route be offered."""

    draft = "concerns:edit_trigger"

    class Meta:
        model = UrgentTrigger
        fields = ["name", "words", "needs", "order"]
        labels = {"needs": "Needs that offer it when they are ticked", "order": "Place in the list"}
        help_texts = {
            "words": "One on each line. A star stands for any ending: “bruis*” finds bruise and bruising.",
        }
        widgets = {"words": forms.Textarea(attrs={"rows": 8}), "needs": forms.CheckboxSelectMultiple}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        there = self.instance.needs.all() if self.instance.pk else Need.objects.none()
        self.fields["needs"].queryset = (Need.objects.in_use() | there).distinct()
        self.fields["needs"].required = False

    def clean_words(self):
        lines = [" ".join(line.split()) for line in self.cleaned_data["words"].splitlines() if line.strip()]
        if any(len(line.replace("*", "").strip()) < 3 for line in lines):
            raise forms.ValidationError("Each line needs at least three letters, or it would be found everywhere.")
        return "\n".join(lines)

    @property
    def facts(self):
        return {name: self.cleaned_data[name] for name in ("name", "words", "order")}
