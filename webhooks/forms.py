"""What a trainer says of a program that is to be told of events."""

from urllib.parse import urlsplit

from django import forms
from django.core.validators import URLValidator
from django.utils.translation import gettext as _, gettext_lazy

from web.form_fields import LineField
from webhooks.addresses import NoAddressError, NotPublicError, check_while_saving, port_of
from webhooks.models import EventType


class WebhookForm(forms.Form):
    name = LineField(
        label=gettext_lazy("Name"), max_length=60, help_text=gettext_lazy("What it is for, such as “my sheet”.")
    )
    url = LineField(
        label=gettext_lazy("Address"),
        max_length=500,
        help_text=gettext_lazy("Where the program listens, such as https://hooks.example.com/carelane."),
        widget=forms.URLInput({"autocomplete": "off"}),
    )
    event_types = forms.MultipleChoiceField(
        label=gettext_lazy("Tell it when"), choices=EventType, widget=forms.CheckboxSelectMultiple
    )

    def clean_url(self) -> str:
        """Raises ValidationError with what is wrong with it; the name is looked up."""
        url: str = self.cleaned_data["url"]
        if not url.isascii():
            raise forms.ValidationError(_("Write the address in plain letters: a name with accents as “xn--…”."))
        try:
            URLValidator(schemes=["https"])(url)
            parts = urlsplit(url)
            port_of(parts)
        except (forms.ValidationError, ValueError) as error:
            raise forms.ValidationError(_("Enter an address that begins with https://.")) from error
        if parts.username is not None or parts.password is not None or parts.fragment:
            raise forms.ValidationError(_("Leave out the user name, the password and whatever is behind “#”."))
        try:
            check_while_saving(url)
        except NoAddressError as error:
            raise forms.ValidationError(_("There is no such address: its name leads nowhere.")) from error
        except NotPublicError as error:
            raise forms.ValidationError(_("This leads into a private network. Use a public address.")) from error
        return url
