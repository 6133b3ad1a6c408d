"""Who goes on with a referral."""

from django import forms

from referrals.leads import who_may_lead
from staff.models import User
from staff.posting import PostingForm


class HandOverForm(PostingForm):
    """A colleague who could write it already."""

    to = forms.ModelChoiceField(
        User.objects.none(), label="Who goes on with it?", to_field_name="public_id", widget=forms.RadioSelect,
        empty_label=None,
    )  # fmt: skip

    def __init__(self, *args, referral, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["to"].queryset = who_may_lead(referral)
