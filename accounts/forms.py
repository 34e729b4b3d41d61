from typing import Any

from allauth.account.forms import ConfirmLoginCodeForm, LoginForm, RequestLoginCodeForm, ResetPasswordForm
from allauth.core import context
from allauth.mfa.webauthn.forms import AddWebAuthnForm
from django import forms
from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.second_factor import needs_second_factor
from accounts.security_log import refused
from accounts.sessions import OWN_DEVICE
from web.ratelimit import too_many

TRIES = settings.ACCOUNT_LOGIN_BY_CODE_MAX_ATTEMPTS
CODE_SECONDS = settings.ACCOUNT_LOGIN_BY_CODE_TIMEOUT


class SignInForm(LoginForm):
    """allauth's, with the label above the field alone, and a box for a trainer's own phone."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].label = _("E-mail")
        self.fields["password"].help_text = ""
        self.fields["remember"].label = _("This is my own phone or computer")
        self.fields["remember"].help_text = _(
            "It stays signed in for up to 14 days, and asks who you are after a break."
        )
        for field in self.fields.values():
            field.widget.attrs.pop("placeholder", None)

    def login(self, request: HttpRequest, redirect_url: str | None = None) -> HttpResponseBase:
        """The box is kept in the session; how long that lasts is decided in accounts/sessions.py."""
        request.session[OWN_DEVICE] = self.cleaned_data["remember"]
        return super().login(request, redirect_url=redirect_url)


class SendCodeForm(RequestLoginCodeForm):
    """A one-time code by mail is for clients: who sees others' records signs in with a password and a second step."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].label = _("E-mail")
        self.fields["email"].widget.attrs.pop("placeholder", None)

    def clean_email(self) -> str:
        email = super().clean_email()
        if isinstance(self._user, User) and needs_second_factor(self._user):
            self._user = None  # answered like an address that nobody has
        return email


class EnterCodeForm(ConfirmLoginCodeForm):
    """allauth counts wrong codes in the session, where guesses at the same moment overlook each other."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].widget.attrs.pop("placeholder", None)
        self.fields["code"].widget.attrs |= {"inputmode": "numeric", "autocomplete": "one-time-code"}

    def clean_code(self) -> str:
        asked = str(context.request.session.session_key)
        if too_many("sign-in-code", asked, limit=TRIES, seconds=CODE_SECONDS):
            refused("one code too many", context.request)
            raise forms.ValidationError(_("That was one try too many. Ask for a new code in a few minutes."))
        return super().clean_code()


class ForgottenPasswordForm(ResetPasswordForm):
    """allauth's, with the label above the field alone."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].label = _("E-mail")
        self.fields["email"].widget.attrs.pop("placeholder", None)

    def clean_email(self) -> str:
        """A client has no password to forget: a code is their way in."""
        email = super().clean_email()
        self.users = [user for user in self.users if needs_second_factor(user)]
        return email


class PreferencesForm(forms.ModelForm):
    """What somebody tells of themselves, and how they like things shown; a trainer tells more."""

    class Meta:
        model = User
        fields = ["name", "practice_name", "postal_address", "time_zone", "load_unit", "rest_seconds"]
        widgets: dict[str, Any] = {"load_unit": forms.RadioSelect}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.instance.is_trainer:
            for name in ("practice_name", "postal_address", "load_unit", "rest_seconds"):
                del self.fields[name]


class InviteForm(forms.ModelForm):
    """Somebody new who works with Carelane."""

    class Meta:
        model = User
        fields = ["name", "email", "is_trainer", "is_network_admin"]

    def clean_email(self) -> str:
        return str(self.cleaned_data["email"]).lower()

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not (cleaned.get("is_trainer") or cleaned.get("is_network_admin")):
            self.add_error("is_trainer", _("Tick at least one: trainer, network admin."))
        return cleaned


class PersonForm(InviteForm):
    """What an admin may change of somebody; an admin can't take their own hat off, so that one is left."""

    def __init__(self, *args: Any, by: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk == by.pk:
            self.fields["is_network_admin"].disabled = True

    def clean(self) -> dict[str, Any]:
        return self.cleaned_data if self.instance.is_practitioner else super().clean()


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label=_("Why"), max_length=300, help_text=_("Kept, and read by whoever asks later. No health details.")
    )


class EmergencyForm(forms.Form):
    """Whose record an admin has to see, told by the address: there is no list to look through."""

    email = forms.EmailField(label=_("The client's e-mail address"))
    reason = forms.CharField(
        label=_("Why"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("The client and the trainer read it."),
    )


class PasskeyForm(AddWebAuthnForm):
    """allauth's, in plain words; a passkey signs in by itself unless somebody wants it as a second step alone."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].help_text = _("So that you know it again: My phone.")
        box = self.fields["passwordless"]
        box.label, box.initial = _("It signs me in alone, without my password"), True
        box.help_text = _("Your finger, face or PIN is then the second step.")
