"""Planning a meeting, and saying that it did not happen."""

from django import forms

from concerns.actions.changes import adults_around
from families.forms import MOMENT, SOON
from families.models import Meeting
from pupils.models import Contact
from staff.models import User
from staff.policy import Permission
from staff.posting import OUT_OF_DATE, PostingForm


class PlanForm(PostingForm):
    """What for, when and where; who comes, and who interprets."""

    years = {"planned_at": SOON}

    purpose = forms.ChoiceField(
        label="What is it for?", choices=[one for one in Meeting.Purpose.choices if one[0] != Meeting.Purpose.EVENING]
    )
    planned_at = forms.DateTimeField(label="When?", widget=MOMENT)
    place = forms.CharField(label="Where?", max_length=100, required=False)
    contacts = forms.ModelMultipleChoiceField(
        Contact.objects.none(), label="Who comes from home?", required=False, widget=forms.CheckboxSelectMultiple
    )
    staff = forms.ModelMultipleChoiceField(
        User.objects.none(), label="Who comes from school?", required=False, widget=forms.CheckboxSelectMultiple
    )
    guests = forms.CharField(
        label="Anybody else?", help_text="One on each line, with where they come from.", max_length=400, required=False,
        widget=forms.Textarea({"rows": 2}),
    )  # fmt: skip
    interpreter = forms.CharField(
        label="Who interprets?", help_text="Never a child, a brother or a sister.", max_length=120, required=False
    )

    def __init__(self, *args, pupil, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["contacts"].queryset = Contact.objects.filter(pupil=pupil, may_attend=True).in_order()
        near = [user.pk for user in adults_around(pupil)]
        people = User.objects.filter(pk__in=[*near, self.by.pk]) | User.objects.who_may(Permission.PLACEMENT_DECIDE)
        self.fields["staff"].queryset = people.distinct().order_by("name")

    def answers(self):
        """What the actions take."""
        words = self.cleaned_data
        names = ("purpose", "planned_at", "place", "interpreter")
        people = {"contacts": list(words["contacts"]), "staff": list(words["staff"])}
        return {name: words[name] for name in names} | people | {"guests": words["guests"].splitlines()}


class PlanAnewForm(PlanForm):
    """The same of a meeting that is planned already."""

    version = forms.IntegerField(widget=forms.HiddenInput, error_messages={"required": OUT_OF_DATE})

    def __init__(self, *args, meeting, **kwargs):
        coming = list(meeting.coming.all())
        kwargs["initial"] = {
            "version": meeting.version, "purpose": meeting.purpose, "planned_at": meeting.planned_at,
            "place": meeting.place, "interpreter": meeting.interpreter,
            "contacts": [one.contact_id for one in coming if one.contact_id],
            "staff": [one.user_id for one in coming if one.user_id],
            "guests": "\n".join(one.name for one in coming if not one.contact_id and not one.user_id),
        }  # fmt: skip
        super().__init__(*args, pupil=meeting.pupil, **kwargs)


class CancelForm(PostingForm):
    """One button."""
