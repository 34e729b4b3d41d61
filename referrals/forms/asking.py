"""What a trainer types to refer a client, and the reason that either side owes the other."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from clients.models import Client
from consent.forms import ConsentTermsForm, ScopesField
from consent.models import Direction, Purpose, Scope
from consent.wording import offered
from practitioners.models import Practitioner, RedFlag
from referrals.attempts import SCOPES_OF_A_REFERRAL, ConsentTerms, Need
from referrals.models import Referral
from web.form_fields import LinesField
from web.keys import uuid7

SCOPES_BESIDE = [scope for scope in offered(Direction.SHARE, Purpose.REFERRAL) if scope is not Scope.REFERRAL]


class ReferralForm(ConsentTermsForm):
    """Why, what for and how soon, and what the client is asked to share for it, where they have not agreed yet."""

    offered_scopes = SCOPES_BESIDE
    purpose = Purpose.REFERRAL

    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid7)
    red_flag = forms.ModelChoiceField(
        RedFlag.objects.none(), label=_("Sign on the red-flag list"), required=False, empty_label=_("None of them")
    )
    reason = LinesField(
        label=_("What you noticed"),
        max_length=500,
        widget=forms.Textarea({"rows": 3}),
        help_text=_("What you saw or were told. No diagnosis: that is the practitioner's lane."),
    )
    question = LinesField(
        label=_("Your question to them"), required=False, max_length=500, widget=forms.Textarea({"rows": 2})
    )
    urgency = forms.ChoiceField(
        label=_("How soon"), choices=Referral.Urgency, initial=Referral.Urgency.ROUTINE, widget=forms.RadioSelect
    )

    def __init__(
        self,
        *args: Any,
        client: Client,
        practitioner: Practitioner,
        needs_consent: bool,
        is_rerouted: bool,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, client=client, **kwargs)
        self.practitioner, self.needs_consent = practitioner, needs_consent
        self.fields["red_flag"].queryset = RedFlag.objects.all()  # type: ignore[attr-defined]
        self.fields["scopes"] = ScopesField(
            SCOPES_BESIDE, label=_("Besides the referral"), required=False, initial=SCOPES_OF_A_REFERRAL
        )
        if not needs_consent:
            for name in ("scopes", "last_day", "note", "client_wants"):
                del self.fields[name]
        if is_rerouted:  # the need is the same: its words stand as the first recipient read them
            for name in ("red_flag", "reason", "question", "urgency"):
                self.fields[name].disabled = True

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if self.needs_consent:
            self.require_trusted_address(self.practitioner)
            self.require_willing_client(self.practitioner)
        return cleaned

    def need(self) -> Need:
        """The referral's own fields of a valid form."""
        return Need(**{name: self.cleaned_data[name] for name in ("red_flag", "reason", "question", "urgency")})

    def terms(self, *, by_mail: bool) -> ConsentTerms | None:
        """What the client is asked; None where they have agreed already."""
        if not self.needs_consent:
            return None
        chosen = self.cleaned_data
        return ConsentTerms(
            scopes=tuple(chosen["scopes"]),
            last_day=chosen["last_day"],
            note=chosen["note"],
            client_wants=chosen["client_wants"],
            by_mail=by_mail,
        )


class ReasonForm(forms.Form):
    """A reason that travels to the other side."""

    why = LinesField(label=_("Reason"), max_length=500, widget=forms.Textarea({"rows": 2}))


class ReopenForm(forms.Form):
    """Why somebody is asked once more."""

    note = LinesField(label=_("Your note to them"), max_length=500, widget=forms.Textarea({"rows": 2}))
