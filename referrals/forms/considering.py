"""Which agency is thought of, and why."""

from django import forms

from concerns.models import Keeping
from referrals.models import asks_for_the_safeguarding_leads
from school.models import Agency
from staff.posting import PostingForm


class AgencyChoice(forms.ModelChoiceField):
    """An agency with how it is asked."""

    def label_from_instance(self, agency):
        return agency.name


class ConsiderForm(PostingForm):
    """Which agency, and why."""

    draft = "referrals:consider"
    agency = AgencyChoice(Agency.objects.none(), label="Which agency?", empty_label="Choose one")
    why = forms.CharField(
        label="Why this one?",
        help_text="Kept even if nothing is sent in the end.",
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=2000,
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["agency"].queryset = agencies_for(self.by)


def agencies_for(user):
    """Those that this person may refer a child to. What is rung in a crisis, or about an adult, is at no wave; what
    the safeguarding leads ask is written where the school keeps its safeguarding words."""
    agencies = Agency.objects.current().filter(wave__isnull=False)
    here = asks_for_the_safeguarding_leads(user) and not Keeping.current().kept_in
    return agencies if here else agencies.filter(dsl_only=False)
