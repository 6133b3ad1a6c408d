"""A box for files: each is looked into as it arrives, and a refused one says why in one sentence."""

from django import forms

from documents.uploads import MIME, MOST_FILES, NotNow, NotTaken, examine, plain_name


class FilesInput(forms.ClearableFileInput):
    """Several files at once, of the kinds that are kept."""

    allow_multiple_selected = True

    def __init__(self, attrs=None):
        kinds = ".pdf,.jpg,.jpeg,.png,.docx," + ",".join(MIME.values())
        super().__init__({"accept": kinds, "multiple": True, "class": "form-control", **(attrs or {})})


class FilesField(forms.Field):
    """Its clean value is a list of Examined files; `left_out` names those that something of ours stopped.

    With `words_first` a scanner that does not answer leaves the file out instead of holding up the form.
    """

    widget = FilesInput

    def __init__(self, *, words_first=False, **kwargs):
        self.words_first, self.left_out = words_first, []
        super().__init__(**kwargs)

    def to_python(self, value):
        return [] if not value else list(value) if isinstance(value, (list, tuple)) else [value]

    def clean(self, value):
        uploads = self.to_python(value)
        self.left_out = []
        super().validate(uploads)
        if len(uploads) > MOST_FILES:
            raise forms.ValidationError(f"Please choose up to {MOST_FILES} files.")
        kept, wrong = [], []
        for upload, result in zip(uploads, examine(uploads), strict=True):
            if isinstance(result, NotNow) and self.words_first:
                self.left_out.append(plain_name(upload.name))
            elif isinstance(result, NotTaken):
                wrong.append(f"“{plain_name(upload.name)}” is not kept. {result}")
            else:
                kept.append(result)
        if wrong:
            raise forms.ValidationError(wrong)
        return kept
