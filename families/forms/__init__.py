"""What is asked in this room, by concept. Forms validate; actions save."""

from django import forms

DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
SOON = (2, 3)  # years ago and ahead: what is planned with a family is near
MOMENT = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
