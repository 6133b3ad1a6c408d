"""What is asked about a line of the map."""

from django import forms
from django.db.models import Q

from interventions.forms.programmes import one_line
from interventions.models import Area, Offering, Provision, Wave, WaveWords, Way
from staff.posting import PostingModelForm

FACTS = (
    "called", "words", "for_parents", "run_by", "owner_role", "weeks", "sessions_a_week", "minutes", "capacity",
    "review_weeks", "session_cost", "needs_consent", "needs_referral",
)  # fmt: skip


def how_many(label, most, hint=""):
    return forms.IntegerField(label=label, min_value=1, max_value=most, required=False, help_text=hint)


class OfferingForm(PostingModelForm):
    """Everything a line says of itself. Its wave and way are said once, when it is added."""

    draft = "interventions:edit_offering"

    weeks = how_many("Weeks", 52)
    sessions_a_week = how_many("Sessions a week", 10, "Fill this in where children have places on it.")
    minutes = how_many("Minutes each", 240)
    capacity = how_many("Room for how many children at once?", 500)
    review_weeks = how_many(
        "First looked at after how many weeks?", 52, "Empty: as the school does it, about every half-term."
    )
    session_cost = forms.DecimalField(
        label="What does one session cost, in pounds?", min_value=0, max_digits=7, decimal_places=2, required=False,
        help_text="Only if your school keeps costs. Parents never see it.",
    )  # fmt: skip

    class Meta:
        model = Offering
        fields = [*FACTS, "areas"]
        labels = {
            "called": "What is it called on this line?",
            "words": "The line, in words for staff",
            "for_parents": "In words for parents",
            "run_by": "Who runs it?",
            "owner_role": "Whose job is it to look after it?",
            "areas": "Which needs does it serve?",
            "needs_consent": "Parents must agree first",
            "needs_referral": "It needs a referral",
        }
        help_texts = {
            "called": "Leave empty for the name of this kind of help.",
            "for_parents": "On the public page and the paper for parents. Never about one child.",
            "areas": "None ticked: any need.",
        }
        widgets = {
            "words": forms.Textarea({"rows": 3}), "for_parents": forms.Textarea({"rows": 3}),
            "areas": forms.CheckboxSelectMultiple,
        }  # fmt: skip

    def __init__(self, *args, **kwargs):
        here = kwargs.get("instance")
        super().__init__(*args, draft_about=here.public_id if here else "", **kwargs)
        # A need that was put away stays on the line that names it, until somebody unticks it.
        named = here.areas.values("pk") if here and here.pk else []
        chosen = Q(pk__in=Area.objects.in_use().values("pk")) | Q(pk__in=named)
        self.fields["areas"].queryset = Area.objects.filter(chosen)
        everywhere = here.provision.for_parents if here else ""
        if everywhere:
            self.fields["for_parents"].help_text += f" Empty: “{everywhere}”"

    @property
    def facts(self):
        return {name: self.cleaned_data[name] for name in FACTS}


class AddOfferingForm(OfferingForm):
    """Which kind of help, at which wave, in which way; and what the line says."""

    draft = "interventions:add_offering"

    provision = forms.ModelChoiceField(
        label="What kind of help?", queryset=Provision.objects.none(), to_field_name="public_id", required=False,
        empty_label="A new kind, named below",
    )  # fmt: skip
    new_provision = one_line("What is the new kind of help called?", most=100, required=False)
    wave = forms.TypedChoiceField(label="At which wave?", coerce=int, choices=Wave.choices, widget=forms.RadioSelect)
    way = forms.ChoiceField(label="In which way?", choices=Way.choices, widget=forms.RadioSelect)

    field_order = ("provision", "new_provision", "wave", "way")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["provision"].queryset = Provision.objects.in_use()

    def clean(self):
        cleaned = super().clean()
        chosen = [bool(cleaned.get("provision")), bool(cleaned.get("new_provision", "").strip())]
        if not {"provision", "new_provision"} & set(self.errors) and sum(chosen) != 1:
            self.add_error("new_provision", "Choose a kind of help from the list, or name a new one: one of the two.")
        return cleaned

    def answers(self):
        return {name: self.cleaned_data[name] for name in ("provision", "new_provision", "wave", "way")}


class WaveWordsForm(PostingModelForm):
    """What a wave is called and what it is, for staff and for parents."""

    draft = "interventions:edit_wave_words"

    class Meta:
        model = WaveWords
        fields = ["plain_name", "official_name", "opening"]
        labels = {
            "plain_name": "What is it, in plain words?", "official_name": "What is it called officially?",
            "opening": "A line or two that explain it",
        }  # fmt: skip
        help_texts = {"opening": "Staff and parents read it above the help of this wave. Never about one child."}
        widgets = {"opening": forms.Textarea({"rows": 4})}

    def __init__(self, *args, instance, **kwargs):
        super().__init__(*args, instance=instance, draft_about=instance.public_id, **kwargs)

    @property
    def facts(self):
        return {name: self.cleaned_data[name] for name in self.Meta.fields}


class AreaForm(PostingModelForm):
    """A need that help can be for."""

    class Meta:
        model = Area
        fields = ["name", "official_name", "order"]
        labels = {
            "name": "What is it called here?", "official_name": "The official name", "order": "Place in the list",
        }  # fmt: skip
        help_texts = {"official_name": "For instance: Social, emotional and mental health."}

    @property
    def facts(self):
        return {name: self.cleaned_data[name] for name in self.Meta.fields}
