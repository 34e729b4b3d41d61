"""What keeps robots out of a form that anybody may send, without scripts: a field for them, and a person's time."""

import time
from typing import Any

from django import forms
from django.core import signing
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from web.form_fields import LineField

LEAST_SECONDS = 3  # no person reads and fills a form in less
SALT = "web.robot-trap"


def opened_now() -> str:
    """What a form carries of when its page was made."""
    return opened_at(time.time())


def opened_at(moment: float) -> str:
    return signing.dumps(int(moment), salt=SALT)


class RobotTrapForm(forms.Form):
    """A field that people don't see, and the time at which the page was made. Each refusal is said in words."""

    website = LineField(
        label=_("Leave this empty"),
        max_length=200,
        required=False,
        widget=forms.TextInput({"autocomplete": "off", "tabindex": "-1"}),
    )
    opened = LineField(widget=forms.HiddenInput, initial=opened_now, max_length=200, required=False)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("website"):
            raise forms.ValidationError(_("Leave the field “Leave this empty” empty: it is there to stop robots."))
        seconds = self._seconds_open()
        if seconds is None:
            raise forms.ValidationError(
                _("This form came without its page. Open the page anew and send it from there.")
            )
        if seconds < LEAST_SECONDS:
            raise forms.ValidationError(_("That was faster than a person reads. Look it over, then send it again."))
        return cleaned

    def _seconds_open(self) -> float | None:
        try:
            opened = signing.loads(self.cleaned_data.get("opened", ""), salt=SALT)
        except signing.BadSignature:
            return None
        return timezone.now().timestamp() - float(opened)
