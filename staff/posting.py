"""Forms that post: each at most once, never over somebody else's change, never losing what was typed."""

import hashlib
import uuid
from datetime import date

from django import forms
from django.apps import apps
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator, ProhibitNullCharactersValidator
from django.db import connection, models, transaction
from django.db.models.fields import BLANK_CHOICE_DASH

from audit.actions import Refused
from staff import drafts
from staff.days import years_off
from staff.models import Posted

LONG_TEXT = 20_000


# How many years ago, and ahead, a day of any form may lie: nothing of a child here is older than the child.
YEARS = (12, 5)

# What differs from one sending of a page to the next, or says nothing of what was typed.
NOT_TYPED = {"csrfmiddlewaretoken", "idempotency_key", "shown_at"}
USED = "This page was already used. Please look it over and send it once more; your words are still here."
USED_WITH_OTHER_WORDS = (
    "This page was sent before with other words, and those are saved. Your new words are still here: "
    "send them once more if you want them saved as well."
)
OUT_OF_DATE = "This page is out of date. Please open it again; copy your words first."


class Stale(Refused):
    """Somebody saved this row after the page was opened. `theirs` is the row as it is now."""

    def __init__(self, theirs):
        self.theirs = theirs
        super().__init__("Somebody else has saved this since you opened it. Both versions are shown below.")


def fingerprint(data, files):
    """Of what was typed and chosen on a page: two posts with the same one say the same."""
    values = getattr(data, "getlist", data.get)
    typed = sorted((name, values(name)) for name in data if name not in NOT_TYPED)
    chosen = sorted((name, file.name, file.size) for name, found in files.lists() for file in found)
    return hashlib.sha256(repr((typed, chosen)).encode("utf-8", "surrogatepass")).hexdigest()


class Versioned(models.Model):
    """A row that is edited in place. Its actions take the `version` the editor saw and bump it."""

    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        abstract = True

    def bump(self, version):
        """Lock the row and move its version on; Stale if it is not the one the editor saw."""
        now = type(self).objects.select_for_update(no_key=True).get(pk=self.pk)
        if now.version != int(version):
            raise Stale(now)
        self.version = now.version + 1


class PostingForm(forms.Form):
    """A form with an idempotency key: a double click, a retry or a lost answer makes one record.

    `once` runs an action at most once for the key and returns what it made; a repeat returns
    the same object, and other words under a used key are refused. A refusal becomes a sentence
    on the form, and None is returned: what was typed is still there. A form with long text names its `draft` (see staff.drafts);
    a page of many forms asks for them once and hands them over (`kept_drafts`). A day that is years off is refused as
    a slip; `years` names the boxes whose days may lie further away, or not so far: {name: (ago, ahead)}.
    """

    draft = ""
    years = {}
    theirs = None
    required_css_class = "required"
    idempotency_key = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args, by, draft_about="", kept_drafts=None, **kwargs):
        self.by = by
        self.draft_about = str(draft_about)
        self.draft_saved_at = None
        initial = {"idempotency_key": uuid.uuid4(), **(kwargs.pop("initial", None) or {})}
        if self.draft and not (args and args[0] is not None) and kwargs.get("data") is None:
            asked = kept_drafts is not None
            kept = kept_drafts.get(self.draft) if asked else drafts.find(by, self.draft, self.draft_about)
            if kept:
                initial |= {name: value for name, value in kept.fields.items() if name in self.base_fields}
                self.draft_saved_at = kept.saved_at
        speak_plainly(self.base_fields)  # once: they are copied for every form
        super().__init__(*args, initial=initial, **kwargs)

    def full_clean(self):
        speak_plainly(self.fields)  # those that were added for this one form
        super().full_clean()

    def add_error(self, field, error):
        box = self.fields.get(field)
        if isinstance(box, forms.ModelChoiceField) and getattr(error, "code", None) in NO_ID:
            error = box.error_messages["invalid_choice"]  # the column's own words speak of values
        super().add_error(field, error)

    @property
    def user_id(self):
        """Whose key it is. A guest has no account: the key alone is theirs."""
        return getattr(self.by, "pk", None)

    def clean(self):
        cleaned = super().clean()
        for name, value in list((cleaned or {}).items()):
            if isinstance(value, str) and "\x00" in value:
                self.add_error(name, "There is an unreadable character in this box. Please type the words again.")
            elif isinstance(value, date):
                ago, ahead = self.years.get(name, YEARS)
                if slip := years_off(value, ago=ago, ahead=ahead):
                    self.add_error(name, slip)
        return cleaned

    def clean_idempotency_key(self):
        return self.cleaned_data["idempotency_key"]

    def once(self, act, **kwargs):
        """Run `act` once for this form's key. Returns its object, or None with a form error."""
        key = kwargs.pop("idempotency_key", None) or self.cleaned_data["idempotency_key"]
        try:
            with transaction.atomic():
                if not self._claim(key):
                    return self._already(key)
                made = act(**kwargs)
                if made is not None:
                    self._remember(key, made)
                if self.draft:
                    drafts.discard(self.by, self.draft, self.draft_about)
                return made
        except Stale as stale:
            self._show_theirs(stale.theirs)
            self.add_error(None, str(stale))
        except Refused as refusal:
            for box, sentence in refusal.sentences:
                self.add_error(box if box in self.fields else None, sentence)
        return None

    def _show_theirs(self, theirs):
        """Keep both texts: theirs is shown, mine stays in the boxes, and saving again is allowed."""
        self.theirs = theirs
        if "version" in self.data:
            self.data = self.data.copy()
            self.data[self.add_prefix("version")] = theirs.version

    def their_words(self):
        """What the other person saved where it differs from what was typed here, field by field."""
        lines = []
        for field in self.visible_fields():
            stored = self.theirs and getattr(self.theirs, field.name, None)
            if stored is None or hasattr(stored, "all") or stored == self.cleaned_data.get(field.name):
                continue
            display = getattr(self.theirs, f"get_{field.name}_display", None)
            lines.append({"label": field.label, "words": display() if display else stored or "(nothing)"})
        return lines

    def _claim(self, key):
        """Insert the key; a second post waits here until the first has committed."""
        with connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO staff_posted (key, user_id, form, sent, made_type, at) VALUES (%s, %s, %s, %s, '', now()) "
                "ON CONFLICT (key) DO NOTHING",
                [str(key), self.user_id, type(self).__name__, self._sent()],
            )
            return cursor.rowcount == 1

    @staticmethod
    def _remember(key, made):
        with connection.cursor() as cursor:
            cursor.execute(
                "UPDATE staff_posted SET made_type = %s, made_id = %s WHERE key = %s",
                [made._meta.label_lower, made.pk, str(key)],
            )

    def _already(self, key):
        done = Posted.objects.filter(key=key, user_id=self.user_id, form=type(self).__name__).first()
        same = done is not None and done.sent in ("", self._sent())
        if not same:
            self._may_be_sent_anew()
        if done is None or not done.made_type:
            raise Refused(USED)
        if not same:
            raise Refused(USED_WITH_OTHER_WORDS)
        return apps.get_model(done.made_type)._base_manager.get(pk=done.made_id)

    def _sent(self):
        return fingerprint(self.data, self.files)

    def _may_be_sent_anew(self):
        """The form is shown again with a key of its own: whoever sends it once more means it."""
        self.data = self.data.copy()
        self.data["idempotency_key"] = str(uuid.uuid4())


class PostingModelForm(PostingForm, forms.ModelForm):
    """Edits a row that exists: carries the version its reader saw. It validates; the action saves."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args, by, **kwargs):
        instance = kwargs.get("instance")
        if instance is not None:
            kwargs["initial"] = {"version": instance.version, **(kwargs.get("initial") or {})}
        super().__init__(*args, by=by, **kwargs)

    def clean(self):
        cleaned = super().clean()
        if self.instance.pk and cleaned.get("version") is None:
            raise ValidationError(OUT_OF_DATE)
        return cleaned

    def save(self, commit=True):
        raise NotImplementedError("Forms validate; actions save.")


def offer(field, rows, ask=None):
    """These rows to choose from: two lists that are given the same QuerySet ask the database once.

    `ask` is the same question with its SQL kept (staff.kept), for forms that many people open.
    """

    def choices():
        first = [] if field.empty_label is None else [("", field.empty_label)]
        return first + [(field.prepare_value(row), field.label_from_instance(row)) for row in (ask() if ask else rows)]

    field.queryset, field.choices = rows, choices


def speak_plainly(fields):
    """Errors in plain English that name the box, and a limit on every text box. What a form says of its own stays."""
    for name, field in fields.items():
        if not hasattr(field, "speaks_plainly"):
            _speak_plainly(field, name)
            field.speaks_plainly = True


def _speak_plainly(field, name):
    label = str(field.label or name.replace("_", " ").capitalize()).replace("%", "%%")
    stock = {}
    for kind in reversed(type(field).__mro__):
        stock |= getattr(kind, "default_error_messages", {})
    for code, sentence in _plain_errors(field, label).items():
        if field.error_messages.get(code) in (None, "", stock.get(code)):
            field.error_messages[code] = sentence
    if isinstance(field, forms.ModelChoiceField) and field.empty_label == DASHES:
        field.empty_label = "Choose one" if field.required else "None of these"
    if isinstance(field, forms.CharField) and not isinstance(field, forms.UUIDField | forms.JSONField):
        if field.max_length is None:
            field.max_length = LONG_TEXT
            field.widget.attrs.setdefault("maxlength", str(LONG_TEXT))
            field.validators.append(MaxLengthValidator(LONG_TEXT))
        for validator in field.validators:
            if isinstance(validator, MaxLengthValidator):
                validator.message = f"“{label}” is longer than {field.max_length:,} letters. Please shorten it."
            elif isinstance(validator, ProhibitNullCharactersValidator):
                validator.message = f"There is an unreadable character in “{label}”. Please type the words again."


DASHES = BLANK_CHOICE_DASH[0][1]
NO_ID = ("invalid", "null_characters_not_allowed")
MISSING = "Something was missing from this page. Please send it once more."
# What a box is to hold, by the kind of its field: the first that fits.
HOLDS = (
    (forms.DateTimeField, "give a day and a time"),
    (forms.DateField, "give a day"),
    (forms.TimeField, "give a time"),
    (forms.IntegerField, "give a whole number"),
    (forms.DecimalField, "give a number"),
    (forms.EmailField, "give an e-mail address, such as name@school.example"),
    (forms.URLField, "give the address of a web page"),
)


def _plain_errors(field, label):
    """{code of an error: its sentence}."""
    gone = f"“{label}”: that answer is not there any more. Please choose again."
    said = {
        "required": f"Please fill in “{label}”.", "invalid_choice": gone, "invalid_list": gone, "invalid_pk_value": gone,
        "min_value": f"“{label}” is %(limit_value)s or more.", "max_value": f"“{label}” is %(limit_value)s or less.",
        **dict.fromkeys(("max_digits", "max_whole_digits", "max_decimal_places"), f"“{label}”: please give a shorter number."),
    }  # fmt: skip
    if field.widget.is_hidden:
        return said | {"required": MISSING, "invalid": MISSING}
    if isinstance(field, forms.BooleanField):
        said["required"] = f"Please tick “{label}”."
    elif isinstance(field, forms.ChoiceField):
        said["required"] = f"Please choose an answer for “{label}”."
    for kind, holds in HOLDS:
        if isinstance(field, kind):
            return said | {"invalid": f"“{label}”: please {holds}."}
    return said
