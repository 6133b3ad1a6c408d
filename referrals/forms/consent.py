"""What the family says: each answer asks only for what it needs."""

import datetime

from django import forms
from django.utils import timezone

from documents.forms import FilesField
from pupils.models import Consent, Contact
from referrals.agreed import SHARED
from referrals.forms import a_day, a_few_lines, one_line
from staff.posting import PostingForm

A_YEAR = datetime.timedelta(days=365)
INFORMATION = [
    "Name, date of birth, address and telephone",
    *SHARED,
    "Health: doctor, medicines, diagnoses",
    "Reports that school already has",
]
AT_FIRST = INFORMATION[:3]


class AdultChoice(forms.ModelChoiceField):
    """An adult at home, with what they are to the child and whether they have parental responsibility."""

    def label_from_instance(self, contact):
        holds = {
            Contact.Responsibility.YES: "has parental responsibility",
            Contact.Responsibility.NO: "has no parental responsibility",
        }.get(contact.responsibility, "parental responsibility not known")
        what = f"{contact.relationship}, {holds}" if contact.relationship else holds
        return f"{contact.name} ({what})"


def an_adult(label):
    return AdultChoice(
        Contact.objects.none(), label=label, to_field_name="public_id", widget=forms.RadioSelect, empty_label=None
    )


def a_route():
    return forms.ChoiceField(label="How?", choices=Consent.Route.choices, widget=forms.RadioSelect)


def the_paper(*, required=False):
    return FilesField(
        label="The signed form", required=required,
        help_text="A scan or a photograph: PDF, JPEG, PNG or Word, up to 10 MB each.",
    )  # fmt: skip


class OfTheFamily(PostingForm):
    """What every answer of a family has: it is about one referral, and it is from one of this child's adults."""

    NAMES = ()

    def __init__(self, *args, referral, **kwargs):
        kwargs["initial"] = {**self.at_first(), **(kwargs.get("initial") or {})}
        super().__init__(*args, **kwargs)
        if "contact" in self.fields:
            self.fields["contact"].queryset = Contact.objects.filter(pupil=referral.pupil_id).in_order()

    def at_first(self):
        return {"given_on": timezone.localdate()}

    def answers(self):
        return {name: self.cleaned_data[name] for name in self.NAMES}


class AskedForm(OfTheFamily):
    """The family has been asked; the answer is still to come."""

    NAMES = ("on", "why")
    on = a_day("When were they asked?")
    why = one_line("Whom did you ask, and what about?", required=False)

    def at_first(self):
        return {"on": timezone.localdate()}


class AgreeForm(OfTheFamily):
    """Who agreed, to what, how, and until when."""

    NAMES = ("contact", "route", "given_on", "evidence", "files", "until_on", "childs_wishes")
    contact = an_adult("Who agreed?")
    route = a_route()
    given_on = a_day("When?")
    information = forms.MultipleChoiceField(
        label="What may be shared?", choices=[(one, one) for one in INFORMATION], widget=forms.CheckboxSelectMultiple
    )
    evidence = one_line(
        "Where is the proof?", "For example: signed form in the office file. Leave empty for none.", required=False
    )
    files = the_paper()
    until_on = a_day("Until when does it hold?", "Usually a year. Then they are asked again.")
    childs_wishes = a_few_lines("What does the child want?", "In their own words, if you can.", required=False)

    def at_first(self):
        today = timezone.localdate()
        return {"given_on": today, "until_on": today + A_YEAR, "information": AT_FIRST}

    def answers(self):
        told = "; ".join(self.cleaned_data["information"])
        return super().answers() | {"answer": Consent.Answer.GIVEN, "information": told}


class RefuseForm(OfTheFamily):
    """They would rather not. No reason is asked for."""

    NAMES = ("contact", "route", "given_on", "files", "childs_wishes")
    contact = an_adult("Who answered?")
    route = a_route()
    given_on = a_day("When?")
    files = the_paper()
    childs_wishes = a_few_lines("What does the child want?", required=False)

    def answers(self):
        return super().answers() | {"answer": Consent.Answer.REFUSED}


class NotAskedForm(OfTheFamily):
    """Nobody was asked, and why."""

    NAMES = ("why_not_sought", "childs_wishes")
    why_not_sought = a_few_lines("Why was nobody asked?")
    childs_wishes = a_few_lines("What does the child want?", required=False)

    def answers(self):
        return super().answers() | {"answer": Consent.Answer.NOT_SOUGHT, "given_on": timezone.localdate()}


class WithoutForm(OfTheFamily):
    """A safeguarding lead decides without the family's agreement."""

    NAMES = ("why_not_sought", "childs_wishes")
    why_not_sought = a_few_lines("Why can it not wait for the family?", "Risk, evidence, or delay. Say which.")
    childs_wishes = a_few_lines("What does the child want?", required=False)


class ChangedMindForm(OfTheFamily):
    """They have changed their mind."""

    NAMES = ("contact", "route", "given_on", "files", "childs_wishes")
    contact = an_adult("Who said so?")
    route = a_route()
    given_on = a_day("When?")
    files = the_paper()
    childs_wishes = a_few_lines("What does the child want?", required=False)


class SignedForm(PostingForm):
    """The paper that belongs to a line which is there already."""

    files = the_paper(required=True)
