"""What is asked about a group: which children, which agency, what they share."""

from django import forms

from pupils.models import Pupil
from referrals.forms import one_line
from referrals.forms.considering import AgencyChoice, agencies_for
from referrals.forms.letters import SentForm
from school.models import Agency, SchoolClass
from staff.policy import Permission
from staff.posting import PostingForm


class ClassForm(forms.Form):
    """Whose children to choose from."""

    only_asks = True
    school_class = forms.ModelChoiceField(
        SchoolClass.objects.none(), label="From which class?", to_field_name="public_id", required=False,
        empty_label="Choose a class",
    )  # fmt: skip

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["school_class"].queryset = SchoolClass.objects.current()

    @property
    def chosen(self):
        return self.cleaned_data["school_class"] if self.is_valid() else None


class ChildrenForm(PostingForm):
    """Which children of the class that was chosen."""

    children = forms.ModelMultipleChoiceField(
        Pupil.objects.none(), label="Which children?", to_field_name="public_id", widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args, school_class, **kwargs):
        super().__init__(*args, **kwargs)
        if school_class is not None:
            here = Pupil.objects.open().permitted(self.by, Permission.PUPIL_READ).in_class(school_class)
            self.fields["children"].queryset = here.order_by("preferred_forename", "preferred_surname")
        self.fields["children"].label_from_instance = lambda child: child.name

    def answers(self):
        return {**self.cleaned_data, "children": list(self.cleaned_data["children"])}


class GroupForm(ChildrenForm):
    """Whom to ask, and what the children share. Each of the families may read it."""

    draft = "referrals:consider_group"
    field_order = ["agency", "theme", "why", "children"]
    agency = AgencyChoice(Agency.objects.none(), label="Which agency?", empty_label="Choose one")
    theme = one_line("What do they share?", "A few words, without any name.", most=200)
    why = forms.CharField(
        label="Why a group, and what should each gain?",
        help_text="Name no child: every family of the group may read this.",
        widget=forms.Textarea({"rows": 4}),
        max_length=1700,
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["agency"].queryset = agencies_for(self.by).filter(dsl_only=False)

    def answers(self):
        return {name: value for name, value in super().answers().items() if name != "idempotency_key"}


class SentTogetherForm(SentForm):
    """When and how the papers of several children left the house."""

    def __init__(self, *args, referral, **kwargs):
        super().__init__(*args, **kwargs)

    def answers(self):
        return {name: self.cleaned_data[name] for name in ("sent_on", "sent_how")}
