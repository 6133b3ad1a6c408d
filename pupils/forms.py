"""What is typed on the pages of this room. Forms validate; actions save."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from documents.forms import FilesField
from pupils.importing.reading import MOST_BYTES
from pupils.models import NAMES, Contact, ContactNote, Pupil, Relative
from pupils.models.contact import FORMATS, LANGUAGES
from pupils.talking import SAY_IT_FIRST, heard_in
from school.models import SchoolClass
from staff.days import years_off
from staff.models import User
from staff.policy import Level, Permission
from staff.posting import YEARS, PostingForm, PostingModelForm


class DayInput(forms.DateInput):
    """The browser's own calendar."""

    input_type = "date"

    def __init__(self):
        super().__init__(format="%Y-%m-%d")


def a_day(label, help_text="", *, required=True):
    return forms.DateField(label=label, help_text=help_text, required=required, widget=DayInput())


class OrderForm(PostingForm):
    """The pages of a court order."""

    files = FilesField(
        label="The order’s own document", help_text="A scan or a photograph: PDF, JPEG, PNG or Word, up to 10 MB each."
    )


class ButtonForm(PostingForm):
    """A button that posts and asks for nothing else."""


class PlaceForm(PostingForm):
    """Which class a child is in, and from when."""

    school_class = forms.ModelChoiceField(SchoolClass.objects.none(), label="Class", empty_label="Choose a class")
    from_on = a_day("From", "The first day in this class. Who may see the child changes on that day.")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["school_class"].queryset = SchoolClass.objects.current()
        self.initial.setdefault("from_on", timezone.localdate())


class LeaveForm(PostingForm):
    """The day a child leaves."""

    left_on = a_day("Left on", "The first day they are no longer at this school. The record is kept.")


class NamesForm(PostingModelForm):
    """A child's names, put right by hand."""

    class Meta:
        model = Pupil
        fields = NAMES
        labels = {
            "preferred_forename": "First name they like to be called",
            "preferred_surname": "Surname they like to be called",
            "legal_forename": "Legal first name",
            "legal_surname": "Legal surname",
        }


class StrengthsForm(PostingModelForm):
    """One line of what a child is good at."""

    class Meta:
        model = Pupil
        fields = ["strengths"]
        labels = {"strengths": "In one line"}
        help_texts = {"strengths": "It stands first on the child's page."}
        widgets = {"strengths": forms.TextInput(attrs={"autofocus": True})}


YES_NO = [(True, "Yes"), (False, "No")]


def yes_no(label, help_text=""):
    return forms.TypedChoiceField(
        label=label,
        help_text=help_text,
        choices=YES_NO,
        coerce=lambda value: value == "True",
        widget=forms.RadioSelect,
        initial=True,
    )


SOMEBODY_ELSE = OTHER = "other"


def one_of(label, usual, words, other, help_text=""):
    """A list to choose from, and the box for what is not on it."""
    choices = [("", usual), *((word, word) for word in words), (OTHER, other)]
    return (
        forms.ChoiceField(label=label, choices=choices, required=False, help_text=help_text),
        forms.CharField(label=f"{other}: which?", max_length=60, required=False),
    )


class ContactForm(PostingModelForm):
    """An adult in a child's life. Parents are treated alike unless a court order says otherwise."""

    years = {"order_expires_on": (18, 18)}
    chosen = {"language": LANGUAGES, "format": FORMATS}

    phones = forms.CharField(
        label="Phone numbers",
        help_text="One on each line, the best one first.",
        required=False,
        max_length=200,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    receives_information = yes_no(
        "Is this person told how the child is getting on?", "Every parent is, unless a court order or the law says no."
    )
    may_attend = yes_no("May they come to meetings?")
    language, language_other = one_of(
        "Language they like best", "Not known", LANGUAGES, "Another language",
        "Papers for families have headings in Polish, Romanian, Ukrainian, Urdu and Arabic.",
    )  # fmt: skip
    format, format_other = one_of("How they like to be written to", "A letter, as usual", FORMATS, "Another way")

    class Meta:
        model = Contact
        fields = [
            "name",
            "relationship",
            "phones",
            "email",
            "address",
            "address_confidential",
            "lives_with",
            "responsibility",
            "responsibility_evidence",
            "order_type",
            "order_note",
            "order_expires_on",
            "order_to_check",
            "receives_information",
            "receives_information_reason",
            "may_attend",
            "language",
            "interpreter",
            "format",
            "priority",
        ]
        labels = {
            "name": "Name",
            "relationship": "Who they are to the child",
            "email": "E-mail",
            "address": "Address, if it is not the child's",
            "address_confidential": "This address is confidential",
            "lives_with": "Does the child live with them?",
            "responsibility": "Do they have parental responsibility?",
            "responsibility_evidence": "How we know",
            "order_type": "Is there a court order?",
            "order_note": "What the order says, in a line",
            "order_expires_on": "The order ends on",
            "order_to_check": "Somebody still has to check this order",
            "receives_information_reason": "If not, why not?",
            "interpreter": "They need an interpreter",
            "priority": "Order to ring in",
        }
        help_texts = {
            "relationship": "For example: mother, grandfather, foster carer.",
            "responsibility_evidence": "For example: birth certificate seen.",
            "priority": "1 is rung first.",
        }
        widgets = {"order_expires_on": DayInput(), "address": forms.Textarea(attrs={"rows": 3})}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        beside = {name: [name, f"{name}_other"] for name in self.chosen}
        self.order_fields([one for name in self.Meta.fields for one in beside.get(name, [name])])
        if self.instance.pk:
            self.initial["phones"] = "\n".join(self.instance.phones)
        for name, words in self.chosen.items():
            self._choose(name, {word.casefold(): word for word in words})

    def _choose(self, name, known):
        """What is kept already: one of the list, however it was typed, or written out beside "another"."""
        kept = self.initial.get(name) or ""
        chosen = known.get(kept.strip().casefold(), OTHER) if kept.strip() and kept != OTHER else kept
        self.initial[name] = chosen
        if chosen == OTHER and kept != OTHER:
            self.initial[f"{name}_other"] = kept

    def clean(self):
        cleaned = super().clean()
        for name in self.chosen:
            if cleaned.get(name) == OTHER and not cleaned.get(f"{name}_other"):
                self.add_error(f"{name}_other", "Please write it out here, or choose one from the list.")
        return cleaned

    def clean_phones(self):
        numbers = [line.strip() for line in self.cleaned_data["phones"].splitlines() if line.strip()]
        if any(len(number) > 30 for number in numbers):
            raise ValidationError("One of these numbers is longer than a phone number can be.")
        return numbers

    def facts(self):
        """What the action takes."""
        facts = {name: self.cleaned_data[name] for name in self.Meta.fields}
        for name in self.chosen:
            if facts[name] == OTHER:
                facts[name] = self.cleaned_data[f"{name}_other"]
        return facts


class ContactNoteForm(PostingForm):
    """What was said between school and home: with whom, how, in whose hearing, and what comes next."""

    draft = "pupils:log_contact"
    years = {"next_on": (1, 2)}
    safe = forms.BooleanField(required=False, widget=forms.HiddenInput)
    whom = forms.ChoiceField(label="Whom did you speak with?", widget=forms.RadioSelect)
    who = forms.CharField(label="Somebody else: who?", max_length=120, required=False)
    how = forms.ChoiceField(label="How?", choices=ContactNote.How.choices, widget=forms.RadioSelect)
    said = forms.CharField(
        label="What was said?", max_length=3000, widget=forms.Textarea({"rows": 4, "autofocus": True}),
        help_text="By them and by you, as it was said.",
    )  # fmt: skip
    agreed = forms.CharField(label="What did you agree?", max_length=500, required=False)
    next_on = a_day("Speak to them again on", "You will be told on that day.", required=False)
    reason = forms.CharField(label="What was it about?", max_length=200, required=False)
    at = forms.DateTimeField(
        label="When was it?", widget=forms.DateTimeInput({"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
    )
    readers = forms.ChoiceField(
        label="Who may read it?",
        choices=[
            (str(Level.TEAM), "The adults around the child"),
            (str(Level.WELLBEING), "Only those who look after wellbeing, and you"),
        ],
        widget=forms.RadioSelect,
    )

    def __init__(self, *args, pupil, first, **kwargs):
        contacts = list(Contact.objects.filter(pupil=pupil).in_order())
        readers = Level.WELLBEING if first else Level.TEAM
        likely = next((c for c in contacts if c.receives_information), None)
        kwargs["initial"] = {
            "whom": str(likely.public_id) if likely else SOMEBODY_ELSE, "how": ContactNote.How.GATE,
            "at": timezone.localtime(), "readers": str(readers),
        } | (kwargs.get("initial") or {})  # fmt: skip
        super().__init__(*args, **kwargs)
        self.contacts = {str(contact.public_id): contact for contact in contacts}
        named = [
            (key, f"{c.name} ({c.relationship})" if c.relationship else c.name) for key, c in self.contacts.items()
        ]
        self.fields["whom"].choices = [*named, (SOMEBODY_ELSE, "Somebody else")]

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("whom") == SOMEBODY_ELSE and not cleaned.get("who"):
            self.add_error("who", "Somebody else: please say who it was.")
        self._hear(cleaned)
        return cleaned

    def _hear(self, cleaned):
        """Words of harm are not filed: they are ready to go on as a concern, with whom and how they came."""
        words = {name: cleaned.get(name) or "" for name in ("reason", "said", "agreed")}
        why, self.urgent = heard_in(" | ".join(words.values()))
        self.held = ""
        if why:
            at_fault = next((name for name in ("said", "agreed", "reason") if heard_in(words[name])[0]), "said")
            self.add_error(at_fault, f"{why}. {SAY_IT_FIRST}")
            contact = self.contacts.get(cleaned.get("whom"))
            who = f"{contact.name}, {contact.relationship}".rstrip(", ") if contact else cleaned.get("who") or ""
            how = dict(ContactNote.How.choices).get(cleaned.get("how"), "A contact")
            self.held = "\n".join(filter(None, [f"{how}: {who}.", *words.values()]))

    def answers(self):
        """What the action takes."""
        words = self.cleaned_data
        names = ("how", "said", "agreed", "next_on", "reason", "at", "safe", "who")
        contact = self.contacts.get(words["whom"])
        return {name: words[name] for name in names} | {"contact": contact, "level": Level(words["readers"])}


class RelativeForm(PostingForm):
    """Which member of staff is family of this child."""

    user = forms.ModelChoiceField(
        User.objects.none(),
        empty_label="Choose a person",
        label="Member of staff",
        help_text="This child's record will be closed to them, whatever they do here.",
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["user"].queryset = User.objects.active()


class UnblockForm(PostingForm):
    """Which member of staff is not family of this child after all, and how the mistake came about."""

    user = forms.ModelChoiceField(User.objects.none(), empty_label="Choose a person", label="Member of staff")
    reason = forms.CharField(
        max_length=500, label="Why was it a mistake?", help_text="It is kept in the log of who did what."
    )

    def __init__(self, *args, pupil, **kwargs):
        super().__init__(*args, **kwargs)
        closed_to = Relative.objects.filter(pupil=pupil).values("user")
        self.fields["user"].queryset = User.objects.filter(pk__in=closed_to).exclude(pk=self.by.pk)


class ClassStaffForm(PostingForm):
    """Who works with a class, and from when."""

    user = forms.ModelChoiceField(
        User.objects.none(),
        empty_label="Choose a person",
        label="Who",
        help_text="They may see the children of this class from that day.",
    )
    from_on = a_day("From")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["user"].queryset = User.objects.who_may(Permission.PUPIL_READ)
        self.initial.setdefault("from_on", timezone.localdate())


class ReadForm(PostingForm):
    """The file the school's information system exports."""

    file = forms.FileField(
        label="The file",
        help_text="A CSV export with a line for every child. Nothing is written until you have looked.",
        error_messages={
            "empty": "This file is empty.",
            "missing": "Please choose a file.",
            "invalid": "Please choose a file.",
        },
    )

    def clean_file(self):
        file = self.cleaned_data["file"]
        if file.size > MOST_BYTES:
            raise ValidationError(
                "This file is larger than 10 MB. A list of every pupil is far smaller: is it the right file?"
            )
        return file


class DecideForm(PostingForm):
    """The answer for one line in doubt: "accept", "leave", "new", or the child it is."""

    answer = forms.CharField(max_length=60, widget=forms.HiddenInput)


class LeaversForm(PostingForm):
    """Children who were not in the file: ticked as left, each with a day."""

    def __init__(self, *args, missing, **kwargs):
        self.missing = missing
        super().__init__(*args, **kwargs)

    def clean(self):
        cleaned = super().clean()
        leavers = []
        for pupil in self.missing:
            if self.data.get(f"left-{pupil.public_id}"):
                try:
                    day = forms.DateField().clean(self.data.get(f"on-{pupil.public_id}", ""))
                except ValidationError:
                    self.add_error(None, f"{pupil.name}: please give the day they left.")
                else:
                    if slip := years_off(day, ago=YEARS[0], ahead=YEARS[1]):
                        self.add_error(None, f"{pupil.name}: {slip}")
                    leavers.append((pupil, day))
        cleaned["leavers"] = leavers
        return cleaned
