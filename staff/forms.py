"""Forms of the staff room: signing in, in our own words, and looking after accounts."""

from allauth.account import forms as account
from allauth.mfa.base import forms as mfa
from allauth.mfa.totp import forms as totp
from allauth.mfa.webauthn import forms as webauthn
from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from staff.models import User
from staff.policy import ROLE_NAMES
from staff.posting import PostingForm, PostingModelForm, speak_plainly

LONGEST_PASSWORD = 200
PASSWORD_HINT = "At least 12 letters. Three words that do not belong together are good, and easy to type."  # noqa: S105


class Plain:
    """allauth's forms in our words: a label above each box, nothing inside it, a limit on its length."""

    words = {}
    hints = {}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.widget.attrs.pop("placeholder", None)
            field.label = self.words.get(name, field.label)
            field.help_text = self.hints.get(name, "")
            if isinstance(field, forms.CharField) and not isinstance(field, forms.JSONField):
                limit = LONGEST_PASSWORD if isinstance(field.widget, forms.PasswordInput) else 254
                field.max_length = limit
                field.widget.attrs["maxlength"] = str(limit)
                field.validators.append(_short_enough(limit))
        speak_plainly(self.fields)


def _short_enough(limit):
    def check(value):
        if len(value) > limit:
            raise ValidationError(f"This is longer than {limit} letters.")

    return check


class SignInForm(Plain, account.LoginForm):
    """E-mail address and password."""

    words = {"login": "E-mail address", "password": "Password"}


class ReauthenticateForm(Plain, account.ReauthenticateForm):
    words = {"password": "Password"}


class ResetPasswordForm(Plain, account.ResetPasswordForm):
    words = {"email": "E-mail address"}


class NewPasswordForm(Plain, account.ResetPasswordKeyForm):
    words = {"password1": "New password", "password2": "The same again"}
    hints = {"password1": PASSWORD_HINT}


class ChangePasswordForm(Plain, account.ChangePasswordForm):
    words = {"oldpassword": "Password now", "password1": "New password", "password2": "The same again"}
    hints = {"password1": PASSWORD_HINT}


class CodeBox(Plain):
    """One box for a code: digits on a telephone's keyboard, and nothing remembered by the browser."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["code"].widget.attrs |= {"inputmode": "numeric", "autocomplete": "one-time-code"}


class CodeForm(CodeBox, mfa.AuthenticateForm):
    words = {"code": "Code from your app"}
    hints = {"code": "Six figures. One of your printed codes works too."}


class CodeAgainForm(CodeBox, mfa.ReauthenticateForm):
    words = CodeForm.words
    hints = CodeForm.hints


class SetUpCodesForm(CodeBox, totp.ActivateTOTPForm):
    words = {"code": "The six figures the app shows now"}


class AddPasskeyForm(Plain, webauthn.AddWebAuthnForm):
    words = {"name": "What to call it", "passwordless": "Sign in with this passkey alone, without a password"}
    hints = {
        "name": "So that you know which it is: “my phone”, “blue key”.",
        "passwordless": "It then asks for your fingerprint, face or PIN each time.",
    }
    passwordless = forms.BooleanField(required=False, initial=True)


class EditPasskeyForm(Plain, webauthn.EditWebAuthnForm):
    words = {"name": "What to call it"}


class RolesField(forms.MultipleChoiceField):
    """The roles as boxes to tick, in the words of the policy table."""

    def __init__(self):
        super().__init__(
            choices=list(ROLE_NAMES.items()),
            widget=forms.CheckboxSelectMultiple,
            label="What they do here",
            help_text="Tick all that are true. Each opens only what that work needs.",
            error_messages={"required": "Tick at least one."},
        )


class InviteForm(PostingForm):
    """A new colleague: the name, the address and the work."""

    name = forms.CharField(label="Name", max_length=100)
    email = forms.EmailField(label="E-mail address", max_length=254, help_text="Their school address if they have one.")
    job_title = forms.CharField(label="Job title", max_length=100, required=False)
    roles = RolesField()


class PersonForm(PostingModelForm):
    """Somebody's name, job and roles."""

    roles = RolesField()

    class Meta:
        model = User
        fields = ["name", "job_title", "phone", "roles"]
        labels = {"job_title": "Job title", "phone": "Telephone"}


class MySettingsForm(PostingModelForm):
    """How I am told."""

    class Meta:
        model = User
        fields = ["phone", "told_by"]
        labels = {"phone": "My telephone", "told_by": "Tell me what waits for me"}
        widgets = {"told_by": forms.RadioSelect}
        help_texts = {
            "phone": "Colleagues see it when you are on duty.",
            "told_by": "The e-mail comes at half past seven, never at weekends or in holidays, and names no child. "
            "Urgent things always come both ways, at once.",
        }


class CoverForm(PostingForm):
    """Who is told instead, from when until when."""

    colleague = forms.ModelChoiceField(label="Who stands in?", queryset=None, empty_label="Choose a colleague")
    from_on = forms.DateField(label="First day away", widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"))
    until_on = forms.DateField(label="Last day away", widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"))

    def __init__(self, *args, person, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["colleague"].queryset = User.objects.joined().exclude(pk=person.pk)


class VersionForm(PostingForm):
    """A button that acts on a row as it was shown: end an account, let a second step be set up anew."""

    version = forms.IntegerField(widget=forms.HiddenInput)


class JoinForm(PostingForm):
    """The invited person's own name and password."""

    name = forms.CharField(label="Your name, as colleagues know you", max_length=100)
    password = forms.CharField(
        label="Choose a password",
        help_text=PASSWORD_HINT,
        max_length=LONGEST_PASSWORD,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    again = forms.CharField(
        label="The same again",
        max_length=LONGEST_PASSWORD,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def clean_password(self):
        validate_password(self.cleaned_data["password"], self.by)
        return self.cleaned_data["password"]

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("password") and cleaned.get("again") != cleaned["password"]:
            self.add_error("again", "This is not the same as the password above.")
        cleaned.pop("again", None)
        return cleaned
