"""What is asked at Wave 1: what was tried and whether it helped, and what a class has this term."""

from django import forms
from django.utils import timezone

from concerns.forms.changes import AboutChildForm, a_day, for_every_adult
from interventions.forms.programmes import one_line
from interventions.models import Offering, Tried
from pupils.models import Pupil
from staff.policy import Permission
from staff.posting import PostingForm


class OfferingName(forms.ModelChoiceField):
    """A line of the map, by its name alone."""

    def label_from_instance(self, offering):
        return offering.name


class TriedForm(AboutChildForm):
    """Two taps and, if there is something to say, one line."""

    offering = OfferingName(
        label="What did you try?", queryset=Offering.objects.none(), to_field_name="public_id",
        widget=forms.RadioSelect, empty_label=None,
    )  # fmt: skip
    helped = forms.ChoiceField(label="Did it help?", choices=Tried.Helped.choices, widget=forms.RadioSelect)
    words = one_line("Anything to add?", required=False)
    on = a_day("Which day?")

    def __init__(self, *args, by, **kwargs):
        kwargs["initial"] = {"on": timezone.localdate(), **(kwargs.get("initial") or {})}
        super().__init__(*args, by=by, **kwargs)
        self.fields["offering"].queryset = Offering.objects.in_use().for_one_child().as_on_the_map()
        self.fields["pupil_name"].mark_optional = False

    def clean_words(self):
        return for_every_adult(self, "words")

    def clean(self):
        cleaned = super().clean()
        near = Pupil.objects.permitted(self.by, Permission.PLACEMENT_READ)
        if self.child is not None and not near.filter(pk=self.child.pk).exists():
            self.add_error("pupil_name", "You can note this of the children of your class and those you are around.")
        return cleaned

    def answers(self):
        return {name: self.cleaned_data[name] for name in ("offering", "helped", "words", "on")}


class ClassHelpForm(PostingForm):
    """Tick what this class has this term, and who leads it there."""

    def __init__(self, *args, there, **kwargs):
        super().__init__(*args, **kwargs)
        self.offerings = list(Offering.objects.in_use().for_a_class().as_on_the_map())
        for offering in self.offerings:
            key = offering.public_id.hex
            self.fields[f"has_{key}"] = forms.BooleanField(
                label=offering.name, required=False, initial=offering.pk in there
            )
            self.fields[f"by_{key}"] = forms.CharField(
                label="Led by", max_length=60, required=False, initial=there.get(offering.pk, offering.run_by)
            )
            self.fields[f"by_{key}"].mark_optional = False

    def ticks(self):
        """Each line of the map with its two boxes, for the page."""
        keys = [offering.public_id.hex for offering in self.offerings]
        return [(self[f"has_{key}"], self[f"by_{key}"]) for key in keys]

    def lines(self):
        return {
            offering: self.cleaned_data[f"by_{offering.public_id.hex}"]
            for offering in self.offerings
            if self.cleaned_data[f"has_{offering.public_id.hex}"]
        }
