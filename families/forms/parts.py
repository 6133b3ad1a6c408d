"""What goes into a summary from other rooms, and who reads which part."""

from django import forms

from families.summary import parts_of
from staff.posting import OUT_OF_DATE, PostingForm


class PartsForm(PostingForm):
    """Sections to tick, and for each recipient the parts on their copy."""

    version = forms.IntegerField(widget=forms.HiddenInput, error_messages={"required": OUT_OF_DATE})
    sections = forms.MultipleChoiceField(
        label="Also put in", required=False, widget=forms.CheckboxSelectMultiple,
        help_text="Only what you tick. The words are the school's own records of help; each is shown on this page.",
    )  # fmt: skip

    def __init__(self, *args, meeting, shelves, copies, **kwargs):
        kwargs["initial"] = {"version": meeting.version, "sections": meeting.sections}
        super().__init__(*args, **kwargs)
        self.fields["sections"].choices = [(section.key, section.label) for section, _ in shelves]
        known = dict(parts_of(meeting)) | {section.key: section.label for section, _ in shelves}
        self.copies = {f"copy-{copy.public_id}": copy for copy in copies}
        self.known = set(known)
        for name, copy in self.copies.items():
            self.fields[name] = forms.MultipleChoiceField(
                label=f"{copy.contact.name} reads", required=False, widget=forms.CheckboxSelectMultiple,
                choices=list(known.items()), initial=[key for key in known if key not in copy.without],
            )  # fmt: skip

    def without(self):
        """{copy: the keys that were not ticked for it}. What was not on the page stays left out: it may be agreed later."""
        return {
            copy: (set(copy.without) - self.known) | (self.known - set(self.cleaned_data[name]))
            for name, copy in self.copies.items()
        }
