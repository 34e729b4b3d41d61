from typing import Any

from allauth.account.forms import AddEmailForm, ConfirmLoginCodeForm, LoginForm, RequestLoginCodeForm, ResetPasswordForm
from allauth.core import context
from allauth.mfa.webauthn.forms import AddWebAuthnForm
from django import forms
from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _
from fido2.webauthn import RegistrationResponse

from accounts.code_requests import browser_secret, known_asker
from accounts.identity import has_proven_address
from accounts.mailbox_counts import count_mail
from accounts.models import AccountEvent, User
from accounts.passkeys import CredentialField
from accounts.recent_changes import RecentChanges
from accounts.second_factor import needs_second_factor
from accounts.security_log import refused
from accounts.sessions import OWN_DEVICE
from accounts.sign_in_codes import enter_code
from web.codes import CodeField, tries_left_words
from web.form_fields import EmailField, LineField, LinesField
from web.limits import REQUESTS_OF_NETWORK
from web.provinces import PROVINCES
from web.ratelimit import count_try, network_of


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
    """A one-time code alone is for clients: who sees others' records signs in with a password and a second step."""

    _user: User | None = None

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].label = _("E-mail")
        self.fields["email"].widget.attrs.pop("placeholder", None)

    @property
    def user(self) -> User | None:
        """Who gets a code; an address that opens no record is answered like one that nobody has."""
        return None if self._user is None or needs_second_factor(self._user) else self._user


class EnterCodeForm(ConfirmLoginCodeForm):
    """allauth's page with our code: it is compared, and its tries are counted, in accounts/sign_in_codes.py."""

    code = CodeField()
    is_shared_computer = forms.BooleanField(
        label=_("Others use this computer too, such as a clinic's"),
        required=False,
        help_text=_("Then it is not remembered: next time a new code is asked for."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if context.request._login_stage.state["initiated_by_user"]:  # noqa: SLF001  (allauth's)
            del self.fields["is_shared_computer"]  # no password came before: a code is asked for each time

    def clean_code(self) -> str:
        request = context.request
        stage = request._login_stage  # noqa: SLF001  (allauth's)
        code = str(self.cleaned_data["code"])
        guess = enter_code(code, address=stage.state["email"], browser=browser_secret(request))
        if guess.row is None or guess.row.user != stage.login.user:
            refused("wrong code", request)
            raise forms.ValidationError(tries_left_words(guess.tries_left))
        return code


class ChangeAddressForm(AddEmailForm):
    """allauth's, but the address does not follow the second step within days (accounts/identity.py).

    Nor while the present one is unconfirmed: allauth takes that for a new one, and would drop it at once.
    """

    def clean_email(self) -> str:
        until = None
        if isinstance(self.user, User):
            if not has_proven_address(self.user):
                raise forms.ValidationError(_("Confirm the address that you have now first, by the mail sent there."))
            until = RecentChanges.of(self.user, now=timezone.now()).waits_until(AccountEvent.What.ADDRESS)
        if until:
            raise forms.ValidationError(
                _(
                    "Your second step was taken off lately, or a change was stopped. You can change the address from %(day)s."
                )
                % {"day": date_format(localtime(until), "DATETIME_FORMAT")}
            )
        return super().clean_email()


class ForgottenPasswordForm(ResetPasswordForm):
    """allauth's, with the label above the field alone."""

    users: list[User]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].label = _("E-mail")
        self.fields["email"].widget.attrs.pop("placeholder", None)

    def clean_email(self) -> str:
        """A client has no password to forget, and an address that waits to be confirmed is nobody's yet."""
        email = super().clean_email()
        owners = [user for user in self.users if user.email.lower() == email.lower()]
        self.users = [user for user in owners if needs_second_factor(user)]
        return email

    def save(self, request: HttpRequest, **kwargs: Any) -> str:
        """Raises TooManyError, for an address that nobody has as for any other."""
        address = str(self.cleaned_data["email"])
        is_known = bool(known_asker(request, address))
        if not is_known:
            count_try(REQUESTS_OF_NETWORK, network_of(request))
        count_mail(address, is_known=is_known)
        return str(super().save(request, **kwargs))


class PreferencesForm(forms.ModelForm):
    """What somebody tells of themselves, and how they like things shown; a trainer tells more."""

    class Meta:
        model = User
        fields = [
            "name",
            "practice_name",
            "phone",
            "postal_address",
            "time_zone",
            "province",
            "load_unit",
            "rest_seconds",
        ]
        widgets: dict[str, Any] = {"load_unit": forms.RadioSelect}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["province"].choices = [("", _("as the practice")), *PROVINCES]  # type: ignore[attr-defined]
        if not self.instance.is_trainer:
            for name in ("practice_name", "phone", "postal_address", "load_unit", "rest_seconds"):
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
    """What an admin may change of somebody; not their own address, nor their own role of an admin, so that one is left."""

    reason = LineField(
        label=_("Why the address changes"), max_length=300, required=False, help_text=_("No health details.")
    )

    def __init__(self, *args: Any, by: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk == by.pk:
            self.fields["is_network_admin"].disabled = self.fields["email"].disabled = True
            self.fields["email"].help_text = _(
                "To change yours, go to You and then Change your e-mail address. The new one is confirmed there first."
            )
            del self.fields["reason"]

    def clean(self) -> dict[str, Any]:
        return self.cleaned_data if self.instance.is_practitioner else super().clean()


class ReasonForm(forms.Form):
    reason = LineField(
        label=_("Why"), max_length=300, help_text=_("Kept, and read by whoever asks later. No health details.")
    )


class EmergencyForm(forms.Form):
    """Whose record an admin has to see, told by the address: there is no list to look through."""

    email = EmailField(label=_("The client's e-mail address"))
    reason = LinesField(
        label=_("Why"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("The client and the trainer read it."),
    )


class PasskeyForm(AddWebAuthnForm):
    """allauth's, in plain words; a passkey signs in by itself unless somebody wants it as a second step alone."""

    name = LineField(label=_("Name"), max_length=100, required=False)
    credential = CredentialField(RegistrationResponse)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].help_text = _("So that you know it again: My phone.")
        box = self.fields["passwordless"]
        box.label, box.initial = _("It signs me in alone, without my password"), True
        box.help_text = _("Your finger, face or PIN is then the second step.")
