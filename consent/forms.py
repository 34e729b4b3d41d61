"""What people type about consent: the trainer's question, the client's answer, the practitioner's code."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from types import MappingProxyType
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from careplan.care_team import first_choices
from clients.models import Client
from consent.grants import MOST_DAYS, USUAL_DAYS, address_is_disputed, declined_lately
from consent.models import ConsentGrant, Direction, Purpose, Scope
from consent.wording import ScopeWords, Words, in_words, offered
from practitioners.choosing import PractitionerChoiceField
from practitioners.models import Practitioner
from web.codes import CodeField
from web.form_fields import DayField, EmailField, LineField, LinesField
from web.keys import uuid7
from web.search_field import SearchingForm
from web.zones import today_in


class AddressForm(forms.Form):
    email = EmailField(
        label=_("Your e-mail"),
        max_length=254,
        help_text=_("The one at which the trainer writes to you."),
        widget=forms.EmailInput({"autocomplete": "email"}),
        error_messages={"required": _("Enter your e-mail address.")},
    )


class CodeForm(forms.Form):
    code = CodeField()
    is_shared_computer = forms.BooleanField(
        label=_("Others use this computer too, such as a clinic's"),
        required=False,
        help_text=_("Then it is not remembered: next time a new code is asked for."),
    )


@dataclass(frozen=True)
class ScopeBox:
    """One checkbox, with the words for what it opens."""

    words: ScopeWords
    is_ticked: bool
    without: Words = ""  # what follows where it is left unticked


class ScopesField(forms.MultipleChoiceField):
    """Checkboxes of scopes; none of them says more than the words beside it."""

    def __init__(self, scopes: Iterable[str], **options: Any) -> None:
        options.setdefault("widget", forms.CheckboxSelectMultiple())
        super().__init__(choices=[(words.scope, words.label) for words in in_words(scopes)], **options)


class ScopesForm(forms.Form):
    """A form with the field `scopes`; `boxes` is what its template draws."""

    offered_scopes: Iterable[str] = ()
    without: Mapping[str, Words] = MappingProxyType({})  # what follows where a scope is left unticked

    @property
    def boxes(self) -> list[ScopeBox]:
        ticked = self["scopes"].value() or []
        return [
            ScopeBox(words, words.scope in ticked, self.without.get(words.scope, ""))
            for words in in_words(self.offered_scopes)
        ]


class AnswerForm(ScopesForm):
    """What the client agrees to, of what was asked, and after a referral. Nothing is ticked beforehand."""

    def __init__(self, *args: Any, grant: ConsentGrant, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offered_scopes = requested = [row.scope for row in grant.scopes.all()]
        self.needs_referral = grant.is_to_a_referral
        if grant.is_to_a_referral:
            self.without = {Scope.REFERRAL: _("Without this, the referral is not sent and nothing is shown.")}
            self.fields["keeps_for_care"] = forms.BooleanField(
                label=_("And keep sharing for my care once the referral is completed"),
                required=False,
                help_text=_(
                    "All that you tick but the referral itself, until the same day. Otherwise it ends with it."
                ),
            )
        self.fields["scopes"] = ScopesField(
            requested,
            label=_("What may be shown"),
            error_messages={"required": _("Tick at least one thing, or choose “No, share nothing”.")},
        )

    def clean_scopes(self) -> list[str]:
        scopes: list[str] = self.cleaned_data["scopes"]
        if self.needs_referral and Scope.REFERRAL not in scopes:
            raise forms.ValidationError(
                _(
                    "Nothing is sent without the referral itself: tick “%(referral)s” as well, or choose “No, share "
                    "nothing”."
                )
                % {"referral": Scope.REFERRAL.label}
            )
        return scopes


class ReduceScopesForm(ScopesForm):
    """What the client goes on sharing; all that is shared now is ticked, and unticking takes it back."""

    def __init__(self, *args: Any, given: Iterable[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offered_scopes = list(given)
        self.without = {Scope.REFERRAL: _("Without this, the referral is called off.")}
        self.fields["scopes"] = ScopesField(
            self.offered_scopes,
            label=_("What goes on being shown"),
            initial=self.offered_scopes,
            error_messages={"required": _("Leave at least one thing ticked, or end sharing below.")},
        )


class ConsentTermsForm(ScopesForm):
    """What the client is asked to share for `purpose`, until when, and the trainer's word with it."""

    offered_scopes: Iterable[str] = offered(Direction.SHARE)
    direction = Direction.SHARE
    purpose = Purpose.CARE

    scopes = ScopesField(
        offered(Direction.SHARE),
        label=_("What you would like to share"),
        error_messages={"required": _("Tick at least one thing to ask for.")},
    )
    last_day = DayField(label=_("Until and including"), widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"))
    note = LinesField(
        label=_("A word to the client"),
        required=False,
        max_length=300,
        widget=forms.Textarea({"rows": 2}),
        help_text=_("Shown on the page where they answer, not in the mail."),
    )
    client_wants = forms.BooleanField(
        label=_("The client has told me that they want to be asked again"), required=False
    )

    def __init__(self, *args: Any, client: Client, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.client = client
        self.today = today_in(client.time_zone, timezone.now())
        self.fields["last_day"].initial = self.today + timedelta(days=USUAL_DAYS)

    def clean_last_day(self) -> date:
        last_day: date = self.cleaned_data["last_day"]
        latest = self.today + timedelta(days=MOST_DAYS)
        if not self.today <= last_day <= latest:
            raise forms.ValidationError(
                _("Choose a day from %(first)s to %(last)s.")
                % {"first": date_format(self.today), "last": date_format(latest)}
            )
        return last_day

    def require_trusted_address(self, practitioner: Practitioner) -> None:
        """Raises ValidationError where the practitioner's address is disputed."""
        if address_is_disputed(self.client, practitioner):
            raise forms.ValidationError(
                _("Their address was changed, and the mailbox from before says that it isn't theirs. Call them first.")
            )

    def require_willing_client(self, practitioner: Practitioner) -> None:
        """Adds an error where the client said no lately, and the trainer does not know better."""
        if not self.cleaned_data.get("client_wants") and declined_lately(
            self.client, practitioner, self.purpose, direction=self.direction
        ):
            self.add_error(
                "client_wants",
                _("The client said no to this less than 30 days ago. Tick this if they have changed their mind."),
            )


class AskConsentForm(SearchingForm, ConsentTermsForm):
    """With whom, what and until when the trainer would like the client to share, or whom the trainer would ask."""

    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid7)
    practitioner = PractitionerChoiceField(label=_("Share with"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["practitioner"].first = first_choices(self.client)  # type: ignore[attr-defined]

    def clean_practitioner(self) -> Practitioner:
        practitioner: Practitioner = self.cleaned_data["practitioner"]
        self.require_trusted_address(practitioner)
        return practitioner

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("practitioner"):
            self.require_willing_client(cleaned["practitioner"])
        return cleaned


class RecordRequestForm(AskConsentForm):
    """Whom the trainer would like to ask, what, and what they may tell. The client reads the question."""

    offered_scopes = offered(Direction.REQUEST)
    direction = Direction.REQUEST

    question = LinesField(
        label=_("Your question to them"),
        max_length=500,
        widget=forms.Textarea({"rows": 3}),
        initial=_("What should I know, and what should I spare?"),
        help_text=_("The client reads it before they agree."),
        error_messages={"required": _("Write what you would like to know.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["practitioner"].label = _("Whom to ask")
        self.fields["scopes"] = ScopesField(
            self.offered_scopes,
            label=_("What they may tell you"),
            error_messages={"required": _("Tick at least one thing that they may tell you.")},
        )


def signed_name_field() -> forms.CharField:
    return LineField(
        label=_("Your name"),
        max_length=120,
        help_text=_("Typing it stands for your signature. Your trainer is the witness."),
        widget=forms.TextInput({"autocomplete": "off"}),
        error_messages={"required": _("Type your name.")},
    )


class InPersonForm(AnswerForm):
    """The same answer, on the trainer's device: with the name of the one who gives it."""

    signed_name = signed_name_field()


class AcceptAddressForm(forms.Form):
    """The practitioner's changed address as the client was shown it."""

    address = EmailField(widget=forms.HiddenInput)
    # The page said that the mailbox from before objects: what was shown before that overrules nothing.
    despite_objection = forms.BooleanField(required=False, widget=forms.HiddenInput)


class AcceptInPersonForm(AcceptAddressForm):
    """The same on the trainer's device: with the name of the one who says so."""

    signed_name = signed_name_field()


class VouchForm(forms.Form):
    """The client names the mailbox that they read on the trainer's device as theirs."""

    mailbox = EmailField(widget=forms.HiddenInput)
    signed_name = signed_name_field()
