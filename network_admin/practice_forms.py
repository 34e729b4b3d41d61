"""What admins set of the practice itself."""

from decimal import Decimal
from typing import Any

from django import forms
from django.conf import settings
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext_lazy as _

from web.form_fields import WholeNumberField
from web.models import PracticeSettings
from web.practice import FIELDS, Practice
from web.provinces import PROVINCES
from web.uploads import PDF, UnreadableFileError, Upload, checked
from web.zones import TIME_ZONES

MOST_BYTES = 1024 * 1024


class LogoField(forms.FileField):
    """A JPEG or PNG of up to 1 MB, drawn anew; an SVG may hold a script, and is refused."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            widget=forms.FileInput({"accept": ".jpg,.jpeg,.png"}),
            error_messages={"empty": _("That file is empty. Choose another.")},
            **kwargs,
        )

    def clean(self, data: Any, initial: Any = None) -> Upload | None:
        sent = super().clean(data, initial)
        if not sent:
            return None
        if sent.size > MOST_BYTES:
            raise forms.ValidationError(
                _("That file has %(size)s. Choose one of up to 1 MB.") % {"size": filesizeformat(sent.size)}
            )
        try:
            logo = checked(sent)
        except UnreadableFileError:
            logo = None
        if logo is None or logo.content_type == PDF:
            raise forms.ValidationError(_("That is no JPEG or PNG picture. An SVG is not taken: save it as a PNG."))
        return logo


class PracticeForm(forms.ModelForm):
    """All settings of the practice; `version` is the one that was read, so that two who edit at once notice."""

    version = forms.IntegerField(min_value=0, max_value=2**31 - 2, widget=forms.HiddenInput)
    new_logo = LogoField(
        label=_("Logo"), required=False, help_text=_("A picture (JPEG or PNG) of up to 1 MB, best wider than high.")
    )
    no_logo = forms.BooleanField(label=_("Take the logo away"), required=False)
    time_zone = forms.ChoiceField(
        label=_("Time zone"), choices=TIME_ZONES, help_text=_("Of people who have chosen none.")
    )
    province = forms.ChoiceField(
        label=_("Province"), choices=PROVINCES, help_text=_("Whose holidays hold for who has none on record.")
    )

    record_years = WholeNumberField(
        label=_("Years for which a record is kept after it was archived"),
        what=_("Years"),
        low=Decimal(PracticeSettings.FEWEST_YEARS),
        high=Decimal(PracticeSettings.MOST_YEARS),
        help_text=_(
            "Clients read it on their own page. After that a record is erased in the night. A lower number counts"
            " after 14 days."
        ),
    )

    languages = forms.ChoiceField(
        label=_("Languages in which clients are written to"),
        choices=PracticeSettings.Languages.choices,
        widget=forms.RadioSelect,
        help_text=_("A client of another language is written to in English."),
    )
    paper = forms.ChoiceField(
        label=_("Paper of documents"), choices=PracticeSettings.Paper.choices, widget=forms.RadioSelect
    )

    class Meta:
        model = PracticeSettings
        fields = FIELDS
        help_texts = {
            "name": _("Stands at the top of pages, in their titles and on documents."),
            "postal_address": _("Stands under mails, as the law on commercial mail asks for."),
            "privacy_officer": _("Who answers for privacy here: named under mails and on clients' pages."),
            "sender_name": _("Of mails that no trainer sends."),
        }
        widgets = {"postal_address": forms.Textarea({"rows": 3})}

    def __init__(self, *args: Any, practice: Practice, **kwargs: Any) -> None:
        self.practice = practice
        given = {name: getattr(practice, name) for name in [*FIELDS, "version"]}
        kwargs["initial"] = given
        super().__init__(*args, **kwargs)
        if not practice.logo:
            del self.fields["no_logo"]

    def clean_sender_email(self) -> str:
        """The mail server may send for its own domain alone: another's mail programs would refuse it."""
        address: str = self.cleaned_data["sender_email"]
        if address.rpartition("@")[2].lower() != settings.MAIL_DOMAIN.lower():
            raise forms.ValidationError(
                _("Mail is sent from %(domain)s: choose an address there.") % {"domain": settings.MAIL_DOMAIN}
            )
        return address

    @property
    def logo(self) -> Any:
        """What `save_practice` takes: the new file, the one that stays, or none."""
        upload: Upload | None = self.cleaned_data.get("new_logo")
        if upload:
            upload.content.name = upload.name
            return upload.content
        return "" if self.cleaned_data.get("no_logo") else self.practice.logo
