"""What was said and agreed, in words the family can use."""

from django import forms

from concerns.forms.changes import for_every_adult
from concerns.models import Concern
from families.forms import DAY, SOON
from families.models import Coming, Meeting
from pupils.models import Contact
from staff.posting import PostingForm, PostingModelForm


class WriteUpForm(PostingModelForm):
    """What was said, in words the family can use."""

    draft = "families:write_up"
    held_source = Concern.Source.PARENT_TOLD
    years = {"next_on": SOON}
    came = forms.ModelMultipleChoiceField(
        Coming.objects.none(), label="Who came?", required=False, widget=forms.CheckboxSelectMultiple
    )
    contacts = forms.ModelMultipleChoiceField(
        Contact.objects.none(),
        label="Who is the summary for?",
        help_text="Each person gets a copy of their own. Nobody's address is on another's copy.",
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )

    class Meta:
        model = Meeting
        fields = (*Meeting.FOR_THE_FAMILY, "staff_notes")
        widgets = {
            name: forms.Textarea(attrs={"rows": 3})
            for name in ("strengths", "child_view", "parents_view", "school_sees", "support", "decided", "staff_notes")
        } | {"next_on": DAY}
        help_texts = {
            "present": "The adults who came. The family reads this.",
            "staff_notes": "The only box the family never sees.",
            "parents_view": "Their words, as they agreed them with you.",
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        meeting = self.instance
        rows = Contact.objects.filter(pupil=meeting.pupil).told_about().in_order()
        self.fields["contacts"].queryset = rows
        self.fields["contacts"].initial = list(meeting.copies.values_list("contact_id", flat=True))
        coming = meeting.coming.all()
        if coming.exists():
            self.fields["came"].queryset = coming
            self.fields["came"].label_from_instance = lambda one: one.name
            self.fields["came"].initial = [one.pk for one in coming if one.came is not False]
        else:
            del self.fields["came"]
        self.order_fields(
            [
                "idempotency_key",
                "version",
                "came",
                "present",
                "apologies",
                *self._meta.fields,
                "contacts",
                "staff_notes",
            ]
        )
        for field in self.fields.values():
            field.label = f"{str(field.label)[:1].upper()}{str(field.label)[1:]}"

    def clean_staff_notes(self):
        return for_every_adult(self, "staff_notes")


class AgreeForm(PostingForm):
    """Who does what by when."""

    years = {"by_on": SOON}

    issue = forms.CharField(label="What is it about?", max_length=200, required=False)
    who = forms.CharField(label="Who will do it?", max_length=100)
    what = forms.CharField(label="What is the next step?", max_length=300)
    by_on = forms.DateField(label="By when?", widget=DAY, required=False)
    at_home = forms.BooleanField(label="This is for home", required=False)
