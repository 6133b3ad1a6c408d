"""The words of one kind of need."""

from django import forms

from concerns.models import Need
from staff.posting import PostingForm, PostingModelForm


class NeedForm(PostingForm):
    """A new one."""

    name = forms.CharField(label="What is it called?", max_length=80)
    hint = forms.CharField(
        label="What to look for", max_length=120, required=False, help_text="A few words below the name."
    )


class RenameNeedForm(PostingModelForm):
    """Better words for one that is there."""

    class Meta:
        model = Need
        fields = ["name", "hint"]
        labels = {"name": "What is it called?", "hint": "What to look for"}
