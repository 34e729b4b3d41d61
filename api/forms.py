"""What a trainer says of a program that is let in."""

from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext as _, gettext_lazy

from accounts.models import User
from api.models import ApiToken
from clients.models import Client
from web.form_fields import LineField, LinesField

LASTS = [("30", gettext_lazy("30 days")), ("90", gettext_lazy("90 days")), ("365", gettext_lazy("a year"))]
MOST_CHOSEN = 50


class TokenForm(forms.Form):
    name = LineField(
        label=gettext_lazy("Name"), max_length=60, help_text=gettext_lazy("What it is for, such as “my sheet”.")
    )
    scope = forms.ChoiceField(
        label=gettext_lazy("It may"),
        choices=ApiToken.Scope,
        initial=ApiToken.Scope.READ,
        widget=forms.RadioSelect,
        help_text=gettext_lazy("As FHIR: for a clinic's system. Such a token opens nothing else."),
    )
    days = forms.ChoiceField(label=gettext_lazy("For how long"), choices=LASTS, initial="90", widget=forms.RadioSelect)
    only = LinesField(
        label=gettext_lazy("Only these clients"),
        required=False,
        max_length=5000,
        widget=forms.Textarea({"rows": 3}),
        help_text=gettext_lazy("A name or e-mail address a line. Empty: all whom you may see, at any time."),
    )

    def __init__(self, data: Any = None, *, trainer: User) -> None:
        super().__init__(data)
        self.trainer = trainer
        self.clients: list[Client] | None = None  # of a valid form; None for all

    def clean_only(self) -> str:
        text: str = self.cleaned_data["only"]
        lines = list(dict.fromkeys(line.strip() for line in text.splitlines() if line.strip()))
        if len(lines) > MOST_CHOSEN:
            raise forms.ValidationError(_("Name %(most)d clients at most.") % {"most": MOST_CHOSEN})
        if lines:
            self.clients = [self._client(line) for line in lines]
        return text

    def _client(self, words: str) -> Client:
        """The one client whom a line names. Raises ValidationError."""
        named = Q(name__iexact=words) | Q(email__iexact=words)
        matches = Client.objects.visible_to(self.trainer).filter(named).order_by("pk")[:2]
        if len(matches) == 1:
            return matches[0]
        if matches:
            raise forms.ValidationError(_("There are several “%(words)s”: use the e-mail address.") % {"words": words})
        raise forms.ValidationError(_("You have no client “%(words)s”.") % {"words": words})

    def expires_at(self, now: datetime) -> datetime:
        return now + timedelta(days=int(self.cleaned_data["days"]))
