"""What is asked in this room, by concept. Forms validate; actions save."""

from django import forms


def a_day(label, hint="", *, required=True):
    return forms.DateField(
        label=label, help_text=hint, required=required, widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": f"“{label}”: please give a day."},
    )  # fmt: skip


def one_line(label, hint="", *, most=300, required=True):
    return forms.CharField(
        label=label, help_text=hint, max_length=most, required=required, widget=forms.TextInput({"autocomplete": "off"})
    )


def a_few_lines(label, hint="", *, most=500, required=True):
    return forms.CharField(
        label=label, help_text=hint, max_length=most, required=required, widget=forms.Textarea({"rows": 3})
    )
