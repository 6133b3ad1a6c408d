"""What is asked about something for families to read."""

from django import forms
from django.core.validators import URLValidator

from documents.forms import FilesField, FilesInput
from families.models import Resource
from staff.posting import PostingModelForm


class ResourceForm(PostingModelForm):
    """A topic, a title and a few words; a link or a sheet where there is one."""

    url = forms.URLField(
        label="Link", required=False, max_length=300, assume_scheme="https",
        validators=[URLValidator(schemes=["https", "http"], message="This is not the address of a web page.")],
        error_messages={"invalid": "This is not the address of a web page."},
        help_text="The whole address of a web page, with https:// in front.",
    )  # fmt: skip
    sheet = FilesField(
        label="A sheet to download", required=False, help_text="One PDF. A newer one takes the place of the one before.",
        widget=FilesInput({"accept": ".pdf,application/pdf", "multiple": False}),
    )  # fmt: skip
    about_nobody = forms.BooleanField(
        label="Nothing here, and nothing in the sheet, is about a child or family we know"
    )

    field_order = ("topic", "title", "words", "url", "sheet", "about_nobody")

    class Meta:
        model = Resource
        fields = ["topic", "title", "words", "url"]
        labels = {"topic": "Topic", "title": "What is it called?", "words": "What is in it, and for whom?"}
        help_texts = {
            "topic": "“Worries”, “Sleep”, “When somebody dies”. The same words put things together.",
        }
        widgets = {"words": forms.Textarea({"rows": 3})}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["topic"].widget.attrs["list"] = "topics"

    @property
    def facts(self):
        return {name: self.cleaned_data[name] for name in (*self._meta.fields, "sheet")}
