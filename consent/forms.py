"""What people type about consent: the trainer's question, the client's answer, the practitioner's code."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django import forms
from django.core.validators import RegexValidator
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from clients.models import Client
from consent.grants import MOST_DAYS, USUAL_DAYS, declined_lately
from consent.models import Direction, Purpose
from consent.wording import ScopeWords, in_words, offered
from practitioners.models import Practitioner
from web.keys import uuid7
from web.zones import today_in


class AddressForm(forms.Form):
    email = forms.EmailField(
        label=_("Your e-mail"),
        max_length=254,
        help_text=_("The one at which the trainer writes to you."),
        widget=forms.EmailInput({"autocomplete": "email"}),
        error_messages={"required": _("Enter your e-mail address.")},
    )


class CodeForm(forms.Form):
    code = forms.CharField(
        label=_("One-time code"),
        max_length=20,
        help_text=_("Six digits, from the mail that we have just sent."),
        widget=forms.TextInput({"autocomplete": "one-time-code", "inputmode": "numeric"}),
        error_messages={"required": _("Enter the six digits of the code.")},
    )
    is_shared_computer = forms.BooleanField(
        label=_("Others use this computer too, such as a clinic's"),
        required=False,
        help_text=_("Then it is not remembered: next time a new code is asked for."),
    )
    _six_digits = RegexValidator(r"\A[0-9]{6}\Z", _("Enter the six digits of the code."))

    def clean_code(self) -> str:
        code = "".join(str(self.cleaned_data["code"]).replace("-", "").split())
        self._six_digits(code)
        return code


@dataclass(frozen=True)
class ScopeBox:
    """One checkbox, with the words for what it opens."""

    words: ScopeWords
    is_ticked: bool


class ScopesField(forms.MultipleChoiceField):
    """Checkboxes of scopes; none of them says more than the words beside it."""

    def __init__(self, scopes: Iterable[str], **options: Any) -> None:
        options.setdefault("widget", forms.CheckboxSelectMultiple())
        super().__init__(choices=[(words.scope, words.label) for words in in_words(scopes)], **options)


class ScopesForm(forms.Form):
    """A form with the field `scopes`; `boxes` is what its template draws."""

    asked: Iterable[str] = ()

    @property
    def boxes(self) -> list[ScopeBox]:
        ticked = self["scopes"].value() or []
        return [ScopeBox(words, words.scope in ticked) for words in in_words(self.asked)]


class AnswerForm(ScopesForm):
    """What the client agrees to, of what was asked. Nothing is ticked beforehand."""

    def __init__(self, *args: Any, asked: Iterable[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.asked = asked
        self.fields["scopes"] = ScopesField(
            asked,
            label=_("What may be shown"),
            error_messages={"required": _("Tick at least one thing, or choose “No, share nothing”.")},
        )


class NarrowForm(ScopesForm):
    """What the client goes on sharing; all that is shared now is ticked, and unticking takes it back."""

    def __init__(self, *args: Any, given: Iterable[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.asked = list(given)
        self.fields["scopes"] = ScopesField(
            self.asked,
            label=_("What goes on being shown"),
            initial=self.asked,
            error_messages={"required": _("Leave at least one thing ticked, or end sharing below.")},
        )


class AskConsentForm(ScopesForm):
    """With whom, what and until when the trainer would like the client to share, or whom the trainer would ask."""

    asked = offered(Direction.SHARE)
    direction = Direction.SHARE

    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid7)
    practitioner = forms.ModelChoiceField(
        Practitioner.objects.in_network(), label=_("Share with"), empty_label=_("Choose a practitioner")
    )
    scopes = ScopesField(
        offered(Direction.SHARE),
        label=_("What you would like to share"),
        error_messages={"required": _("Tick at least one thing to ask for.")},
    )
    last_day = forms.DateField(
        label=_("Until and including"), widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    )
    note = forms.CharField(
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

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        practitioner = cleaned.get("practitioner")
        if (
            practitioner
            and not cleaned.get("client_wants")
            and declined_lately(self.client, practitioner, Purpose.CARE, direction=self.direction)
        ):
            self.add_error(
                "client_wants",
                _("The client said no to this less than 30 days ago. Tick this if they have changed their mind."),
            )
        return cleaned


class AskToObtainForm(AskConsentForm):
    """Whom the trainer would like to ask, what, and what they may tell. The client reads the question."""

    asked = offered(Direction.OBTAIN)
    direction = Direction.OBTAIN

    question = forms.CharField(
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
            self.asked,
            label=_("What they may tell you"),
            error_messages={"required": _("Tick at least one thing that they may tell you.")},
        )


class InPersonForm(AnswerForm):
    """The same answer, on the trainer's device: with the name of the one who gives it."""

    signed_name = forms.CharField(
        label=_("Your name"),
        max_length=120,
        help_text=_("Typing it stands for your signature. Your trainer is the witness."),
        widget=forms.TextInput({"autocomplete": "off"}),
        error_messages={"required": _("Type your name.")},
    )
