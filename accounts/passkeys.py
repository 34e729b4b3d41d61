"""allauth's forms that take what a passkey answers: JSON that a browser makes, and anybody can send."""

from typing import Any

from allauth.mfa.webauthn.forms import AuthenticateWebAuthnForm, LoginWebAuthnForm, ReauthenticateWebAuthnForm
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from fido2.webauthn import AuthenticationResponse, RegistrationResponse

from web.json_in import MalformedError, TooLargeError, read_json

MOST_BYTES = 20_000
MOST_DEPTH = 6


class CredentialField(forms.JSONField):
    """A passkey's answer, as a dict that fido2 can read as `kind`: allauth checks it no further than that."""

    widget = forms.HiddenInput

    def __init__(self, kind: type[AuthenticationResponse | RegistrationResponse], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.kind = kind

    def to_python(self, value: Any) -> Any:
        if value in self.empty_values:
            return None
        try:
            answer = read_json(str(value).encode(), most_bytes=MOST_BYTES, most_depth=MOST_DEPTH)
            self.kind.from_dict(answer)
        except (MalformedError, TooLargeError, ValueError, TypeError, LookupError, AttributeError) as error:
            raise ValidationError(_("The passkey's answer can't be read. Try again."), code="unreadable") from error
        return answer


class PasskeySignInForm(LoginWebAuthnForm):
    credential = CredentialField(AuthenticationResponse)


class PasskeySecondStepForm(AuthenticateWebAuthnForm):
    credential = CredentialField(AuthenticationResponse)


class PasskeyProofForm(ReauthenticateWebAuthnForm):
    credential = CredentialField(AuthenticationResponse)
